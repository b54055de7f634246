// The files of render passes: what each is called and what is in it.
import ArrayFiles
import Arrays
import Files
import Foundation
import Pictures
import Rendering
import Visualization

/// Writes what was measured of a frame beside the frame's picture.
struct PassFiles {
    let passes: [RenderPass]
    let normals: Measurements.Frame
    /// How many people there are in the scene.
    let personCount: Int
    /// True where world and camera are one for the user: places and normals are given with X right, Y down, Z forward.
    let isInCameraCoordinates: Bool

    var includesPicture: Bool { passes.contains(.color) }
    var includesMeasurements: Bool { passes.contains { $0 != .color } }

    /// - Parameter picture: where the frame's picture is or would be, a path that ends in `.png`.
    /// - Returns: true if something was too far away for the depth picture.
    @discardableResult
    func write(_ seen: Measurements, beside picture: String) throws -> Bool {
        let shape = [seen.height, seen.width]
        func path(_ suffix: String) -> String { PassFiles.path(suffix, beside: picture) }
        for pass in passes {
            switch pass {
            case .color: break
            case .depth:
                try PNG.write(try seen.depthPicture(), to: path("_depth.png"))
                try NDArray(shape: shape, elements: seen.depths).write(npy: path("_depth.npy"))
            case .normal:
                let vectors = normals == .world ? own(seen.normals(in: .world)) : seen.normals(in: .camera)
                try PNG.write(try seen.picture(ofNormals: vectors), to: path("_normal.png"))
                try NDArray(shape: shape + [3], elements: vectors).write(npy: path("_normal.npy"))
            case .mask:
                try PNG.write(try seen.maskPicture(), to: path("_mask.png"))
                if personCount > 1 { try PNG.write(try seen.personPicture(of: personCount), to: path("_person.png")) }
            case .parts: try PNG.write(try seen.partPicture(), to: path("_parts.png"))
            case .position:
                let places = own(seen.positions)
                try PNG.write(try seen.picture(ofPositions: places), to: path("_position.png"))
                try NDArray(shape: shape + [3], elements: places).write(npy: path("_position.npy"))
            }
        }
        return passes.contains(.depth) && seen.isTooDeep
    }

    /// Writes what the numbers of parts mean, if parts are asked for.
    func writeLegend(to path: String) throws {
        guard passes.contains(.parts) else { return }
        let lines = BodyParts.labels.map { "  \"\($0.number)\": \"\($0.name)\"" }
        try OutputFile.write(Array("{\n\(lines.joined(separator: ",\n"))\n}\n".utf8), to: path)
    }

    /// `still.png` and `_depth.npy` make `still_depth.npy`.
    static func path(_ suffix: String, beside picture: String) -> String { picture.dropLast(4) + suffix }

    /// Vectors of the scene, whose Z is up, in the world the user knows.
    private func own(_ vectors: [Float]) -> [Float] {
        guard isInCameraCoordinates else { return vectors }
        var turned = vectors
        for i in stride(from: 0, to: vectors.count, by: 3) {
            (turned[i], turned[i + 1], turned[i + 2]) = (vectors[i], 0 - vectors[i + 2], vectors[i + 1])
        }
        return turned
    }

    static let depthNote = "what is more than 65.535 m away is 65535 in the depth pictures; the .npy files have the true depth"
}
