// Pictures beside the ones recorded earlier: whoever changes lighting, framing, winding or the body sees it here.
//
// To take new pictures after a change that is meant: SMOG_RECORD_SNAPSHOTS=1 swift test --filter SnapshotTests, then look at them.
import BodyModels
import Pictures
import Rendering
import Testing
import Visualization

#if canImport(Glibc)
import Glibc
#endif

@Suite(.serialized) struct SnapshotTests {
    struct Recorded: Sendable, CustomTestStringConvertible {
        let name: String
        let clip: String
        let frame: Int
        let background: Color
        let floor: ShotOptions.FloorStyle
        let antialiasing: Antialiasing
        var testDescription: String { name }
    }

    static let all = [
        Recorded(name: "walk", clip: "02/02_01", frame: 100, background: .white, floor: .plain, antialiasing: .four),
        Recorded(name: "run-one-sample", clip: "09/09_01", frame: 70, background: .white, floor: .plain, antialiasing: .none),
        Recorded(name: "cartwheel-transparent", clip: "49/49_06", frame: 250, background: .transparent, floor: .plain, antialiasing: .four),
        Recorded(name: "sit-dark", clip: "14/14_31", frame: 300, background: Color(32, 36, 40), floor: .plain, antialiasing: .four),
        Recorded(name: "pirouette-no-floor", clip: "05/05_11", frame: 300, background: .white, floor: .none, antialiasing: .four),
    ]

    @Test(arguments: all)
    func thePictureIsTheOneRecorded(_ recorded: Recorded) throws {
        var options = ShotOptions()
        options.background = recorded.background
        options.floor = recorded.floor
        let shot = Shot(try Samples.motion(recorded.clip), body: try Samples.body(), aspect: 1, options: options)
        let scene = shot.scenes(recorded.frame..<recorded.frame + 1)[0]
        let image = try Renderer().draw(scene, width: 160, height: 160, antialiasing: recorded.antialiasing)
        let path = "\(Samples.root)/Tests/Fixtures/snapshots/\(recorded.name).png"
        if getenv("SMOG_RECORD_SNAPSHOTS") != nil {
            try PNG.write(image, to: path, .small)
            return
        }
        // llvmpipe's last bits differ between families of processors: three levels, in few places.
        let difference = try ImageDifference(image, try PNG.read(path), tolerance: 3)
        #expect(difference.outliers <= 0.001)
        #expect(difference.mean <= 0.05)
    }
}
