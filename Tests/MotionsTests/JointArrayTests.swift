// Bare arrays: HumanML3D's features and joint positions.
import ArrayFiles
import Arrays
import Files
import Foundation
import HumanML3D
import Motions
import Rotations
import TestSupport
import Testing

/// A file in a folder of its own, gone when the test is over.
final class ScratchFile {
    private let folder: TestFolder
    let path: String
    init(_ name: String) throws {
        folder = try TestFolder()
        path = folder.file(name)
    }

    func array(_ numbers: NDArray<Float>) throws -> ScratchFile {
        let bytes = Self.npy(shape: numbers.shape, numbers.elements)
        try bytes.write(to: URL(fileURLWithPath: path))
        return self
    }

    func text(_ text: String) throws -> ScratchFile {
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        return self
    }

    /// An .npy file, version 1.0, little-endian single precision.
    static func npy(shape: [Int], _ elements: [Float]) -> Data {
        let lengths = shape.map { "\($0)," }.joined(separator: " ")
        var header = "{'descr': '<f4', 'fortran_order': False, 'shape': (\(lengths)), }"
        while (10 + header.utf8.count + 1) % 64 != 0 { header += " " }
        header += "\n"
        var data = Data([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, UInt8(header.utf8.count & 0xff), UInt8(header.utf8.count >> 8)])
        data.append(Data(header.utf8))
        elements.withUnsafeBytes { data.append(contentsOf: $0) }
        return data
    }
}

/// Reads a file that is needed no longer.
func readMotion(_ file: ScratchFile, up: UpAxis? = nil) throws -> Motion {
    try withExtendedLifetime(file) { try Motion.read(path: file.path, up: up) }
}

enum Golden {
    static func file(_ name: String) throws -> NamedArrays {
        try NamedArrays(contentsOf: Fixtures.path("humanml3d/\(name).npz"))
    }

    static func features() throws -> NDArray<Float> { try file("recover").float32("clip.features", shape: [nil, 263]) }
}

@Suite struct HumanML3DTests {
    func worst(_ a: [Float], _ b: [Float]) -> Float { zip(a, b).reduce(0) { max($0, abs($1.0 - $1.1)) } }

    @Test func `a file of features is a motion 20 times a second, upright and going where its joints go`() throws {
        let file = try ScratchFile("walk.npy").array(try Golden.features())
        let motion = try Motion.read(path: file.path)
        let frames = try Golden.features().shape[0]
        #expect(motion.frameCount == frames && motion.frameRate == 20 && motion.layout == .smplh)
        #expect(motion.source.format == "HumanML3D features")
        #expect(motion.notes.last?.hasPrefix("joint positions fitted with a mean error of ") == true)
        let again = try OpenBody.joints(motion)
        let joints = try Golden.file("recover").float32("clip.joints", shape: [nil, 22, 3])
        for frame in stride(from: 0, to: motion.frameCount, by: 9) {
            for joint in 0..<22 {
                let (x, y, z) = (joints[frame, joint, 0], joints[frame, joint, 1], joints[frame, joint, 2])
                let d = SIMD3(again[frame, joint, 0] - x, again[frame, joint, 1] + z, again[frame, joint, 2] - y)
                #expect((d * d).sum().squareRoot() < 0.25, "frame \(frame), joint \(joint): \(d)")
            }
        }
        #expect(try Motion.read(path: file.path, assumedFrameRate: 10).frameRate == 10)
    }

    @Test(arguments: ["49/49_06", "02/02_01"])
    func `our reader finds the joints again`(clip: String) throws {
        let motion = try Clips.read(clip).resampled(to: 20)
        let places = motion.bodyJointsYUp(try OpenBody.shaped.get())
        let features = HumanML3DFeatures.features(of: places)
        #expect(features.shape == [motion.frameCount - 1, 263])
        let standing = HumanML3DFeatures.standing(HumanML3DFeatures.uniform(places, target: nil))
        let back = HumanML3DFeatures.positions(features)
        #expect(worst(back.elements, Array(standing.elements.prefix(back.count))) < 1e-4)
        // A rigid body's limbs are as long in every frame: giving it its own changes nothing.
        #expect(worst(places.elements, HumanML3DFeatures.uniform(places, target: nil).elements) < 1e-4)
        let again = try readMotion(ScratchFile("features.npy").array(features))
        #expect(largestDistance(again.bodyJointsYUp(try OpenBody.shaped.get()), back) < 0.02)
    }

