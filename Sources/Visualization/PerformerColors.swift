// The colours of all who are seen, in every frame.
import Arrays
import Motions
import Pictures
import Rendering

/// Each performer's own colours, else those asked for, else its look's.
struct PerformerColors: Sendable {
    private let paints: [BodyPaint?]
    private let frameCounts: [Int]
    /// Metres a second, (frames, joints), of performers coloured by speed.
    private let speeds: [NDArray<Float>?]

    init(_ performers: [Performer], paint: BodyPaint?) {
        let paints = performers.map { $0.paint ?? paint }
        self.paints = paints
        frameCounts = performers.map { $0.motion.frameCount }
        speeds = zip(performers, paints).map { performer, paint in
            guard case .bySpeed = paint else { return nil }
            return performer.jointSpeeds()
        }
    }

    func coloring(of number: Int, frame: Int) -> Coloring {
        guard let paint = paints[number] else { return .own }
        switch paint {
        case .chains(let colors): return .chains(colors.map(SRGB.linear))
        case .bySpeed(let map, let top):
            guard let speeds = speeds[number] else { return .own }
            return .joints(speeds.row(frame).map { SRGB.linear(map[Double(min(max($0 / top, 0), 1))]) })
        default:
            let share = Double(frame) / Double(max(frameCounts[number] - 1, 1))
            return .plain(SRGB.linear(paint.color(at: share)))
        }
    }
}
