// Shapes read from files: counted without overflow, printed as NumPy prints them.

/// Questions about the shape of an array.
package enum Shape {
    /// More axes than this no NumPy has ever written.
    static let maximumAxes = 64

    /// How many elements a shape holds; nil where a length is negative or the number overflows.
    static func count(_ shape: [Int]) -> Int? {
        guard let padded = paddedCount(shape) else { return nil }
        return shape.contains(0) ? 0 : padded
    }

    /// `count` elements of `itemSize` bytes; nil on overflow.
    static func byteCount(_ shape: [Int], itemSize: Int) -> Int? {
        guard itemSize >= 0, let padded = paddedCount(shape),
            !padded.multipliedReportingOverflow(by: max(itemSize, 1)).overflow
        else { return nil }
        return shape.contains(0) ? 0 : padded * itemSize
    }

    /// The product with lengths of zero counted as one: later code multiplies lengths in any order and stops anywhere.
    private static func paddedCount(_ shape: [Int]) -> Int? {
        guard shape.count <= maximumAxes else { return nil }
        var product = 1
        for length in shape {
            guard length >= 0 else { return nil }
            let (next, overflow) = product.multipliedReportingOverflow(by: max(length, 1))
            guard !overflow else { return nil }
            product = next
        }
        return product
    }

    /// The distance in bytes between neighbours along each axis.
    /// - Precondition: `byteCount(shape, itemSize:)` is not nil.
    static func strides(_ shape: [Int], itemSize: Int, isFortran: Bool) -> [Int] {
        var strides = Array(repeating: itemSize, count: shape.count)
        var step = itemSize
        for axis in isFortran ? Array(shape.indices) : shape.indices.reversed() {
            strides[axis] = step
            step *= max(shape[axis], 1)
        }
        return strides
    }

    /// `(10, 7)`, `(3,)`, `()`.
    package static func text(_ shape: [Int]) -> String { text(shape.map(Optional.some)) }

    /// The same with `any` for a length that is free.
    package static func text(_ pattern: [Int?]) -> String {
        let lengths = pattern.map { $0.map(String.init) ?? "any" }
        return lengths.count == 1 ? "(\(lengths[0]),)" : "(" + lengths.joined(separator: ", ") + ")"
    }

    static func matches(_ shape: [Int], _ pattern: [Int?]) -> Bool {
        shape.count == pattern.count && zip(shape, pattern).allSatisfy { $1 == nil || $0 == $1 }
    }
}
