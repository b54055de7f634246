// Splits: which motions are trained on, and which are held out.

/// A part of the data.
public enum DataSplit: String, CaseIterable, Sendable {
    case train, vald, test
}

/// How the data are divided.
public enum SplitRule: String, CaseIterable, Sendable {
    /// By AMASS's sets, as its authors recommend.
    case amass
    /// By BABEL's own files: `train.json` and `val.json`. Nothing is left for a test.
    case babel

    /// AMASS's sets in the order of the Python code of MotionCLIP/SMoG.
    public static let sets: [DataSplit: [String]] = [
        .test: ["Transitions_mocap", "SSM_synced"],
        .vald: ["HumanEva", "MPI_HDM05", "SFU", "MPI_mosh"],
        .train: [
            "BioMotionLab_NTroje", "Eyes_Japan_Dataset", "TotalCapture", "KIT", "ACCAD", "CMU", "MPI_Limits", "TCD_handMocap", "EKUT",
        ],
    ]

    /// Names that later releases of AMASS give the same sets.
    private static let renamed = [
        "Transitions": "Transitions_mocap", "SSM": "SSM_synced", "HDM05": "MPI_HDM05", "MoSh": "MPI_mosh", "PosePrior": "MPI_Limits",
        "BMLrub": "BioMotionLab_NTroje", "EyesJapanDataset": "Eyes_Japan_Dataset", "TCDHands": "TCD_handMocap",
    ]

    /// The split of a set; nil for sets that the Python code does not know.
    static func split(ofSet set: String) -> DataSplit? {
        let name = renamed[set] ?? set
        return DataSplit.allCases.first { sets[$0, default: []].contains(name) }
    }

    /// The split that a motion belongs to.
    ///
    /// - Parameters:
    ///   - set: AMASS's set.
    ///   - babelSplit: BABEL's file, `train` or `val`; nil for motions without one.
    ///   - isCompatible: true to leave out sets that the Python code does not know; else they are trained on.
    public func split(ofSet set: String, babelSplit: String?, isCompatible: Bool) -> DataSplit? {
        let bySet = SplitRule.split(ofSet: set)
        if isCompatible && (bySet == nil || SplitRule.renamed[set] != nil) { return nil }
        switch self {
        case .amass: return bySet ?? .train
        case .babel:
            switch babelSplit {
            case "val"?: return .vald
            case "train"?: return .train
            case nil: return isCompatible ? nil : .train
            default: return nil
            }
        }
    }

    /// Where in the database a set stands: the Python code goes through its own list.
    func order(ofSet set: String) -> Int {
        let name = SplitRule.renamed[set] ?? set
        let all: [String]
        switch self {
        case .amass: all = DataSplit.allCases.flatMap { SplitRule.sets[$0, default: []] }
        case .babel: all = SplitRule.sets.values.flatMap(\.self).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        }
        return all.firstIndex(of: name) ?? all.count
    }
}
