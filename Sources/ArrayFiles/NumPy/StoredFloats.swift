// Stored numbers as single precision: copied once, or used where they lie.
import Files

extension StoredArray {
    /// The elements in row-major order as single-precision numbers.
    /// - Throws: ``FileProblem`` if the elements are not numbers.
    public func floats() throws -> [Float] {
        try [Float](unsafeUninitializedCapacity: count) { buffer, filled in
            try copyFloats(into: UnsafeMutableBufferPointer(rebasing: buffer[..<count]))
            filled = count
        }
    }

    /// Copies the elements in row-major order, converted. The mapped file's pages they came from are given back.
    /// - Throws: ``FileProblem`` if the elements are not numbers, or `output` has not room for exactly all of them.
    public func copyFloats(into output: UnsafeMutableBufferPointer<Float>) throws {
        guard output.count == count else {
            throw label.problem("has \(count) elements", expected: "the \(output.count) there is room for")
        }
        guard count > 0, let base = output.baseAddress else { return }
        guard case .bytes(let bytes, let strides) = storage else {
            _ = output.update(fromContentsOf: try float32().elements)
            return
        }
        try requireNumeric()
        try convert(bytes, strides, to: base)
        if bytes.count >= 1 << 16 { bytes.release() }
    }

    /// The elements where they lie, without a copy; nil unless they are single-precision numbers in row-major order without gaps,
    /// at an address fit for them.
    public var mappedFloats: MappedFloats? {
        guard dtype == .float32, case .bytes(let bytes, let strides) = storage else { return nil }
        let run = Self.lastRun(shape, strides)
        guard count > 0, run.outerAxes == 0, run.stride == dtype.itemSize, let part = bytes.part(at: 0, count: count * dtype.itemSize)
        else {
            return nil
        }
        return MappedFloats(part)
    }

    /// Lends the elements in row-major order: where they lie if they can be used like that, else converted.
    public func withFloats<Result>(_ body: (UnsafeBufferPointer<Float>) throws -> Result) throws -> Result {
        if let mapped = mappedFloats { return try mapped.withUnsafeBufferPointer(body) }
        return try floats().withUnsafeBufferPointer(body)
    }

    /// - Throws: ``FileProblem`` if one of `values`, which are this array's, is NaN or infinite.
    func requireFinite(_ values: UnsafeBufferPointer<Float>) throws {
        // The highest exponent of all decides; comparing bits keeps the loop free of branches.
        var highest: UInt32 = 0
        for value in values { highest = max(highest, value.bitPattern & 0x7f80_0000) }
        guard highest == 0x7f80_0000 else { return }
        let count = values.lazy.filter { !$0.isFinite }.count
        throw label.problem(
            "holds \(NumberText.count(count, "value")) of NaN or infinity among its \(values.count)", expected: "finite numbers",
            advice: "The training that wrote it has probably diverged.")
    }
}

/// Single-precision numbers in a mapped file, alive as long as this is.
public struct MappedFloats: Sendable {
    public let count: Int
    private let bytes: ByteSlice

    init?(_ bytes: ByteSlice) {
        let isAligned = bytes.withBytes { raw in
            raw.baseAddress.map { UInt(bitPattern: $0).isMultiple(of: UInt(MemoryLayout<Float>.alignment)) } ?? false
        }
        guard isAligned else { return nil }
        self.bytes = bytes
        count = bytes.count / MemoryLayout<Float>.size
    }

    /// Lends the numbers; the pointer must not be used after this value is gone.
    public func withUnsafeBufferPointer<Result>(_ body: (UnsafeBufferPointer<Float>) throws -> Result) rethrows -> Result {
        try bytes.withBytes { try body($0.bindMemory(to: Float.self)) }
    }
}
