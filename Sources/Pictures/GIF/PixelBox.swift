// Rectangles of pixels, and where two frames differ: the part of a frame that a GIF stores.
@preconcurrency import LibC

/// A rectangle: columns from `left` up to but not including `right`, rows from `top` up to `bottom`.
package struct PixelBox: Sendable, Equatable {
    package var left: Int, top: Int, right: Int, bottom: Int

    package init(left: Int, top: Int, right: Int, bottom: Int) {
        self.left = left
        self.top = top
        self.right = right
        self.bottom = bottom
    }

    package var width: Int { right - left }
    package var height: Int { bottom - top }

    /// A box no viewer can object to, for a frame that changes nothing.
    static let onePixel = PixelBox(left: 0, top: 0, right: 1, bottom: 1)

    func union(_ other: PixelBox) -> PixelBox {
        PixelBox(
            left: min(left, other.left), top: min(top, other.top), right: max(right, other.right),
            bottom: max(bottom, other.bottom))
    }

    /// The smallest box around the numbers that differ between two pictures of the same size, or nil if none do.
    static func difference(_ a: [UInt8], _ b: [UInt8], width: Int) -> PixelBox? {
        let height = min(a.count, b.count) / width
        return a.withUnsafeBufferPointer { a in
            b.withUnsafeBufferPointer { b in
                guard let a = a.baseAddress, let b = b.baseAddress else { return nil }
                var box: PixelBox?
                for y in 0..<height {
                    guard let columns = differingBytes(a + y * width, b + y * width, width) else { continue }
                    let row = PixelBox(left: columns.lowerBound, top: y, right: columns.upperBound, bottom: y + 1)
                    box = box?.union(row) ?? row
                }
                return box
            }
        }
    }

    /// The smallest box around the numbers of `screen` that are neither those of `wanted` nor of `others`, or nil if all serve.
    static func difference(_ screen: [UInt8], _ wanted: [UInt8], or others: [UInt8], width: Int) -> PixelBox? {
        let height = screen.count / width
        return screen.withUnsafeBufferPointer { screen in
            wanted.withUnsafeBufferPointer { wanted in
                others.withUnsafeBufferPointer { others in
                    guard let a = screen.baseAddress, let b = wanted.baseAddress, let c = others.baseAddress else { return nil }
                    var box: PixelBox?
                    for y in 0..<height {
                        let row = y * width
                        guard let columns = differingBytes(a + row, b + row, width) else { continue }
                        var low = columns.lowerBound, high = columns.upperBound
                        while low < high, a[row + low] == b[row + low] || a[row + low] == c[row + low] { low += 1 }
                        while high > low, a[row + high - 1] == b[row + high - 1] || a[row + high - 1] == c[row + high - 1] { high -= 1 }
                        if low == high { continue }
                        let line = PixelBox(left: low, top: y, right: high, bottom: y + 1)
                        box = box?.union(line) ?? line
                    }
                    return box
                }
            }
        }
    }

    /// The smallest box around the places where `before` shows something and `after` shows `transparent`.
    static func vanishing(_ before: [UInt8], _ after: [UInt8], transparent: UInt8, width: Int) -> PixelBox? {
        before.withUnsafeBufferPointer { before in
            after.withUnsafeBufferPointer { after in
                var box: PixelBox?
                for i in 0..<before.count where after[i] == transparent && before[i] != transparent {
                    let (y, x) = i.quotientAndRemainder(dividingBy: width)
                    let pixel = PixelBox(left: x, top: y, right: x + 1, bottom: y + 1)
                    box = box?.union(pixel) ?? pixel
                }
                return box
            }
        }
    }
}

/// From the first byte that differs to after the last, or nil if all are equal.
@inline(__always)
func differingBytes(_ a: UnsafePointer<UInt8>, _ b: UnsafePointer<UInt8>, _ count: Int) -> Range<Int>? {
    guard memcmp(a, b, count) != 0 else { return nil }
    var low = 0, high = count
    while low + 64 <= count, memcmp(a + low, b + low, 64) == 0 { low += 64 }
    while low < count, a[low] == b[low] { low += 1 }
    while high - 64 >= low, memcmp(a + high - 64, b + high - 64, 64) == 0 { high -= 64 }
    while high > low, a[high - 1] == b[high - 1] { high -= 1 }
    return low..<high
}