    @Test func `standardised features are refused, and read with the numbers they were standardised with`() throws {
        let features = try Golden.features()
        let stats = try Golden.file("stats")
        let (mean, deviation) = (try stats.float32("mean", shape: [263]), try stats.float32("std", shape: [263]))
        var standardised = features
        for i in 0..<features.count { standardised[i] = (features[i] - mean[i % 263]) / deviation[i % 263] }
        let file = try ScratchFile("z.npy").array(standardised)
        let problem = #expect(throws: FileProblem.self) { try Motion.read(path: file.path) }
        #expect(problem?.problem.contains("standardised") == true)
        let (m, d) = (try ScratchFile("Mean.npy").array(mean), try ScratchFile("Std.npy").array(deviation))
        let read = try Motion.read(path: file.path, statistics: FeatureStatistics(mean: m.path, deviation: d.path))
        let plain = try readMotion(ScratchFile("plain.npy").array(features))
        #expect(worst(read.poses.elements, plain.poses.elements) < 0.01)
        let raw = try ScratchFile("raw.npy").array(features)
        #expect(try FeatureStatistics(mean: m.path, deviation: d.path).mean == mean.elements)
        #expect(throws: FileProblem.self) { try FeatureStatistics(mean: raw.path, deviation: d.path) }
        #expect(problem?.advice == "Give the Mean.npy and Std.npy they were standardised with.")
    }

    @Test func `statistics of another shape or sense are refused in one line`() throws {
        let mean = try ScratchFile("Mean.npy").array(NDArray<Float>(repeating: -0.5, shape: [263]))
        let deviation = try ScratchFile("Std.npy").array(NDArray<Float>(repeating: 0.5, shape: [1, 263]))
        #expect(try FeatureStatistics(mean: mean.path, deviation: deviation.path).deviation.count == 263)
        var broken = NDArray<Float>(repeating: 0.5, shape: [263])
        broken[9] = .infinity
        let cases: [(ScratchFile, ScratchFile, String)] = [
            (
                mean, try ScratchFile("a.npy").array(NDArray<Float>(repeating: 1, shape: [251])),
                "has shape (251,): statistics of KIT-ML, whose motions are not read; expected (263,)"
            ),
            (mean, try ScratchFile("b.npy").array(NDArray<Float>(repeating: 1, shape: [2, 263])), "has shape (2, 263); expected (263,)"),
            (mean, try ScratchFile("c.npy").array(NDArray<Float>(repeating: 1, shape: [])), "has shape (); expected (263,)"),
            (mean, try ScratchFile("d.npy").array(broken), "holds a number that is not finite"),
            (deviation, mean, "holds the deviation -0.5 in column 0; expected numbers of 0 and above. Is it the file of means?"),
        ]
        for (first, second, message) in cases {
            let problem = #expect(throws: FileProblem.self) { try FeatureStatistics(mean: first.path, deviation: second.path) }
            #expect(problem.map(String.init(describing:)) == "\(second.path): \(message)")
        }
        let none = #expect(throws: FileProblem.self) { try FeatureStatistics(mean: mean.path + ".none", deviation: mean.path) }
        #expect(none?.file == mean.path + ".none")
    }
}

@Suite struct PlacesTests {
    /// The joints of a sample clip at 20 fps, in a world with Y up, as generators write them.
    static func places(_ clip: String = "02/02_01") throws -> NDArray<Float> {
        try OpenBody.joints(Clips.read(clip).resampled(to: 20))
    }

    static func turned(_ places: NDArray<Float>, scale: Float = 1, _ turn: (SIMD3<Float>) -> SIMD3<Float>) -> NDArray<Float> {
        var result = places
        for at in stride(from: 0, to: places.count, by: 3) {
            let p = turn(SIMD3(places[at], places[at + 1], places[at + 2])) * scale
            (result[at], result[at + 1], result[at + 2]) = (p.x, p.y, p.z)
        }
        return result
    }

