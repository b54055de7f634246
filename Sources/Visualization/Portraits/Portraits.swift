// Single moments of a motion, each with the body large in the middle of a picture of its own.
import Arrays
import BodyModels
import Motions
import Pictures
import Rendering
import Rotations

/// Some moments of a motion as pictures that each show the body whole, large and in the middle: what an image model is trained on.
///
/// The camera is placed for each moment alone: relative to where the pelvis faces, as near as shows the pose with a margin, but never
/// nearer than for a picture of ``smallestHeight``, so that somebody curled up does not become a giant. Of somebody who jumps the
/// floor below is seen, too. Somebody who lies or bends over is seen more from the side and from above.
///
/// ```swift
/// let model = try BodyModel(contentsOf: "models/open/open_body_neutral.npz")
/// let clip = try AmassClip(path: "data/sample/CMU/02/02_01_poses.npz")
/// let sampler = PortraitSampler(frameCount: clip.frameCount, frameRate: clip.frameRate, moments: [150, 300])
/// let portraits = Portraits(
///     Performer(try clip.motion(frames: sampler.frames), figure: Figure(model.shaped(), look: .clothed)), sampler: sampler)
/// let pictures = portraits.all(0..<2, from: Portraits.around(count: 3))
/// print(pictures.prefix(4).map { "\($0.moment) from \(Int($0.azimuth))" })  // ["0 from 35", "0 from 155", "0 from 275", "1 from 35"]
/// let image = try Renderer().draw(pictures[0].scene, width: 224, height: 224)
/// print(image.width, image.format)  // 224 rgb8
/// ```
public struct Portraits: Sendable {
    /// One picture about to be drawn.
    public struct Portrait: Sendable {
        /// The number of the moment.
        public let moment: Int
        /// The number of the view.
        public let view: Int
        public let scene: Scene
        /// From where the body is seen: degrees from straight in front of it towards its left.
        public let azimuth: Double
        /// Degrees above the horizon.
        public let elevation: Double
    }

    /// How many moments there are.
    public let count: Int
    private let figure: Figure
    /// The moments alone.
    private let motion: Motion
    /// The outline's vertices in each moment, (moments, vertices, 3).
    private let outlines: NDArray<Float>
    /// Height of the floor in each moment, metres.
    public let floorHeights: [Float]
    private let options: ShotOptions
    private let aspect: Float

    /// No picture shows less than this height, metres, at the middle of the body.
    public static let smallestHeight: Float = 1.35
    private static let margin: Float = 0.06
    /// The floor below somebody in the air is shown if it is not farther away than this, metres.
    private static let highestJump: Float = 0.45

    /// - Parameters:
    ///   - performer: its motion has the frames of the sampler, and no others.
    ///   - options: its camera is not used.
    ///   - aspect: width / height.
    /// - Precondition: the motion has as many frames as the sampler.
    public init(_ performer: Performer, sampler: PortraitSampler, options: ShotOptions = ShotOptions(), aspect: Float = 1) {
        let all = performer.motion
        precondition(all.frameCount == sampler.frames.count, "\(all.frameCount), \(sampler.frames.count)")
        figure = performer.figure
        self.options = options
        self.aspect = aspect
        count = sampler.rows.count
        let posed = figure.outline.pose(axisAngles: all.poses, translations: all.translations).vertices
        let feet = figure.outline.vertices(movedBy: ShapedBody.footJoints.reduce(into: Set<Int>()) { $0.formUnion($1) })
        let lowest = (0..<all.frameCount).map { frame -> (body: Float, feet: Float) in
            let row = posed.row(frame)
            func lowest(_ vertices: some Sequence<Int>) -> Float {
                vertices.reduce(Float.infinity) { min($0, row[row.startIndex + $1 * 3 + 2]) }
            }
            return (lowest(0..<row.count / 3), lowest(feet))
        }
        floorHeights = options.floorHeight.map { [Float](repeating: $0, count: sampler.rows.count) } ?? sampler.floorHeights(lowest: lowest)
        outlines = posed.gathered(sampler.rows)
        var moments = all
        moments.poses = all.poses.gathered(sampler.rows)
        moments.translations = all.translations.gathered(sampler.rows)
        motion = moments
    }

    /// Views evenly spaced around the body, of which the first is `first`.
    public static func around(_ first: View = .threeQuarter, count: Int) -> [(view: View, turn: Double)] {
        (0..<max(count, 1)).map { (first, 360 * Double($0) / Double(max(count, 1))) }
    }

    /// The pictures of some moments, all views of one before those of the next.
    public func all(_ moments: Range<Int>, from views: [(view: View, turn: Double)]) -> [Portrait] {
        let posed = figure.pose(motion, moments)
        let colors = PerformerColors([Performer(motion, figure: figure)], paint: options.paint)
        return moments.flatMap { moment in
            let row = moment - moments.lowerBound
            let surfaces = figure.surfaces(posed, frame: row, colors.coloring(of: 0, frame: moment))
            let occluders = figure.occluders(posed, frame: row)
            return views.enumerated().map { number, view in
                portrait(moment, view: number, view.view, turn: view.turn, surfaces, occluders)
            }
        }
    }

