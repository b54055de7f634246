// Frames of one animation as a sheet of palette numbers, colours chosen for all of them; edges and shadows stay see-through.

/// Lays frames of equal size out in rows and finds few colours, opacity included, that show them well.
///
/// Colours are told apart by six bits a channel and five of opacity, multiplied by it, as what is hardly there hardly counts; shadows, which
/// are black, by their opacity alone, to a level. A palette is found by halving the box that is worst shown, at its mean (Heckbert, "Color
/// Image Quantization for Frame Buffer Display", 1982); a quarter of it is the shadows', whose wide soft gradients would else show steps.
///
/// ```swift
/// let frames = try [Color.black, .white, .transparent].map { try Image(width: 16, height: 16, format: .rgba8, fill: $0) }
/// let sheet = try SheetQuantizer(colors: 64).sheet(frames, columns: 2)
/// print(sheet.width, sheet.height, sheet.palette.count)  // 32 32 3
/// try OutputFile.write(PNG.encode(sheet), to: "sheet.png")
/// print(try PNG.read("sheet.png").width)  // 32
/// ```
public final class SheetQuantizer {
    private let colors: Int
    /// The cell of each key, from 1; 0 where there is none yet. Cleaned by the cells' own keys: it is large.
    private var cellOfKey = [UInt16](repeating: 0, count: 256 + (1 << SheetQuantizer.keyBits))
    private var cells: [Cell] = []

    private static let keyBits = 23

    private struct Cell {
        let key: Int
        var count: Float = 0
        /// Sums of red, green, blue, multiplied by opacity, and of opacity, 0...255.
        var sum = SIMD4<Float>.zero
        var mean: SIMD4<Float> { sum / count }
        var number: UInt8 = 0
    }

    /// - Parameter colors: the most colours of a palette, 2 to 256; the first is nothing at all.
    public init(colors: Int = 160) { self.colors = min(max(colors, 2), 256) }

    /// - Parameters:
    ///   - frames: of one size.
    ///   - columns: frames in a row.
    /// - Throws: ``PictureProblem`` if there are no frames, their sizes differ, or the sheet would be too large.
    public func sheet(_ frames: [Image], columns: Int) throws -> IndexedImage {
        guard let first = frames.first else { throw PictureProblem("a sheet needs a frame", expected: "one or more") }
        if let other = frames.first(where: { $0.width != first.width || $0.height != first.height }) {
            throw PictureProblem(
                "a frame of \(other.width)×\(other.height) pixels does not fit", expected: "\(first.width)×\(first.height) like the first")
        }
        let columns = min(max(columns, 1), frames.count)
        let rows = (frames.count + columns - 1) / columns
        let (width, height) = (first.width * columns, first.height * rows)
        _ = try Image.byteCount(width: width, height: height, format: .rgba8)
        defer { clean() }
        // Cell numbers first, palette numbers when all frames are known; 0 is nothing.
        var numbers = [UInt16](repeating: 0, count: width * height)
        for (index, frame) in frames.enumerated() {
            let origin = index / columns * first.height * width + index % columns * first.width
            note(frame.format == .rgba8 ? frame : frame.converted(to: .rgba8), into: &numbers, at: origin, stride: width)
        }
        let palette = choose()
        var table = [UInt8](repeating: 0, count: cells.count + 1)
        for index in cells.indices { table[index + 1] = cells[index].number }
        let pixels = [UInt8](unsafeUninitializedCapacity: numbers.count) { out, filled in
            numbers.withUnsafeBufferPointer { numbers in
                table.withUnsafeBufferPointer { table in
                    for i in numbers.indices { out[i] = table[Int(numbers[i])] }
                }
            }
            filled = numbers.count
        }
        return try IndexedImage(width: width, height: height, palette: palette, pixels: pixels)
    }

    private func clean() {
        for cell in cells { cellOfKey[cell.key] = 0 }
        cells.removeAll(keepingCapacity: true)
    }

