// Where the ticks of an axis stand and what is written at them.
@preconcurrency import LibC

/// One axis of a chart.
public struct ChartAxis: Sendable, Equatable {
    public enum Scale: String, Sendable, CaseIterable {
        case linear
        /// Equal factors take equal room; numbers that are not positive have no place and are left out.
        case logarithmic
    }

    /// What it measures, with its unit.
    public var label: String
    public var scale: Scale
    /// From where to where; nil takes what the data needs, widened to whole ticks on the vertical axis.
    public var range: ClosedRange<Double>?
    /// Ticks at whole numbers only, for counts and epochs.
    public var isWhole: Bool

    public init(_ label: String = "", scale: Scale = .linear, range: ClosedRange<Double>? = nil, isWhole: Bool = false) {
        self.label = label
        self.scale = scale
        self.range = range
        self.isWhole = isWhole
    }
}

/// An axis whose range is settled.
struct SettledAxis {
    struct Tick {
        let value: Double
        let label: String
    }

    let scale: ChartAxis.Scale
    let low: Double
    let high: Double
    let ticks: [Tick]

    /// - Parameters:
    ///   - values: the data; what is not finite does not count.
    ///   - room: the most ticks there is room for.
    ///   - isWidened: ends at ticks rather than at the data's ends.
    init(_ axis: ChartAxis, values: some Sequence<Double>, room: Int, isWidened: Bool) {
        scale = axis.scale
        let isLogarithmic = axis.scale == .logarithmic
        var (low, high) = (Double.infinity, -Double.infinity)
        for value in values where SettledAxis.hasPlace(value, axis.scale) {
            low = min(low, value)
            high = max(high, value)
        }
        let given = axis.range.flatMap { range in
            SettledAxis.hasPlace(range.lowerBound, axis.scale) && SettledAxis.hasPlace(range.upperBound, axis.scale) ? range : nil
        }
        if let given { (low, high) = (given.lowerBound, given.upperBound) }
        if low > high { (low, high) = isLogarithmic ? (0.1, 1) : (0, 1) }
        // Room around a single value, and around those that hardly differ.
        if isLogarithmic {
            if high / low < 1 + 1e-9 { (low, high) = (low / 2, high * 2) }
        } else if high - low <= max(abs(low), abs(high)) * 1e-12 {
            let around = low == 0 ? 1 : abs(low) / 2
            (low, high) = (low - around, high + around)
        }
        let widens = isWidened && given == nil
        if isLogarithmic {
            (self.low, self.high, ticks) = Self.logarithmic(low, high, room: room, isWidened: widens)
        } else {
            (self.low, self.high, ticks) = Self.linear(low, high, room: room, isWidened: widens, isWhole: axis.isWhole)
        }
    }

    /// Where a value lies, 0 at the low end and 1 at the high; nil if it has no place.
    func position(_ value: Double) -> Double? {
        guard SettledAxis.hasPlace(value, scale) else { return nil }
        switch scale {
        case .linear: return (value - low) / (high - low)
        case .logarithmic: return (log10(value) - log10(low)) / (log10(high) - log10(low))
        }
    }

    /// False for what is no number, not positive on a logarithmic axis, or of a size that no difference can be taken of.
    private static func hasPlace(_ value: Double, _ scale: ChartAxis.Scale) -> Bool {
        switch scale {
        case .linear: abs(value) < 1e150
        case .logarithmic: value > 1e-300 && value < 1e300
        }
    }

    private static func linear(_ low: Double, _ high: Double, room: Int, isWidened: Bool, isWhole: Bool) -> (Double, Double, [Tick]) {
        // 1, 2 or 5 times a power of ten: the least step that does not crowd.
        let rough = (high - low) / Double(max(1, room - 1))
        var decade = Int(log10(rough).rounded(.down))
        if isWhole { decade = max(0, decade) }
        var step = TickStep(factor: 1, decade: decade)
        while step.value < rough { step = step.next }
        let first = (low / step.value).rounded(isWidened ? .down : .up), last = (high / step.value).rounded(isWidened ? .up : .down)
        guard last >= first, last - first < 1000 else { return (low, high, []) }
        let ticks = (0...Int(last - first)).map { i in
            Tick(value: step.value(first + Double(i)), label: step.label(first + Double(i)))
        }
        return isWidened ? (step.value(first), step.value(last), ticks) : (low, high, ticks)
    }

