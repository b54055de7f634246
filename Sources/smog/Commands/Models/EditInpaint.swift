// `smog edit inpaint`: parts of a motion made anew to a text.
import ArgumentParser
import BodyModels
import Files
import Films
import MotionModels
import Motions

struct EditInpaint: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inpaint",
        abstract: "Make parts of a motion anew to a text with MoMask, and show before and after.",
        discussion: """
            smog edit inpaint checkpoints/t2m --source-motion walk.npz --section 1.2,3.0 --prompt "a person jumps" -o jump.gif
                from 1.2 to 3.0 seconds something else is done; time lines under the pictures show where
            smog edit inpaint checkpoints/t2m --source-motion walk.npz --section ,1 4, --prompt "a person waves"
                beginning and end anew; also in frames (24f,60f) and in shares of the clip (30%,60%)
            smog edit inpaint checkpoints/t2m --source-motion walk.npz --motion_length 160 --prompt "a person sits down"
                goes on behind the end, to 160 frames

            Frames outside the sections stay the source's own: its joints' rotations, fingers too, to the bit. Behind a section the
            body goes on from where that led it. The first and last 6 frames of a section blend. --compat does what the released
            command does: all frames become what the decoder makes of their tokens.

            Besides the picture, joints (.npy) and BVH with feet held (_ik) and without go to editing/<ext>/ beside it, in the
            released command's folders, and features to editing/<ext>/features/; with -o a folder, there.
            """)

    @Argument(help: ArgumentHelp("The folder of a MoMask, such as checkpoints/t2m.", valueName: "model"))
    var model: String?

    @Option(
        name: .customLong("source-motion"),
        help: ArgumentHelp(
            "The motion: any file that smog reads, or features (.npy) of (frames, 263), KIT's of (frames, 251).", valueName: "file"))
    var sourceMotion: String

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp(
            "What is made anew: start,end in seconds (1.2,3.0), frames (24f,60f) or shares of the clip (30%,60%); ',2' from the beginning, '2,' to the end; several with spaces.",
            valueName: "start,end"))
    var section: [String] = []

    @Option(
        name: [.customLong("mask_edit_section"), .customLong("msec", withSingleDash: true)], parsing: .upToNextOption,
        help: ArgumentHelp(
            "The same as the released command takes it: frames (24,60), or with a decimal point shares of 196 frames, however long the clip is (0.3,0.6).",
            valueName: "start,end"))
    var maskEditSection: [String] = []

    @Option(
        name: [.customLong("prompt"), .customLong("text_prompt")],
        help: ArgumentHelp("What is done there; of several prompts each makes an edit of its own.", valueName: "text"))
    var prompt: [String] = []

    @Option(
        name: .customLong("motion_length"), parsing: .unconditional,
        help: ArgumentHelp(
            "Frames of the result: the source's first ones, or more, and then it goes on behind its end. (default: as many as the source has)",
            valueName: "frames"))
    var motionLength: Int?

    @Flag(name: .customLong("force_mask"), help: "Find base tokens as if there were no text.")
    var forceMask = false

    @Flag(
        name: .customLong("use_res_model"), inversion: .prefixedNo,
        help: "Find residual tokens in the sections, or decode base tokens alone there. (default: find; with --compat: base tokens alone)")
    var useResModel: Bool?

    @Option(help: ArgumentHelp("The folder below editing/ that files go to.", valueName: "name"))
    var ext = "text2motion"

    @Flag(inversion: .prefixedNo, help: "Keep joints (.npy) and BVH, with and without feet held on the floor, and features.")
    var joints = true

    @Option(
        name: .customLong("source-fps"), parsing: .unconditional,
        help: ArgumentHelp("The frame rate of a motion file that does not say.", valueName: "rate"))
    var sourceFPS: Double?

    @Option(help: ArgumentHelp("The axis that points up in a file of joint positions: y or z. (default: found out)", valueName: "axis"))
    var up: UpAxis?

    @OptionGroup(title: "CLIP") var clip: CLIPArguments
    @OptionGroup(title: "Chance") var sampling: SamplingArguments
    @OptionGroup(title: "Parts of a model") var tree: TreeArguments
    @OptionGroup var figures: FigureArguments

    func validate() throws {
        if prompt.isEmpty { throw ValidationError("--prompt TEXT says what is done in the sections, and is missing.") }
        if prompt.contains(where: { TextLines.trimmed($0).isEmpty }) { throw ValidationError("--prompt is empty.") }
        do {
            let sections = try sections()
            if sections.isEmpty, motionLength == nil {
                throw ValidationError("--section says which part is made anew, and is missing: such as --section 1.2,3.0.")
            }
        } catch let problem as FileProblem {
            throw ValidationError("--\(problem.description).")
        }
        if let motionLength, !(2...24_000).contains(motionLength) {
            throw ValidationError("--motion_length is \(motionLength); expected 2 to 24000 frames.")
        }
        if let sourceFPS, !(sourceFPS > 0 && sourceFPS <= 1000) {
            throw ValidationError("--source-fps is \(sourceFPS); expected a rate above 0 and up to 1000 frames a second.")
        }
        if ext.isEmpty || ext.contains("/") || ext == "." || ext == ".." {
            throw ValidationError("--ext is '\(ext)'; expected the name of a folder.")
        }
        if sampling.compat, useResModel != true, sampling.resCondScale != nil {
            throw ValidationError("--res_cond_scale weighs the text for residual tokens, and --compat finds none without --use_res_model.")
        }
        if useResModel == false, sampling.resCondScale != nil {
            throw ValidationError("--res_cond_scale weighs the text for residual tokens, and --no-use_res_model finds none.")
        }
    }

    private func sections() throws -> [EditSection] {
        try section.map { try EditSection($0) } + maskEditSection.map { try EditSection(original: $0) }
    }

    func run() throws {
        let files = try EditedFiles(figures, ext: ext)
        for target in [files.picture, figures.saveMotions].compactMap({ $0 }) where Folders.areSame(sourceMotion, target) {
            throw CommandFailure.usage("\(target): would be written over what is edited. Name another file")
        }
        try figures.checkPlaces()
        let place = try ModelPlace(named: model, tree: tree)
        guard place.engine == .moMask else {
            throw CommandFailure(
                "\(place.checkpoint) is \(place.engine.rawValue), which does not make parts of motions anew; expected MoMask. smog edit latent calculates with motions of SMoG and MotionCLIP"
            )
        }
        if let remark = place.remark { figures.note(remark) }
        let (motions, marks) = try SeparateGeneration.markedMotions { try edit(place, files) }
        guard figures.grid || files.drawsSingles else { return }
        try files.draw(motions, marks: marks)
    }

    /// Makes the edits and writes all but their pictures.
    private func edit(_ place: ModelPlace, _ files: EditedFiles) throws -> (motions: [Motion], marks: [Range<Double>]) {
        let (source, generator) = try read(place)
        let count = motionLength ?? source.features.shape[0]
        let frames = try EditSection.frames(
            of: sections(), frameCount: count, frameRate: generator.frameRate, of: sourceMotion, note: figures.note)
        let request = EditRequest(
            prompts: prompt, sections: frames, frameCount: motionLength, seed: UInt64(bitPattern: Int64(sampling.seed)),
            repeats: sampling.repeatTimes, settings: try settings(generator), usesResidual: useResModel ?? !sampling.compat)
        let ticker = CountTicker("editing", of: prompt.count * sampling.repeatTimes, "motions", quiet: figures.quiet)
        let edits: [EditedMotion]
        do {
            defer { ticker.clear() }
            edits = try generator.edit(source, request, observer: GenerationObserver(note: figures.note, share: ticker.show))
        }
        if joints { try files.write(edits, of: source, frameRate: generator.frameRate) }
        let motions = edits.map { edit in
            var motion = edit.motion
            motion.name = edit.name
            motion.source.file = edit.name
            return motion
        }
        if let target = figures.saveMotions {
            try SavedMotions.write(motions, to: target, body: figures.body.choice, putsOnFloor: false, note: figures.note)
            if !figures.quiet { print("\(target): \(NumberText.count(motions.count, "motion"))") }
        }
        let marks = edits.first.map { edit in
            edit.sections.map { Double($0.lowerBound) / generator.frameRate..<Double($0.upperBound) / generator.frameRate }
        }
        guard let first = motions.first else { return ([], []) }
        let before = source.motion
        let shown = before.frameCount > first.frameCount ? try before.trimmed(from: 0, to: first.duration) : before
        return ([shown] + motions, marks ?? [])
    }

    private func settings(_ generator: MoMaskGenerator) throws -> MoMaskGenerator.Settings {
        var settings = try MoMaskGenerator.Settings(sampling.own, path: generator.path, changing: MoMaskGenerator.editingOptions)
        settings.options.masked.ignoresText = forceMask
        return settings
    }

    /// The source, and the model with the skeleton of the body that will be shown.
    private func read(_ place: ModelPlace) throws -> (EditSource, MoMaskGenerator) {
        let choice = figures.body.choice
        let note = figures.note
        if try EditSource.isOfFeatures(sourceMotion) {
            let generator = try place.moMask(clip: clip, skeleton: choice.skeleton() ?? .average, note: note)
            return (try EditSource(features: sourceMotion, for: generator, note: note), generator)
        }
        var selection = MotionSelection()
        selection.assumedFrameRate = sourceFPS
        selection.up = up
        let motions = try selection.readAll(sourceMotion) { choice.shaped(try choice.model(for: $0), for: $0) { _ in } }
        guard let motion = motions.first else { throw CommandFailure("\(sourceMotion): holds no motions") }
        motion.notes.forEach(note)
        if motions.count > 1 { note("\(sourceMotion) holds \(motions.count) motions; this is the first") }
        let body = choice.shaped(try choice.model(for: motion), for: motion) { note($0) }
        let generator = try place.moMask(clip: clip, skeleton: RestSkeleton(restJoints: body.restJoints) ?? .average, note: note)
        return (try EditSource(motion, body: body, for: generator, note: note), generator)
    }
}
