// Colours as people write them: hexadecimal digits or a CSS name.

extension Color {
    /// A colour from text: `#RGB`, `#RRGGBB`, `#RRGGBBAA` (hexadecimal, upper or lower case), one of ``names``, or
    /// `transparent`. Spaces around it do not matter.
    /// - Throws: ``PictureProblem`` that lists what is accepted.
    public init(parsing text: String) throws {
        let trimmed = text.lowercased().drop(while: \.isWhitespace)
        let word = String(trimmed.reversed().drop(while: \.isWhitespace).reversed())
        if word.hasPrefix("#") {
            let digits = word.dropFirst().map { $0.isASCII ? $0.hexDigitValue : nil }
            let values = digits.compactMap { $0.map(UInt8.init) }
            if values.count == digits.count {
                switch values.count {
                case 3:
                    self.init(values[0] * 17, values[1] * 17, values[2] * 17)
                    return
                case 6, 8:
                    let bytes = stride(from: 0, to: values.count, by: 2).map { values[$0] << 4 | values[$0 + 1] }
                    self.init(bytes[0], bytes[1], bytes[2], bytes.count == 4 ? bytes[3] : 255)
                    return
                default: break
                }
            }
        } else if let color = Color.named[word] {
            self = color
            return
        }
        throw PictureProblem(
            "'\(text)' is not a colour",
            expected: "#RGB, #RRGGBB, #RRGGBBAA or one of: " + Color.names.joined(separator: ", "))
    }

    /// The names ``init(parsing:)`` knows, in alphabetical order. The values are those of CSS Color Module Level 4.
    public static let names: [String] = named.keys.sorted()

    private static let named: [String: Color] = [
        "transparent": .transparent,
        "black": Color(rgb: 0x000000), "white": Color(rgb: 0xFFFFFF),
        "gray": Color(rgb: 0x808080), "grey": Color(rgb: 0x808080),
        "lightgray": Color(rgb: 0xD3D3D3), "lightgrey": Color(rgb: 0xD3D3D3),
        "darkgray": Color(rgb: 0xA9A9A9), "darkgrey": Color(rgb: 0xA9A9A9),
        "dimgray": Color(rgb: 0x696969), "silver": Color(rgb: 0xC0C0C0), "gainsboro": Color(rgb: 0xDCDCDC),
        "whitesmoke": Color(rgb: 0xF5F5F5), "snow": Color(rgb: 0xFFFAFA), "ivory": Color(rgb: 0xFFFFF0),
        "beige": Color(rgb: 0xF5F5DC), "linen": Color(rgb: 0xFAF0E6), "wheat": Color(rgb: 0xF5DEB3),
        "red": Color(rgb: 0xFF0000), "maroon": Color(rgb: 0x800000), "crimson": Color(rgb: 0xDC143C),
        "tomato": Color(rgb: 0xFF6347), "coral": Color(rgb: 0xFF7F50), "salmon": Color(rgb: 0xFA8072),
        "orange": Color(rgb: 0xFFA500), "darkorange": Color(rgb: 0xFF8C00), "gold": Color(rgb: 0xFFD700),
        "yellow": Color(rgb: 0xFFFF00), "khaki": Color(rgb: 0xF0E68C), "olive": Color(rgb: 0x808000),
        "lime": Color(rgb: 0x00FF00), "green": Color(rgb: 0x008000), "darkgreen": Color(rgb: 0x006400),
        "seagreen": Color(rgb: 0x2E8B57), "teal": Color(rgb: 0x008080), "turquoise": Color(rgb: 0x40E0D0),
        "cyan": Color(rgb: 0x00FFFF), "aqua": Color(rgb: 0x00FFFF), "skyblue": Color(rgb: 0x87CEEB),
        "lightblue": Color(rgb: 0xADD8E6), "steelblue": Color(rgb: 0x4682B4), "royalblue": Color(rgb: 0x4169E1),
        "cornflowerblue": Color(rgb: 0x6495ED), "dodgerblue": Color(rgb: 0x1E90FF), "blue": Color(rgb: 0x0000FF),
        "navy": Color(rgb: 0x000080), "slategray": Color(rgb: 0x708090), "indigo": Color(rgb: 0x4B0082),
        "purple": Color(rgb: 0x800080), "violet": Color(rgb: 0xEE82EE), "orchid": Color(rgb: 0xDA70D6),
        "plum": Color(rgb: 0xDDA0DD), "magenta": Color(rgb: 0xFF00FF), "fuchsia": Color(rgb: 0xFF00FF),
        "pink": Color(rgb: 0xFFC0CB), "hotpink": Color(rgb: 0xFF69B4), "brown": Color(rgb: 0xA52A2A),
        "sienna": Color(rgb: 0xA0522D), "chocolate": Color(rgb: 0xD2691E), "peru": Color(rgb: 0xCD853F),
        "tan": Color(rgb: 0xD2B48C),
    ]
}
