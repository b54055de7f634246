// The names of motion files: what they end in, and which with such an ending hold none.

/// Tells motion files by their names, before they are opened.
public enum MotionFileNames {
    /// What motion files end in, in small letters.
    public static let endings = ["npz", "npy", "bvh", "glb", "smpl", "pkl"]
    /// The endings for a person: `.npz, .npy, … or .pkl`.
    public static var endingsText: String {
        endings.dropLast().map { "." + $0 }.joined(separator: ", ") + " or ." + (endings.last ?? "")
    }

    /// Files that data sets keep beside motion: means and deviations, conditions, lengths, trajectories of roots.
    private static let others: Set<String> = ["mean", "std", "cond", "results_len", "root_list"]

    /// True for a name with the ending of a motion file, but for what is known by its name to hold none: shapes of bodies, which AMASS
    /// keeps beside its motions, the statistics of features, and the like.
    public static func mayHoldMotion(_ name: String) -> Bool {
        guard !name.hasPrefix("."), let dot = name.lastIndex(of: "."), endings.contains(name[name.index(after: dot)...].lowercased()) else {
            return false
        }
        let stem = name[..<dot].lowercased()
        return !others.contains(stem) && !stem.hasSuffix("_stagei") && !name.hasSuffix("shape.npz")
    }
}
