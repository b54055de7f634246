// Where the pictures and files of motions made from texts go, and what they are called: as the engine's Python code calls them.
import Files
import Films
import Foundation
import MotionModels
import Motions

/// The names of what `text2motion` writes.
struct FigurePlan {
    let gridName: String
    let singlesName: String
    /// Before both; ends in a slash unless empty.
    let folder: String
    /// Where joints and BVH go; nil for engines whose Python code writes none, or if they are not wanted.
    let released: ReleasedMotionFiles?
    private let engine: MotionEngine

    /// - Parameters:
    ///   - prompts: the name of the file of prompts, without its ending.
    ///   - ext: the folder below `generation`.
    ///   - moved: true where bodies follow a path that they do not follow unless asked.
    ///   - keepsJoints: nil for what is usual.
    init(_ place: ModelPlace, prompts: String, ext: String, moved: Bool, output: String?, keepsJoints: Bool?) throws {
        engine = place.engine
        guard place.engine.givesJoints else {
            if keepsJoints == true {
                throw CommandFailure.usage("\(place.engine.rawValue) gives rotations, no joints that --joints could keep")
            }
            let moved = moved ? "trans_" : ""
            gridName = "clip_text_\(prompts)_\(moved)\(place.figureName).gif"
            singlesName = "clip_text_subfigures_\(moved)\(place.figureName)"
            folder = place.folder
            released = nil
            return
        }
        gridName = "grid.gif"
        singlesName = "animations"
        folder = "generation/\(ext)/"
        var root = folder
        if let output {
            if case .folder = try OutputKind(output) {
                root = output
            } else {
                let beside = output.lastIndex(of: "/").map { String(output[...$0]) } ?? ""
                root = beside + folder
            }
        }
        released = keepsJoints == false ? nil : ReleasedMotionFiles(folder: root)
    }

    /// What a motion is called.
    /// - Parameters:
    ///   - line: of its prompt in the file.
    ///   - repeats: motions of each prompt.
    func name(_ motion: GeneratedMotion, line: Int, repeats: Int) -> String {
        if engine.givesJoints {
            return ReleasedMotionFiles.name(
                prompt: motion.prompt, repetition: motion.repetition, frames: motion.motion?.frameCount ?? 0)
        }
        // Row and column of the Python code's grids, which are four wide in the file.
        return "gen_\(line / 4)_\(line % 4)" + (repeats > 1 ? "_\(motion.repetition)" : "")
    }

    /// The folder of each motion's picture below that of all.
    func subfolders(_ count: Int, repeats: Int) -> [String] {
        engine.givesJoints ? (0..<count).map { "\($0 / max(1, repeats))" } : []
    }

    /// The motions in the grid's order, and its columns; nil for as many as look well.
    ///
    /// Repeats stand side by side, a row for each prompt. The grids of the Python code of SMoG fill columns of four from the top; done here
    /// where all columns are full.
    func arranged(_ motions: [Motion], repeats: Int) -> (motions: [Motion], columns: Int?) {
        if repeats > 1 { return (motions, motions.count > repeats ? repeats : nil) }
        guard !engine.givesJoints, motions.count > 4, motions.count % 4 == 0 else { return (motions, nil) }
        let columns = motions.count / 4
        return ((0..<4).flatMap { row in (0..<columns).map { motions[$0 * 4 + row] } }, columns)
    }
}

extension BodyArguments {
    /// The joints at rest of the body that will be shown, for engines that give joints.
    func skeleton(for engine: MotionEngine) -> RestSkeleton {
        engine.givesJoints ? choice.skeleton() ?? .average : .average
    }
}
