// The examples in the documentation of Gallery, as code; see main.swift.
import BodyModels
import Files
import Gallery
import Visualization

// Sources/Gallery/GalleryRun.swift
func galleryRun() throws {
    let body = Figure(try BodyModel(contentsOf: "models/open/open_body_neutral.npz").shaped())
    var options = GalleryOptions()
    options.title = "Samples"
    options.seconds = 0.2
    let run = try GalleryRun(["data/sample/CMU/02"], site: "site", options: options, program: "example", figures: { _ in body })
    let end = try run.run(workers: 2)
    print(end.clips, end.done, try run.run(workers: 2).kept)  // 3 3 3
    print(try Folders.names(in: "site").count)  // 9
}
