// Turns stored elements of any numeric type into Swift numbers.

/// A Swift number that stored elements convert to.
///
/// Conversions report a value that does not fit through `fits` instead of a result, so that the loops stay simple.
package protocol ArrayNumber: Sendable {
    static var zero: Self { get }
    static func convert(_ value: Float, fits: inout Bool) -> Self
    static func convert(_ value: Double, fits: inout Bool) -> Self
    static func convert(_ value: Int64, fits: inout Bool) -> Self
    static func convert(_ value: UInt64, fits: inout Bool) -> Self
}

extension Float: ArrayNumber {
    @inline(__always) package static func convert(_ value: Float, fits: inout Bool) -> Float { value }
    @inline(__always) package static func convert(_ value: Double, fits: inout Bool) -> Float { Float(value) }
    @inline(__always) package static func convert(_ value: Int64, fits: inout Bool) -> Float { Float(value) }
    @inline(__always) package static func convert(_ value: UInt64, fits: inout Bool) -> Float { Float(value) }
}

extension Double: ArrayNumber {
    @inline(__always) package static func convert(_ value: Float, fits: inout Bool) -> Double { Double(value) }
    @inline(__always) package static func convert(_ value: Double, fits: inout Bool) -> Double { value }
    @inline(__always) package static func convert(_ value: Int64, fits: inout Bool) -> Double { Double(value) }
    @inline(__always) package static func convert(_ value: UInt64, fits: inout Bool) -> Double { Double(value) }
}

extension Int: ArrayNumber {
    @inline(__always) package static func convert(_ value: Float, fits: inout Bool) -> Int {
        convert(Double(value), fits: &fits)
    }
    /// Only whole numbers fit: silently cutting 0.5 to 0 would hide that a file holds something else than expected.
    @inline(__always) package static func convert(_ value: Double, fits: inout Bool) -> Int {
        guard let whole = Int(exactly: value) else {
            fits = false
            return 0
        }
        return whole
    }
    @inline(__always) package static func convert(_ value: Int64, fits: inout Bool) -> Int { Int(value) }
    @inline(__always) package static func convert(_ value: UInt64, fits: inout Bool) -> Int {
        if value > UInt64(Int.max) { fits = false }
        return Int(truncatingIfNeeded: value)
    }
}

/// Loops over elements that lie a fixed number of bytes apart.
enum ElementRun {
    /// Converts `count` elements starting at `source`, `stride` bytes apart, aligned or not.
    ///
    /// - Precondition: all elements lie in memory, and `dtype.isNumeric`.
    /// - Returns: false if a value does not fit (only for `Int`).
    static func convert<Number: ArrayNumber>(
        _ dtype: DType, from source: UnsafeRawPointer, stride: Int, count: Int, to output: UnsafeMutablePointer<Number>
    ) -> Bool {
        var fits = true
        let swaps = dtype.isBigEndian
        switch (dtype.kind, dtype.itemSize) {
        case (.float, 4) where !swaps:
            each(Float.self, source, stride, count) { output[$0] = Number.convert($1, fits: &fits) }
        case (.float, 4):
            each(UInt32.self, source, stride, count) {
                output[$0] = Number.convert(Float(bitPattern: $1.byteSwapped), fits: &fits)
            }
        case (.float, 8) where !swaps:
            each(Double.self, source, stride, count) { output[$0] = Number.convert($1, fits: &fits) }
        case (.float, 8):
            each(UInt64.self, source, stride, count) {
                output[$0] = Number.convert(Double(bitPattern: $1.byteSwapped), fits: &fits)
            }
        case (.float, _):
            each(UInt16.self, source, stride, count) {
                output[$0] = Number.convert(HalfPrecision.single(half: swaps ? $1.byteSwapped : $1), fits: &fits)
            }
        case (.brainFloat, _):
            each(UInt16.self, source, stride, count) {
                output[$0] = Number.convert(Float(bitPattern: UInt32(swaps ? $1.byteSwapped : $1) << 16), fits: &fits)
            }
        case (.int, 1): each(Int8.self, source, stride, count) { output[$0] = Number.convert(Int64($1), fits: &fits) }
        case (.int, 2): integers(Int16.self, source, stride, count, swaps) { output[$0] = Number.convert($1, fits: &fits) }
        case (.int, 4): integers(Int32.self, source, stride, count, swaps) { output[$0] = Number.convert($1, fits: &fits) }
        case (.int, _): integers(Int64.self, source, stride, count, swaps) { output[$0] = Number.convert($1, fits: &fits) }
        case (.uint, 2): integers(UInt16.self, source, stride, count, swaps) { output[$0] = Number.convert($1, fits: &fits) }
        case (.uint, 4): integers(UInt32.self, source, stride, count, swaps) { output[$0] = Number.convert($1, fits: &fits) }
        case (.uint, 8):
            each(UInt64.self, source, stride, count) {
                output[$0] = Number.convert(swaps ? $1.byteSwapped : $1, fits: &fits)
            }
        case (.bool, _):
            each(UInt8.self, source, stride, count) { output[$0] = Number.convert(Int64($1 == 0 ? 0 : 1), fits: &fits) }
        default: each(UInt8.self, source, stride, count) { output[$0] = Number.convert(Int64($1), fits: &fits) }
        }
        return fits
    }

    @inline(__always)
    private static func integers<Source: FixedWidthInteger & BitwiseCopyable>(
        _ type: Source.Type, _ source: UnsafeRawPointer, _ stride: Int, _ count: Int, _ swaps: Bool,
        _ body: (Int, Int64) -> Void
    ) {
        if swaps {
            each(type, source, stride, count) { body($0, Int64(truncatingIfNeeded: $1.byteSwapped)) }
        } else {
            each(type, source, stride, count) { body($0, Int64(truncatingIfNeeded: $1)) }
        }
    }

    @inline(__always)
    private static func each<Source>(
        _ type: Source.Type, _ source: UnsafeRawPointer, _ stride: Int, _ count: Int, _ body: (Int, Source) -> Void
    ) where Source: BitwiseCopyable {
        // Two loops, so that the common one has a stride the compiler knows.
        if stride == MemoryLayout<Source>.size {
            for i in 0..<count {
                body(i, source.loadUnaligned(fromByteOffset: i &* MemoryLayout<Source>.size, as: type))
            }
        } else {
            for i in 0..<count { body(i, source.loadUnaligned(fromByteOffset: i &* stride, as: type)) }
        }
    }
}
