// The three kinds of body the SMPL family comes in.

/// Which body of a family a motion was fitted to, or a model file holds.
public enum Gender: String, CaseIterable, Sendable {
    case neutral, male, female
}