    private func note(_ image: Image, into numbers: inout [UInt16], at origin: Int, stride: Int) {
        let (width, height) = (image.width, image.height)
        image.pixels.withUnsafeBufferPointer { p in
            numbers.withUnsafeMutableBufferPointer { out in
                cellOfKey.withUnsafeMutableBufferPointer { cellOfKey in
                    for y in 0..<height {
                        var i = y * width * 4
                        var o = origin + y * stride
                        for _ in 0..<width {
                            let a = Int(p[i + 3])
                            if a >= 4 {
                                let r = Int(p[i]) * a / 255, g = Int(p[i + 1]) * a / 255, b = Int(p[i + 2]) * a / 255
                                let key =
                                    (r | g | b) < 4
                                    ? 1 << SheetQuantizer.keyBits | a : (r >> 2) | (g >> 2) << 6 | (b >> 2) << 12 | (a >> 3) << 18
                                var cell = Int(cellOfKey[key])
                                if cell == 0 {
                                    // Beyond what fits, colours go to one that is there.
                                    if cells.count < Int(UInt16.max) { cells.append(Cell(key: key)) }
                                    cell = cells.count
                                    cellOfKey[key] = UInt16(cell)
                                }
                                cells[cell - 1].count += 1
                                cells[cell - 1].sum += SIMD4(Float(r), Float(g), Float(b), Float(a))
                                out[o] = UInt16(cell)
                            }
                            i += 4
                            o += 1
                        }
                    }
                }
            }
        }
    }

    /// Some cells, and how badly one colour shows them all.
    private struct Box {
        var cells: Range<Int>
        var mean: SIMD4<Float>
        var axis: Int
        var error: Float
    }

    /// The palette, and each cell's number in it.
    private func choose() -> [Color] {
        guard !cells.isEmpty else { return [.transparent] }
        var order = Array(cells.indices)
        let means = cells.map(\.mean), counts = cells.map(\.count)
        func box(_ range: Range<Int>) -> Box {
            var count: Float = 0
            var sum = SIMD4<Float>.zero
            for i in range {
                count += counts[order[i]]
                sum += means[order[i]] * counts[order[i]]
            }
            let mean = sum / count
            var spread = SIMD4<Float>.zero
            for i in range {
                let d = means[order[i]] - mean
                spread += d * d * counts[order[i]]
            }
            let axis = (0..<4).max { (spread[$0], -$0) < (spread[$1], -$1) } ?? 0
            return Box(cells: range, mean: mean, axis: axis, error: range.count > 1 ? spread.sum() : 0)
        }
        let border = order.partition { cells[$0].key >= 1 << SheetQuantizer.keyBits }
        let shades = min(order.count - border, colors / 4)
        let boxes = halved(0..<border, into: colors - 1 - shades) + halved(border..<order.count, into: shades)
        for (number, box) in boxes.enumerated() {
            for i in box.cells { cells[order[i]].number = UInt8(number + 1) }
        }
        return [.transparent]
            + boxes.map { box in
                let a = box.mean.w
                func straight(_ value: Float) -> UInt8 { UInt8(min(max((value * 255 / max(a, 1)).rounded(), 0), 255)) }
                return Color(straight(box.mean.x), straight(box.mean.y), straight(box.mean.z), UInt8(min(max(a.rounded(), 0), 255)))
            }

        /// Cells in as many boxes, or as few as show each cell as it is.
        func halved(_ range: Range<Int>, into count: Int) -> [Box] {
            guard !range.isEmpty, count > 0 else { return [] }
            var boxes = [box(range)]
            while boxes.count < count, let worst = boxes.indices.max(by: { (boxes[$0].error, -$0) < (boxes[$1].error, -$1) }),
                boxes[worst].error > 0
            {
                let old = boxes[worst]
                // Those below the mean to the front: no need to sort.
                let (axis, limit) = (old.axis, old.mean[old.axis])
                let cut = order[old.cells].partition { means[$0][axis] > limit }
                guard cut > old.cells.lowerBound, cut < old.cells.upperBound else {
                    boxes[worst].error = 0
                    continue
                }
                boxes[worst] = box(old.cells.lowerBound..<cut)
                boxes.append(box(cut..<old.cells.upperBound))
            }
            return boxes
        }
    }
}
