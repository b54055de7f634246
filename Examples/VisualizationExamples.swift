// The examples in the documentation of Visualization, as code; see main.swift.
import BodyModels
import Files
import Motions
import Pictures
import Rendering
import Visualization

// Sources/Visualization/Shot.swift
func shot() throws {
    let motion = try Motion.read(path: "data/sample/CMU/02/02_01_poses.npz")
    let model = try BodyModel(contentsOf: "models/open/open_body_neutral.npz")
    let shot = Shot(motion, body: model.shaped(), aspect: 1)
    let renderer = try Renderer()
    for (number, scene) in shot.scenes(0..<2).enumerated() {
        let image = try renderer.draw(scene, width: 256, height: 256)
        try PNG.write(image, to: "walk-\(number).png")
    }
    print(shot.frameCount, Folders.exists("walk-1.png"))  // 343 true
}

// Sources/Visualization/Layouts/SequenceFigure.swift
func sequenceFigure() throws {
    let motion = try Motion.read(path: "data/sample/CMU/02/02_01_poses.npz")
    let body = try BodyModel(contentsOf: "models/open/open_body_neutral.npz").shaped()
    let figure = SequenceFigure(motion, body: body, aspect: 1.25)
    let image = try Renderer().draw(figure.scene, width: 640, height: 512)
    print(figure.frames.count, image.width, image.height)  // 8 640 512
}

// Sources/Visualization/Layouts/Sheet.swift
func sheet() throws {
    let body = Figure(try BodyModel(contentsOf: "models/open/open_body_neutral.npz").shaped(), look: .clothed)
    let shots = try ["02/02_01", "09/09_01"].map { clip in
        Shot([Performer(try Motion.read(path: "data/sample/CMU/\(clip)_poses.npz").resampled(to: 20), figure: body)], aspect: 1)
    }
    let sheet = try Sheet(shots, captions: ["walk", "run"], cellWidth: 160, cellHeight: 160)
    let painter = SheetRenderer(sheet, renderer: try Renderer())
    let image = try painter.image(10)
    print(sheet.frameCount, image.width, image.height)  // 58 320 178
}

// Sources/Visualization/Floor/FloorHeight.swift
func floorEstimate() throws {
    let walk = try Motion.read(path: "data/sample/CMU/02/02_01_poses.npz")
    let model = try BodyModel(contentsOf: "models/open/open_body_neutral.npz")
    let floor = FloorHeight(of: walk, body: model.shaped())
    print(floor.height > 0, floor.height < 0.05)  // true true
    print(floor.tilt != nil, floor.levelled(walk).translations[0, 2] > walk.translations[0, 2])  // true true
}

// Sources/Visualization/Portraits/Portraits.swift
func portraits() throws {
    let model = try BodyModel(contentsOf: "models/open/open_body_neutral.npz")
    let clip = try AmassClip(path: "data/sample/CMU/02/02_01_poses.npz")
    let sampler = PortraitSampler(frameCount: clip.frameCount, frameRate: clip.frameRate, moments: [150, 300])
    let portraits = Portraits(
        Performer(try clip.motion(frames: sampler.frames), figure: Figure(model.shaped(), look: .clothed)), sampler: sampler)
    let pictures = portraits.all(0..<2, from: Portraits.around(count: 3))
    print(pictures.prefix(4).map { "\($0.moment) from \(Int($0.azimuth))" })  // ["0 from 35", "0 from 155", "0 from 275", "1 from 35"]
    let image = try Renderer().draw(pictures[0].scene, width: 224, height: 224)
    print(image.width, image.format)  // 224 rgb8
}
