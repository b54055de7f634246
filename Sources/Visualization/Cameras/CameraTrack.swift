// The camera of every frame.
@preconcurrency import LibC
import Motions
import Rendering
import Rotations

/// Where the camera is in each frame of a motion.
struct CameraTrack: Sendable {
    private let base: Camera
    /// Added to position and target in each frame; empty where the camera stands still.
    private let shifts: [SIMD3<Float>]
    /// Cameras of a turn around; empty otherwise.
    private let turns: [Camera]

    subscript(frame: Int) -> Camera {
        if !turns.isEmpty { return turns[frame] }
        guard !shifts.isEmpty else { return base }
        var camera = base
        camera.position += shifts[frame]
        camera.target += shifts[frame]
        return camera
    }

    /// The same camera in all frames.
    init(_ camera: Camera) {
        base = camera
        shifts = []
        turns = []
    }

    /// A camera that shows all of the motions, from a view.
    ///
    /// - Parameters:
    ///   - performers: who is seen; the camera goes by the first.
    ///   - survey: called with a function to be handed every point of the body in every frame.
    ///   - margin: the share of the picture kept free on each side.
    init(
        _ view: View, performers: [Performer], aspect: Float, margin: Float,
        survey: ((_ visit: (Int, SIMD3<Float>) -> Void) -> Bounds)
    ) {
        let motion = performers[0].motion
        let facing = MotionSurvey.facing(motion)
        let travel = performers.map { MotionSurvey.travel($0.motion) }.max() ?? 0
        let frames = performers.map(\.motion.frameCount).max() ?? 1
        let direction = view.direction(facing: facing, travel: travel)
        let up = view.up(direction: direction, facing: facing)
        let fieldOfView = view.fieldOfView.map { Float($0) }
        var fit = CameraFit(direction: direction, up: up, fieldOfView: fieldOfView, aspect: aspect, margin: margin)
        switch view.movement {
        case .fixed:
            _ = survey { fit.include($1) }
            base = CameraTrack.camera(fit, view)
            shifts = []
            turns = []
        case .follow:
            // The camera stays where the first motion ends before the others do.
            var path = CameraTrack.smoothPath(motion)
            path += [SIMD3<Float>](repeating: path.last ?? .zero, count: frames - path.count)
            let start = path.first ?? .zero
            _ = survey { fit.include($1 - path[$0] + start) }
            base = CameraTrack.camera(fit, view)
            shifts = path.map { $0 - start }
            turns = []
        case .orbit:
            // A turn shows the motion from everywhere: the cylinder around it must fit.
            let bounds = survey { _, _ in }
            let center = bounds.center
            let radius = SIMD2(bounds.size.x, bounds.size.y) / 2
            let reach = (radius * radius).sum().squareRoot()
            for step in 0..<64 {
                let angle = Float(step) / 64 * 2 * .pi
                for z in [bounds.low.z, bounds.high.z] {
                    fit.include(SIMD3(center.x + reach * cos(angle), center.y + reach * sin(angle), z))
                }
            }
            let first = CameraTrack.camera(fit, view)
            let span = SIMD2(first.position.x - center.x, first.position.y - center.y)
            let distance = (span * span).sum().squareRoot()
            base = first
            shifts = []
            turns = (0..<frames).map { frame in
                let toward = view.direction(facing: facing, travel: travel, turn: 360 * Double(frame) / Double(frames))
                let away = normalized(SIMD3(-toward.x, -toward.y, 0), otherwise: [0, -1, 0]) * distance
                return Camera(
                    position: SIMD3(center.x + away.x, center.y + away.y, first.position.z),
                    target: SIMD3(center.x, center.y, first.target.z), projection: first.projection)
            }
        }
    }

    private static func camera(_ fit: CameraFit, _ view: View) -> Camera {
        guard var camera = fit.camera() else { return Camera(position: [0, -4, 1], target: [0, 0, 1]) }
        if let distance = view.distance {
            camera.position = camera.target - camera.direction * Float(distance)
        }
        return camera
    }

    /// The root's path without its sway: a Gaussian mean over about a second, in which time the body's bobbing evens out.
    static func smoothPath(_ motion: Motion) -> [SIMD3<Float>] {
        let count = motion.frameCount
        let deviation = max(motion.frameRate * 0.35, 1)
        let reach = Int(deviation * 3)
        let weights = (0...reach).map { Float(exp(-Double($0 * $0) / (2 * deviation * deviation))) }
        func place(_ i: Int) -> SIMD3<Float> {
            // Beyond its ends the path goes on as it came, or the mean would lag behind there.
            if i < 0 { return 2 * place(0) - place(min(-i, count - 1)) }
            if i >= count { return 2 * place(count - 1) - place(max(2 * (count - 1) - i, 0)) }
            return SIMD3(motion.translations[i, 0], motion.translations[i, 1], motion.translations[i, 2])
        }
        let total = weights.reduce(0, +) * 2 - weights[0]
        return (0..<count).map { frame in
            var sum = SIMD3<Float>.zero
            for offset in -reach...reach { sum += place(frame + offset) * weights[abs(offset)] }
            // Height stays: a camera that rises with every jump makes the floor dance.
            return SIMD3(sum.x / total, sum.y / total, place(0).z)
        }
    }
}
