// Measures as manifests have them.
import Files

extension JSONValue {
    /// A measure rounded to a tenth of a millimetre or its like: more digits would only be noise.
    static func measure(_ value: Double, digits: Int = 4) -> JSONValue {
        let scale = [1, 10, 100, 1000, 1e4, 1e5, 1e6][min(max(digits, 0), 6)]
        return .number((value * scale).rounded() / scale)
    }

    static func point(_ value: SIMD3<Float>) -> JSONValue {
        .array([.measure(Double(value.x)), .measure(Double(value.y)), .measure(Double(value.z))])
    }
}
