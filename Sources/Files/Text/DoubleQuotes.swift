// Text in double quotes, with the escapes that JSON and YAML share.

/// Puts text in double quotes.
package enum DoubleQuotes {
    /// - Parameter escaped: what stands for a character beyond the five with escapes of their own; nil leaves it as it is.
    package static func around(_ text: String, _ escaped: (Unicode.Scalar) -> String?) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\t": result += "\\t"
            case "\r": result += "\\r"
            default:
                if let other = escaped(scalar) { result += other } else { result.unicodeScalars.append(scalar) }
            }
        }
        return result + "\""
    }

    /// A character's number in hexadecimal digits, as many as asked for or more.
    package static func digits(_ scalar: Unicode.Scalar, _ width: Int, uppercase: Bool = false) -> String {
        let digits = String(scalar.value, radix: 16, uppercase: uppercase)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