    private static func logarithmic(_ low: Double, _ high: Double, room: Int, isWidened: Bool) -> (Double, Double, [Tick]) {
        let decades = Int(log10(low).rounded(.down)) - 1...Int(log10(high).rounded(.up)) + 1
        func candidates(_ factors: [Int]) -> [TickStep] {
            decades.flatMap { decade in factors.map { TickStep(factor: $0, decade: decade) } }
        }
        // Whole decades would leave up to nearly one of them empty at both ends.
        let ends = candidates([1, 2, 5])
        let from = isWidened ? ends.last { $0.value <= low * (1 + 1e-9) }?.value ?? low : low
        let to = isWidened ? ends.first { $0.value >= high * (1 - 1e-9) }?.value ?? high : high
        var inside: [TickStep] = []
        // Few decades get ticks between, many lose some.
        for factors in [[1, 2, 5], [1, 3], [1]] {
            inside = candidates(factors).filter { $0.value >= from * (1 - 1e-9) && $0.value <= to * (1 + 1e-9) }
            if inside.count <= max(2, room) { break }
        }
        if inside.count > room {
            let every = (inside.count + room - 1) / max(1, room)
            inside = inside.enumerated().filter { $0.offset % every == 0 }.map(\.element)
        }
        return (from, to, inside.map { Tick(value: $0.value, label: $0.label(1)) })
    }
}

/// A step between ticks: 1, 2, 3 or 5 times a power of ten, so that labels are exact decimals.
private struct TickStep {
    let factor: Int
    let decade: Int

    var value: Double { value(1) }

    var next: TickStep {
        switch factor {
        case 1: TickStep(factor: 2, decade: decade)
        case 2: TickStep(factor: 5, decade: decade)
        default: TickStep(factor: 1, decade: decade + 1)
        }
    }

    /// A whole number of steps.
    func value(_ count: Double) -> Double {
        let whole = count * Double(factor)
        // A division by a power of ten is rounded once, a product with its inverse twice.
        return decade >= 0 ? whole * powerOfTen(decade) : whole / powerOfTen(-decade)
    }

    /// A whole number of steps in digits.
    func label(_ count: Double) -> String {
        var whole = Int(count) * factor
        var decade = decade
        if whole == 0 { return "0" }
        while whole % 10 == 0 {
            whole /= 10
            decade += 1
        }
        let sign = whole < 0 ? "−" : ""
        let digits = String(abs(whole))
        // Up to a million and down to a ten-thousandth in full.
        if decade >= 0, digits.count + decade <= 7 { return sign + grouped(digits + String(repeating: "0", count: decade)) }
        if decade < 0, digits.count + decade > -4 {
            let padded = String(repeating: "0", count: max(0, 1 - decade - digits.count)) + digits
            return sign + grouped(String(padded.dropLast(-decade))) + "." + padded.suffix(-decade)
        }
        let exponent = decade + digits.count - 1
        let rest = digits.dropFirst()
        return sign + String(digits.prefix(1)) + (rest.isEmpty ? "" : "." + rest) + "e" + (exponent < 0 ? "−" : "") + String(abs(exponent))
    }

    /// Thin groups of three from five digits on.
    private func grouped(_ digits: String) -> String {
        guard digits.count > 4 else { return digits }
        var result = ""
        for (i, digit) in digits.enumerated() {
            if i > 0, (digits.count - i) % 3 == 0 { result += "\u{2009}" }
            result.append(digit)
        }
        return result
    }

    private func powerOfTen(_ exponent: Int) -> Double { (0..<min(exponent, 308)).reduce(1.0) { power, _ in power * 10 } }
}
