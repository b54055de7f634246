// The Swift numbers that can be written as they lie in memory.

/// A number type with a NumPy counterpart of the same bits.
public protocol StorableNumber: BitwiseCopyable, Sendable {
    /// NumPy's name of the type, such as `<f4`.
    static var numpyType: String { get }
}

extension Float: StorableNumber { public static var numpyType: String { "<f4" } }
extension Double: StorableNumber { public static var numpyType: String { "<f8" } }
extension Int: StorableNumber { public static var numpyType: String { "<i8" } }
extension Int64: StorableNumber { public static var numpyType: String { "<i8" } }
extension Int32: StorableNumber { public static var numpyType: String { "<i4" } }
extension Int16: StorableNumber { public static var numpyType: String { "<i2" } }
extension Int8: StorableNumber { public static var numpyType: String { "|i1" } }
extension UInt64: StorableNumber { public static var numpyType: String { "<u8" } }
extension UInt32: StorableNumber { public static var numpyType: String { "<u4" } }
extension UInt16: StorableNumber { public static var numpyType: String { "<u2" } }
extension UInt8: StorableNumber { public static var numpyType: String { "|u1" } }
extension Bool: StorableNumber { public static var numpyType: String { "|b1" } }
