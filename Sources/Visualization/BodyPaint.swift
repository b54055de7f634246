// What colour a body has in a frame.
import Pictures
import Rendering

/// How bodies are coloured.
public enum BodyPaint: Sendable, Equatable {
    /// One colour throughout.
    case plain(Color)
    /// A scale's colours over time, from `from` to `to` on the scale.
    case overTime(Colormap, from: Double, to: Double)

    /// The program's own colour for bodies: a cool clay.
    public static let clay = BodyPaint.plain(Color(0x9d, 0xb4, 0xcf))
    /// Light to dark blue, as in the figures of TEMOS and MLD.
    public static let temos = BodyPaint.overTime(.blues, from: 0.5, to: 0.9)

    /// The colour at a share of the motion's time, 0...1.
    public func color(at share: Double) -> Color {
        switch self {
        case .plain(let color): color
        case .overTime(let map, let from, let to): map[from + (to - from) * share]
        }
    }
}
