// Finding a body model on disk, under any of the names the field gives it.
import Files

/// A body model file that was found.
public struct BodyModelFile: Sendable, Equatable {
    public let path: String
    public let layout: JointLayout
    public let gender: Gender
    /// True for the open CC0 body that comes with the program.
    public let isOpen: Bool
}

/// The body models in some folders.
///
/// Each folder is laid out as `models/` is: `smpl/`, `smplh/`, `smplx/` with the files as downloaded (see docs/data.md), and `open/`
/// with the open body. Names are compared without regard to case.
public struct BodyLibrary: Sendable {
    /// Every model found, in order of folders and names.
    public let files: [BodyModelFile]
    /// The folders looked through.
    public let folders: [String]

    /// - Parameter folders: those that do not exist are passed over.
    public init(folders: [String]) {
        self.folders = folders
        files = folders.flatMap { BodyLibrary.scan($0) }
    }

    /// The best model for a motion.
    ///
    /// Licensed bodies come before the open one; the wanted gender before neutral before the rest; the motion's own layout before others.
    public func best(for layout: JointLayout, gender: Gender) -> BodyModelFile? {
        let order: [JointLayout] =
            switch layout {
            case .smpl: [.smpl, .smplh, .smplx]
            case .smplh: [.smplh, .smplx, .smpl]
            case .smplx: [.smplx, .smplh, .smpl]
            }
        func rank(_ file: BodyModelFile) -> [Int] {
            [
                file.isOpen ? 1 : 0,
                file.gender == gender ? 0 : file.gender == .neutral ? 1 : 2,
                order.firstIndex(of: file.layout) ?? order.count,
            ]
        }
        return files.enumerated().min { (rank($0.element) + [$0.offset]).lexicographicallyPrecedes(rank($1.element) + [$1.offset]) }?
            .element
    }

    /// The models of one folder laid out like `models/`.
    private static func scan(_ folder: String) -> [BodyModelFile] {
        var found: [BodyModelFile] = []
        for (place, layout) in [("smpl", JointLayout.smpl), ("smplh", .smplh), ("smplx", .smplx), ("open", .smplh), (".", .smplh)] {
            let base = place == "." ? folder : folder + "/" + place
            guard Folders.isFolder(base), let names = try? Folders.names(in: base) else { continue }
            for name in names {
                let path = base + "/" + name
                if let file = recognise(name, path: path) {
                    found.append(file)
                } else if place != ".", let gender = Gender(rawValue: name.lowercased()), let model = modelFile(in: path) {
                    // models/smplh/female/model.npz, as AMASS's extended SMPL+H comes.
                    found.append(BodyModelFile(path: model, layout: layout, gender: gender, isOpen: false))
                }
            }
        }
        return found
    }

    private static func modelFile(in folder: String) -> String? {
        ["model.npz", "model.pkl"].map { folder + "/" + $0 }.first { Folders.exists($0) && !Folders.isFolder($0) }
    }

    /// What a file is by its name alone: `SMPL_NEUTRAL.pkl`, `basicModel_f_lbs_10_207_0_v1.0.0.pkl`, `SMPLH_male.pkl`, `SMPLX_FEMALE.npz`,
    /// `open_body_male.npz`, ….
    static func recognise(_ name: String, path: String) -> BodyModelFile? {
        let lower = name.lowercased()
        guard lower.hasSuffix(".npz") || lower.hasSuffix(".pkl") else { return nil }
        let stem = String(lower.dropLast(4))
        let words = stem.split { $0 == "_" || $0 == "-" || $0 == " " }.map(String.init)
        let gender: Gender
        if words.contains("female") || words.contains("f") {
            gender = .female
        } else if words.contains("male") || words.contains("m") {
            gender = .male
        } else {
            gender = .neutral
        }
        func file(_ layout: JointLayout, open: Bool = false) -> BodyModelFile {
            BodyModelFile(path: path, layout: layout, gender: gender, isOpen: open)
        }
        if stem.hasPrefix("open_body_smpl") { return file(.smpl, open: true) }
        if stem == "open_body_neutral" || stem == "open_body_male" || stem == "open_body_female" { return file(.smplh, open: true) }
        if stem.hasPrefix("open_body") { return nil }
        switch words.first ?? "" {
        case "basicmodel", "smpl": return file(.smpl)
        case "smplh": return file(.smplh)
        case "smplx": return file(.smplx)
        default: return nil
        }
    }
}
