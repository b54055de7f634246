// What can be said of an array's numbers in one pass and in little memory.

@preconcurrency import LibC

/// The range of an array's finite values, and how many are not finite.
struct ArrayStatistics {
    private var minimum = Double.infinity
    private var maximum = -Double.infinity
    private var nanCount = 0
    private var infiniteCount = 0
    /// The first values, shown instead of the range where they are all there is.
    private var first: [Double] = []
    private var count = 0
    private static let shown = 4

    mutating func add(_ values: UnsafeBufferPointer<Double>) {
        if first.count < Self.shown { first += values.prefix(Self.shown - first.count) }
        count += values.count
        for value in values {
            if value.isFinite {
                minimum = min(minimum, value)
                maximum = max(maximum, value)
            } else if value.isNaN {
                nanCount += 1
            } else {
                infiniteCount += 1
            }
        }
    }

    /// `-2.1 … 3, 3 NaN`, or the values themselves where they are few.
    func text(isFloat: Bool) -> String {
        if count == 0 { return "empty" }
        if count <= Self.shown {
            let values = first.map { Self.text($0, isFloat: isFloat) }
            return count == 1 ? values[0] : "[" + values.joined(separator: ", ") + "]"
        }
        var parts: [String] = []
        if minimum == maximum {
            parts.append("all \(Self.text(minimum, isFloat: isFloat))")
        } else if minimum < maximum {
            parts.append("\(Self.text(minimum, isFloat: isFloat)) … \(Self.text(maximum, isFloat: isFloat))")
        }
        if nanCount > 0 { parts.append("\(nanCount) NaN") }
        if infiniteCount > 0 { parts.append("\(infiniteCount) infinite") }
        return parts.joined(separator: ", ")
    }

    static func text(_ value: Double, isFloat: Bool) -> String {
        if !isFloat, let whole = Int(exactly: value) { return String(whole) }
        if value.isNaN { return "NaN" }
        var buffer = [CChar](repeating: 0, count: 40)
        _ = withVaList([value]) { vsnprintf(&buffer, buffer.count, "%.5g", $0) }
        return String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