    private func portrait(_ moment: Int, view number: Int, _ view: View, turn: Double, _ surfaces: [Surface], _ occluders: [Capsule])
        -> Portrait
    {
        let stance = Stance(root: motion.poses.row(moment).prefix(3).map { $0 })
        var view = view
        var azimuth = view.azimuth ?? (35 + 30 * stance.lying)
        if view.azimuth == nil { view.elevation += 10 * stance.lying }
        azimuth += turn
        view.azimuth = azimuth
        let direction = view.direction(facing: stance.facing, travel: 0)
        let outline = outlines.row(moment)
        let floorHeight = floorHeights[moment]
        var fit = CameraFit(
            direction: direction, up: view.up(direction: direction, facing: stance.facing), fieldOfView: view.fieldOfView.map { Float($0) },
            aspect: aspect, margin: Portraits.margin)
        var bounds = Bounds.empty
        var shown = stride(from: outline.startIndex, to: outline.endIndex, by: 3).map {
            SIMD3(outline[$0], outline[$0 + 1], outline[$0 + 2])
        }
        shown.forEach { bounds.include($0) }
        let center = bounds.center
        if options.floor != .none, bounds.low.z - floorHeight < Portraits.highestJump {
            shown.append([center.x, center.y, min(floorHeight, bounds.low.z)])
        }
        shown.forEach { fit.include($0) }
        let reach = Portraits.smallestHeight * (1 - 2 * Portraits.margin) / 2
        for axis in 0..<3 {
            for sign in [-reach, reach] {
                var point = center
                point[axis] += sign
                fit.include(point)
            }
        }
        var camera = (fit.camera() ?? Camera(position: center - direction * 4, target: center)).centered(on: shown)
        if let distance = view.distance { camera.position = camera.target - camera.direction * Float(distance) }
        let background = SRGB.linear(options.background)
        let isTransparent = options.background.alpha == 0
        let design = FloorDesign(options.floor, background: background, isTransparent: isTransparent)
        var scene = Scene(
            camera: camera, lighting: options.light.lighting(viewDirection: camera.direction),
            background: isTransparent ? .transparent : .color(background),
            floor: design.floor(under: bounds.grown(by: MotionSurvey.slack), height: floorHeight, performers: []), surfaces: surfaces)
        scene.occluders = occluders
        azimuth = azimuth.truncatingRemainder(dividingBy: 360)
        return Portrait(
            moment: moment, view: number, scene: scene, azimuth: azimuth < 0 ? azimuth + 360 : azimuth, elevation: view.elevation)
    }
}

/// How a pelvis is held.
private struct Stance {
    /// Where the body faces, seen from above, unit length.
    let facing: SIMD3<Float>
    /// 0 upright, 1 lying.
    let lying: Double

    /// - Parameter root: the root's rotation vector.
    init(root: [Float]) {
        let turn = RotationMatrix<Float>(axisAngle: SIMD3(root[0], root[1], root[2]))
        let forward = turn * SIMD3<Float>(0, 0, 1), up = turn * SIMD3<Float>(0, 1, 0)
        // Somebody who falls on the back faces, as before, where the feet are; on the belly, where the head is.
        let horizontal = SIMD3(forward.x - up.x * forward.z, forward.y - up.y * forward.z, 0)
        facing = normalized(horizontal, otherwise: [0, -1, 0])
        lying = Double(min(max((0.8 - abs(up.z)) / 0.6, 0), 1))
    }
}

extension Camera {
    /// The camera moved sideways and up or down until points are in the middle of the picture; no more of them is cut off by that.
    ///
    /// A fit alone centres them only along the side that is tight: with perspective, the distance decides what is the middle.
    fileprivate func centered(on points: [SIMD3<Float>]) -> Camera {
        var camera = self
        let forward = direction
        let right = normalized(cross(forward, up), otherwise: [1, 0, 0])
        let above = cross(right, forward)
        for _ in 0..<4 {
            var low = SIMD2<Float>(repeating: .infinity), high = -low
            var depths: Float = 0
            for point in points {
                let way = point - camera.position
                let depth: Float
                if case .perspective = projection { depth = max(dot(way, forward), 0.01) } else { depth = 1 }
                let place = SIMD2(dot(way, right), dot(way, above)) / depth
                low = pointwiseMin(low, place)
                high = pointwiseMax(high, place)
                depths += depth
            }
            guard !points.isEmpty else { return self }
            let shift = (low + high) / 2 * (depths / Float(points.count))
            let way = right * shift.x + above * shift.y
            camera.position += way
            camera.target += way
        }
        return camera
    }
}

extension View {
    /// Three quarters from the front, a little from above: how people are photographed.
    public static let threeQuarter = View(azimuth: nil, elevation: 12)
    public static let back = View(azimuth: 180, elevation: 4)
}

extension NDArray<Float> {
    /// Some rows, in the order given.
    fileprivate func gathered(_ rows: [Int]) -> NDArray<Float> {
        NDArray(shape: [rows.count] + shape.dropFirst(), elements: rows.flatMap { Array(row($0)) })
    }
}
