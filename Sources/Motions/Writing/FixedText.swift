// Numbers with a fixed number of decimals as text, fast and the same in every locale.

/// Text being written, as UTF-8.
struct FixedText {
    var bytes: [UInt8] = []

    mutating func add(_ text: String) { bytes += text.utf8 }

    /// Three numbers with blanks between them.
    mutating func add(_ v: SIMD3<Double>, decimals: Int) {
        add(v.x, decimals: decimals)
        add(" ")
        add(v.y, decimals: decimals)
        add(" ")
        add(v.z, decimals: decimals)
    }

    /// A finite number below a million million in magnitude; others are cut to that. Trailing zeros are left out.
    mutating func add(_ number: Double, decimals: Int) {
        let unit = (0..<decimals).reduce(1) { unit, _ in unit * 10 }
        let limit = 9e18 / Double(unit)
        let scaled = ((number.isNaN ? 0 : min(max(number, -limit), limit)) * Double(unit)).rounded()
        var rest = Int(min(max(scaled, -9e18), 9e18)).magnitude
        if scaled < 0 { bytes.append(0x2d) }
        var digits: [UInt8] = []
        var place = 0
        var isPastZeros = false
        repeat {
            let digit = UInt8(rest % 10)
            rest /= 10
            place += 1
            isPastZeros = isPastZeros || digit != 0 || place > decimals
            if isPastZeros { digits.append(0x30 + digit) }
            if place == decimals, isPastZeros { digits.append(0x2e) }
        } while rest > 0 || place <= decimals
        bytes += digits.reversed()
    }
}
