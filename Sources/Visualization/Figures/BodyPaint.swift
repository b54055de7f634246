// What colour a body has in a frame.
import Pictures
import Rendering

/// How bodies are coloured.
public enum BodyPaint: Sendable, Equatable {
    /// One colour throughout.
    case plain(Color)
    /// A scale's colours over time, from `from` to `to` on the scale.
    case overTime(Colormap, from: Double, to: Double)
    /// A scale's colours by how fast each joint moves, up to a speed in metres a second.
    case bySpeed(Colormap, upTo: Float)
    /// A colour for each chain of a stick figure: left leg, right leg, spine and head, left arm, right arm. Other looks take the third.
    case chains([Color])

    /// The program's own colour for bodies: a cool clay.
    public static let clay = BodyPaint.plain(Color(0x9d, 0xb4, 0xcf))
    /// Light to dark blue, as in the figures of TEMOS and MLD.
    public static let temos = BodyPaint.overTime(.blues, from: 0.5, to: 0.9)
    /// The colours in which MotionCLIP, MDM and SMoG draw what a model generated.
    public static let chainBlues = BodyPaint.chains([
        Color(0x4d, 0x84, 0xaa), Color(0x5b, 0x99, 0x65), Color(0x61, 0xce, 0xb9), Color(0x34, 0xc1, 0xe2), Color(0x80, 0xb7, 0x9a),
    ])
    /// The colours in which they draw what a model was given.
    public static let chainOranges = BodyPaint.chains([
        Color(0xdd, 0x5a, 0x37), Color(0xd6, 0x9e, 0x00), Color(0xb7, 0x5a, 0x39), Color(0xff, 0x6d, 0x00), Color(0xdd, 0xb5, 0x0e),
    ])
    /// Colours that can be told apart, one a person.
    public static func person(_ number: Int) -> BodyPaint {
        let colors: [Color] = [
            Color(0x5b, 0x8f, 0xd1), Color(0xe8, 0x8a, 0x3c), Color(0x5f, 0xb0, 0x6b), Color(0xc8, 0x63, 0x8f), Color(0x8f, 0x79, 0xc7),
            Color(0x3f, 0xae, 0xb3), Color(0xd3, 0xb2, 0x3c), Color(0xa9, 0x75, 0x5a),
        ]
        return .plain(colors[((number % colors.count) + colors.count) % colors.count])
    }

    /// The colour at a share of the motion's time, 0...1, as far as it does not depend on the joint.
    public func color(at share: Double) -> Color {
        switch self {
        case .plain(let color): color
        case .overTime(let map, let from, let to): map[from + (to - from) * share]
        case .bySpeed(let map, _): map[0.5]
        case .chains(let colors): colors.count > 2 ? colors[2] : colors.first ?? Color(gray: 0x80)
        }
    }
}

/// The colours of a figure in one frame, linear light.
enum Coloring {
    /// What the look itself prescribes.
    case own
    case plain(SIMD3<Float>)
    case chains([SIMD3<Float>])
    case joints([SIMD3<Float>])
}
