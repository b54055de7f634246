// Colours for numbers: time, speed, which person.

/// A smooth scale of colours, from 0 to 1.
///
/// ```swift
/// let early = Colormap.blues[0.5], late = Colormap.blues[0.9]
/// print(early, late)  // #6baed6 #084a92
/// ```
public struct Colormap: Sendable, Equatable {
    /// What users call it.
    public let name: String
    /// Colours at equal distances, interpolated linearly between.
    private let stops: [Color]

    private init(_ name: String, _ stops: [UInt32]) {
        self.name = name
        self.stops = stops.map { Color(rgb: $0) }
    }

    /// The colour at `t`; values outside 0...1 count as the nearer end.
    public subscript(t: Double) -> Color {
        let place = min(max(t.isFinite ? t : 0, 0), 1) * Double(stops.count - 1)
        let i = min(Int(place), stops.count - 2)
        let share = place - Double(i)
        func mix(_ a: UInt8, _ b: UInt8) -> UInt8 { UInt8((Double(a) + (Double(b) - Double(a)) * share).rounded()) }
        let a = stops[i], b = stops[i + 1]
        return Color(mix(a.red, b.red), mix(a.green, b.green), mix(a.blue, b.blue))
    }

    /// The scale of that name, if there is one.
    public init?(named name: String) {
        guard let found = Colormap.all.first(where: { $0.name == name.lowercased() }) else { return nil }
        self = found
    }

    /// All scales.
    public static let all: [Colormap] = [.blues, .greens, .oranges, .reds, .purples, .greys, .viridis, .magma, .turbo]

    // ColorBrewer's sequential schemes in nine classes (Harrower and Brewer 2003), as matplotlib's maps of the same names use them.
    public static let blues = Colormap("blues", [0xf7fbff, 0xdeebf7, 0xc6dbef, 0x9ecae1, 0x6baed6, 0x4292c6, 0x2171b5, 0x08519c, 0x08306b])
    public static let greens = Colormap(
        "greens", [0xf7fcf5, 0xe5f5e0, 0xc7e9c0, 0xa1d99b, 0x74c476, 0x41ab5d, 0x238b45, 0x006d2c, 0x00441b])
    public static let oranges = Colormap(
        "oranges", [0xfff5eb, 0xfee6ce, 0xfdd0a2, 0xfdae6b, 0xfd8d3c, 0xf16913, 0xd94801, 0xa63603, 0x7f2704])
    public static let reds = Colormap("reds", [0xfff5f0, 0xfee0d2, 0xfcbba1, 0xfc9272, 0xfb6a4a, 0xef3b2c, 0xcb181d, 0xa50f15, 0x67000d])
    public static let purples = Colormap(
        "purples", [0xfcfbfd, 0xefedf5, 0xdadaeb, 0xbcbddc, 0x9e9ac8, 0x807dba, 0x6a51a3, 0x54278f, 0x3f007d])
    public static let greys = Colormap("greys", [0xffffff, 0xf0f0f0, 0xd9d9d9, 0xbdbdbd, 0x969696, 0x737373, 0x525252, 0x252525, 0x000000])
    // Nine samples of matplotlib's perceptually even maps (van der Walt and Smith 2015), and of Turbo (Mikhailov 2019).
    public static let viridis = Colormap(
        "viridis", [0x440154, 0x472d7b, 0x3b528b, 0x2c728e, 0x21918c, 0x28ae80, 0x5ec962, 0xaddc30, 0xfde725])
    public static let magma = Colormap("magma", [0x000004, 0x1d1147, 0x51127c, 0x832681, 0xb73779, 0xe75263, 0xfc8961, 0xfec488, 0xfcfdbf])
    public static let turbo = Colormap("turbo", [0x30123b, 0x4454c4, 0x448ffe, 0x1fc9dd, 0x2aefa1, 0x95fb51, 0xe7d739, 0xfe7f28, 0x7a0403])
}
