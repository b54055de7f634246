// Some rows of a long table, without the rest of it in memory: a few frames of a motion.
import Arrays
import Files

extension NamedArrays {
    /// The shape of an array. Of one in an archive only the header is read.
    public func shape(of key: String) throws -> [Int] {
        if let zipped = try streamable(key) { return zipped.header.shape }
        return try array(key).shape
    }

    /// Some rows of an array as single-precision numbers, a row being all that has the same first index.
    ///
    /// Where the archive stores the array uncompressed, as AMASS does, nothing else of it is read, and its checksum is not verified; a
    /// compressed one is unpacked from front to back, never as a whole in memory, and verified.
    ///
    /// - Parameter rows: ascending, each once.
    /// - Returns: the array with `rows.count` in place of its first length.
    /// - Throws: ``FileProblem`` if the array has no axis, or fewer rows.
    public func float32Rows(_ key: String, _ rows: [Int]) throws -> NDArray<Float> {
        precondition(zip(rows, rows.dropFirst()).allSatisfy { $0 < $1 }, "rows must ascend")
        let shape = try shape(of: key)
        guard let length = shape.first, (rows.first ?? 0) >= 0, (rows.last ?? -1) < length else {
            throw ArrayLabel(file: path, key: key).problem(
                "has shape \(Shape.text(shape))", expected: "at least \((rows.last ?? 0) + 1) rows")
        }
        let width = shape.dropFirst().reduce(1, *)
        let result = [rows.count] + shape.dropFirst()
        if let zipped = try streamable(key) {
            return NDArray(shape: result, elements: try zipped.rows(rows, width: width))
        }
        let all = try array(key).float32()
        return NDArray(shape: result, elements: rows.flatMap { all.elements[$0 * width..<($0 + 1) * width] })
    }
}

extension ZippedArray {
    /// The numbers of some rows, ascending.
    /// - Precondition: ``isStreamable``, and there are as many rows.
    func rows(_ rows: [Int], width: Int) throws -> [Float] {
        guard width > 0, !rows.isEmpty else { return [] }
        if let data = storedBytes { return try storedRows(rows, width: width, of: data) }
        return try [Float](unsafeUninitializedCapacity: rows.count * width) { buffer, filled in
            guard let output = buffer.baseAddress else { return }
            var next = 0
            try forEachChunk(as: Float.self) { start, values in
                guard let source = values.baseAddress else { return }
                // A row may lie across the ends of chunks.
                var row = next
                while row < rows.count, rows[row] * width < start + values.count {
                    let from = max(rows[row] * width, start), to = min((rows[row] + 1) * width, start + values.count)
                    (output + row * width + from - rows[row] * width).update(from: source + from - start, count: to - from)
                    if to < (rows[row] + 1) * width { break }
                    row += 1
                }
                next = row
            }
            filled = rows.count * width
        }
    }

    private func storedRows(_ rows: [Int], width: Int, of data: ByteSlice) throws -> [Float] {
        let rowBytes = width * header.dtype.itemSize
        return try [Float](unsafeUninitializedCapacity: rows.count * width) { buffer, filled in
            guard let output = buffer.baseAddress else { return }
            try data.withBytes { bytes in
                for (number, row) in rows.enumerated() {
                    guard let base = bytes.baseAddress, (row + 1) * rowBytes <= bytes.count,
                        ElementRun.convert(
                            header.dtype, from: base + row * rowBytes, stride: header.dtype.itemSize, count: width,
                            to: output + number * width)
                    else { throw label.problem("is cut short") }
                }
            }
            filled = rows.count * width
        }
    }
}
