// The clips that are encoded: drawn once, kept as PNG files, which other programs read.
import BodyModels
import Files
import Foundation
import Motions
import Pictures
import Rendering
import Visualization

/// The frames of a clip, in memory and on disk.
struct Frames {
    let name: String
    let images: [Image]
    let rate = 30.0
    /// A pattern for the paths of the PNG files.
    let pattern: String
    /// Colours that are in every frame to the bit.
    let exact: [Color] = [.white]
}

struct Clip {
    let name: String
    let width: Int
    let height: Int
    let draw: @Sendable (_ frames: Int, _ take: (Image, Int) throws -> Void) throws -> Void

    static let all = [
        single("follow", "02/02_01", .follow), single("fixed", "49/49_06", .fit),
        grid("grid", columns: 3, rows: 2, cell: (160, 216)),
    ]
    static let large = grid("large", columns: 6, rows: 4, cell: (260, 256))

    private static let captionHeight = 24
    private static let motions = [
        "02/02_01", "09/09_01", "49/49_06", "05/05_11", "143/143_35", "90/90_08", "02/02_04", "11/11_01", "127/127_23", "135/135_04",
        "14/14_31", "49/49_14",
    ]

    /// Reads the frames from the folder, or draws them there.
    func frames(_ count: Int, in folder: String) throws -> Frames {
        let numbered = try NumberedFrames(folder: folder + "/" + name)
        let pattern = numbered.folder + "/%06d.png"
        let kept = try NumberedFrames.paths(in: numbered.folder)
        if kept.count == count {
            return Frames(name: name, images: try kept.map { try PNG.read($0) }, pattern: pattern)
        }
        for path in kept { try FileManager.default.removeItem(atPath: path) }
        var images: [Image] = []
        try draw(count) { image, index in
            try numbered.write(image, index: index)
            images.append(image)
        }
        return Frames(name: name, images: images, pattern: pattern)
    }

    private static func shot(_ motion: String, _ view: View, aspect: Float, _ model: BodyModel) throws -> Shot {
        var options = ShotOptions()
        options.camera = .view(view)
        let motion = try Motion.read(path: "data/sample/CMU/\(motion)_poses.npz").resampled(to: 30)
        return Shot(motion, body: model.shaped(), aspect: aspect, options: options)
    }

    private static func model() throws -> BodyModel { try BodyModel(contentsOf: "models/open/open_body_neutral.npz") }

    private static func single(_ name: String, _ motion: String, _ view: View) -> Clip {
        Clip(name: name, width: 480, height: 480) { count, take in
            let shot = try shot(motion, view, aspect: 1, model()), renderer = try Renderer()
            for index in 0..<count {
                // A motion that is over holds its last frame.
                let frame = min(index, shot.frameCount - 1)
                try take(renderer.draw(shot.scenes(frame..<frame + 1)[0], width: 480, height: 480), index)
            }
        }
    }

    private static func grid(_ name: String, columns: Int, rows: Int, cell: (width: Int, height: Int)) -> Clip {
        Clip(name: name, width: columns * cell.width, height: rows * (cell.height + captionHeight)) { count, take in
            let cells = columns * rows
            let grid = try Grid(
                count: cells, cellWidth: cell.width, cellHeight: cell.height, columns: columns, captionHeight: captionHeight)
            let names = (0..<cells).map { motions[$0 % motions.count] }
            let template = try GridTemplate(grid, captions: names.map { "a person moves, clip \($0)" })
            let model = try model(), renderer = try Renderer()
            let shots = try names.map { try shot($0, .fit, aspect: Float(cell.width) / Float(cell.height), model) }
            for index in 0..<count {
                let images = try shots.map { shot in
                    let frame = min(index, shot.frameCount - 1)
                    return try renderer.draw(shot.scenes(frame..<frame + 1)[0], width: cell.width, height: cell.height)
                }
                try take(template.compose(images), index)
            }
        }
    }
}
