// Pictures beside the ones recorded earlier: whoever changes lighting, framing, winding or the body sees it here.
//
// To take new pictures after a change that is meant: SMOG_RECORD_SNAPSHOTS=1 swift test --filter SnapshotTests, then look at them.
import BodyModels
import Comparison
import LibC
import Pictures
import Rendering
import TestSupport
import Testing
import Visualization

@Suite(.serialized) struct SnapshotTests {
    struct Recorded: Sendable, CustomTestStringConvertible {
        let name: String
        let clip: String
        let frame: Int
        let background: Color
        let floor: ShotOptions.FloorStyle
        let antialiasing: Antialiasing
        var look = Look.clay
        var light = ShotOptions.LightStyle.studio
        var paint: BodyPaint?
        var view = View.fit
        var showsPath = false
        var testDescription: String { name }
    }

    static let all = [
        Recorded(name: "walk", clip: "02/02_01", frame: 100, background: .white, floor: .plain, antialiasing: .four),
        Recorded(name: "run-one-sample", clip: "09/09_01", frame: 70, background: .white, floor: .plain, antialiasing: .none),
        Recorded(name: "cartwheel-transparent", clip: "49/49_06", frame: 250, background: .transparent, floor: .plain, antialiasing: .four),
        Recorded(name: "sit-dark", clip: "14/14_31", frame: 300, background: Color(32, 36, 40), floor: .plain, antialiasing: .four),
        Recorded(name: "pirouette-no-floor", clip: "05/05_11", frame: 300, background: .white, floor: .none, antialiasing: .four),
        Recorded(
            name: "clothed-outdoor", clip: "49/49_14", frame: 300, background: .white, floor: .checker, antialiasing: .four, look: .clothed,
            light: .outdoor, view: .follow),
        Recorded(
            name: "stick-path", clip: "11/11_01", frame: 200, background: .white, floor: .plain, antialiasing: .four, look: .stick,
            view: .iso, showsPath: true),
        Recorded(
            name: "skeleton-transparent", clip: "135/135_04", frame: 400, background: .transparent, floor: .checker, antialiasing: .four,
            look: .skeleton, view: .side),
        Recorded(
            name: "wire", clip: "143/143_35", frame: 200, background: .white, floor: .none, antialiasing: .four, look: .wire, view: .front),
        Recorded(
            name: "parts-flat", clip: "90/90_08", frame: 150, background: .white, floor: .plain, antialiasing: .four, look: .parts,
            light: .flat, view: .follow),
        Recorded(
            name: "speed-top", clip: "49/49_06", frame: 240, background: Color(32, 36, 40), floor: .checker, antialiasing: .four,
            paint: .bySpeed(.turbo, upTo: 5), view: .top, showsPath: true),
    ]

    @Test(arguments: all)
    func thePictureIsTheOneRecorded(_ recorded: Recorded) throws {
        let image = try recorded.drawn()
        if getenv("SMOG_RECORD_SNAPSHOTS") != nil {
            try PNG.write(image, to: recorded.path, .small)
            return
        }
        #expect(try recorded.isSame(image))
    }
}

extension SnapshotTests.Recorded {
    var path: String { "\(Fixtures.own)/snapshots/\(name).png" }

    /// - Parameters:
    ///   - rewriting: what to do to the shaders.
    ///   - byOpenGL: lets OpenGL draw all bodies.
    ///   - change: what to do to the scene before it is drawn.
    func drawn(rewriting: (@Sendable (String) -> String)? = nil, byOpenGL: Bool = false, _ change: (inout Scene) -> Void = { _ in }) throws
        -> Image
    {
        var options = ShotOptions()
        options.background = background
        options.floor = floor
        options.light = light
        options.camera = .view(view)
        options.showsPath = showsPath
        let figure = Figure(try Samples.body(), look: look)
        let shot = Shot([Performer(try Samples.motion(clip), figure: figure, paint: paint)], aspect: 1, options: options)
        var scene = shot.scenes(frame..<frame + 1)[0]
        change(&scene)
        let renderer = try Renderer(rewriting: rewriting)
        renderer.choice = byOpenGL ? .gl : .auto
        return try renderer.draw(scene, width: 160, height: 160, antialiasing: antialiasing)
    }

    /// Within the usual limits of `smog snapshot check`: llvmpipe's last bits differ between families of processors.
    func isSame(_ image: Image) throws -> Bool { try Self.areSame(image, PNG.read(path)) }

    static func areSame(_ image: Image, _ other: Image) throws -> Bool {
        let comparison = try PictureComparison(image, other, metrics: [.maximum, .mean, .outliers])
        return comparison.judged.allSatisfy { $0.allows($1, limit: $0.usualLimit) }
    }
}
