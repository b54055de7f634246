// Makes a gallery in a process of its own, as GalleryTests ask: workers are forked, which a process with other threads at work must not do.
//   GalleryTrial BODY SITE WORKERS TITLE RATE compare|cards FOLDER…   prints what became of it, one "name value" a line
import BodyModels
import Foundation
import Gallery
import Visualization

let words = Array(CommandLine.arguments.dropFirst(2))
guard words.count > 5, let workers = Int(words[1]) else { exit(64) }
do {
    var options = GalleryOptions()
    options.width = 40
    options.height = 40
    options.seconds = 0.2
    if !words[2].isEmpty { options.title = words[2] }
    if let rate = Double(words[3]) { options.frameRate = rate }
    options.isComparison = words[4] == "compare"
    // Sticks are quick to draw.
    let figure = Figure(try BodyModel(contentsOf: CommandLine.arguments[1]).shaped(), look: .stick)
    let end = try GalleryRun(Array(words[5...]), site: words[0], options: options, program: "test 1", figures: { _ in figure }).run(
        workers: workers)
    for (name, value) in [
        ("clips", end.clips), ("done", end.done), ("kept", end.kept), ("removed", end.removed), ("failed", end.failed),
        ("bytes", end.bytes),
    ] {
        print(name, value)
    }
    for failure in end.failures { print("failure", failure) }
} catch {
    print("error", error)
    exit(1)
}