    @Test(arguments: ["02/02_01", "49/49_06", "90/90_08", "14/14_31"])
    func `which way is up is found out, and nothing is mirrored`(clip: String) throws {
        let house = try PlacesTests.places(clip)
        let worlds = [
            house, PlacesTests.turned(house) { SIMD3($0.x, $0.z, -$0.y) }, PlacesTests.turned(house) { SIMD3($0.x, -$0.z, $0.y) },
            PlacesTests.turned(house, scale: 100) { SIMD3($0.x, $0.z, -$0.y) },
        ]
        for world in worlds {
            let motion = try readMotion(ScratchFile("places.npy").array(world))
            let again = try OpenBody.joints(motion)
            #expect(largestDistance(house, again) < 0.002)
        }
        let asked = try readMotion(ScratchFile("places.npy").array(worlds[1]), up: .y)
        #expect(largestDistance(house, try OpenBody.joints(asked)) < 0.002)
    }

    @Test func `left stays left of one who looks along -Y`() throws {
        let layout = try Clips.read("02/02_01").layout
        let left = try #require(layout.jointNames.firstIndex(of: "left_shoulder"))
        let right = try #require(layout.jointNames.firstIndex(of: "right_shoulder"))
        // At rest, but Y up: the left is at +X, and stays there; the face looks along +Z, which becomes -Y.
        var rest = NDArray<Float>(repeating: 0, shape: [1, 22, 3])
        for (joint, place) in RestSkeleton.average.joints.enumerated() { for axis in 0..<3 { rest[0, joint, axis] = Float(place[axis]) } }
        let motion = try readMotion(ScratchFile("rest.npy").array(rest))
        let places = try OpenBody.joints(motion)
        #expect(places[0, left, 0] > 0.1 && places[0, right, 0] < -0.1)
        #expect(places[0, 10, 1] < places[0, 7, 1] - 0.05, "toes in front of ankles")
        #expect(places[0, 15, 2] > places[0, 0, 2] + 0.4)
        #expect(length(rotation(motion, 0, 0) - SIMD3(.pi / 2, 0, 0)) < 1e-4)
    }

    @Test func `several clips in one array are several motions`() throws {
        let house = try PlacesTests.places()
        let count = house.shape[0] / 2
        let both = NDArray(shape: [2, count, 22, 3], elements: Array(house.elements.prefix(2 * count * 66)))
        let file = try ScratchFile("both.npy").array(both)
        let all = try Motion.readAll(path: file.path)
        #expect(all.count == 2 && all.allSatisfy { $0.frameCount == count })
        #expect(all[0].name != all[1].name)
        #expect(try Motion.read(path: file.path).notes.last == "the file holds 2 motions; this is the first")
    }

    @Test(
        arguments: [
            ([10, 21, 3], "KIT-ML"), ([10, 251], "KIT-ML"), ([2, 6890, 3], "vertices"), ([10, 7], "has shape (10, 7)"),
            ([0, 22, 3], "has no frames"), ([0, 263], "has no frames"), ([0, 5, 22, 3], "has no frames"), ([66], "has shape (66,)"),
        ] as [([Int], String)])
    func `arrays that are no motion are refused in one line`(shape: [Int], words: String) throws {
        let file = try ScratchFile("bad.npy").array(NDArray(repeating: 0.5, shape: shape))
        let problem = #expect(throws: FileProblem.self) { try Motion.read(path: file.path) }
        #expect(problem.map(String.init(describing:))?.contains(words) == true, "\(String(describing: problem))")
        #expect(problem?.file == file.path)
    }

    @Test func `damaged numbers are refused, joints all in one place are not`() throws {
        var places = NDArray<Float>(repeating: 0, shape: [4, 22, 3])
        #expect(try readMotion(ScratchFile("zero.npy").array(places)).poses.isFinite)
        places[2, 5, 1] = .nan
        let problem = #expect(throws: FileProblem.self) { try readMotion(ScratchFile("nan.npy").array(places)) }
        #expect(problem?.problem == "the array holds NaN in frame 2")
        let claims = ScratchFile.npy(shape: [1_000_000_000, 22, 3], [1, 2, 3])
        let file = try ScratchFile("claims.npy")
        try claims.write(to: URL(fileURLWithPath: file.path))
        #expect(throws: FileProblem.self) { try Motion.read(path: file.path) }
    }
}
