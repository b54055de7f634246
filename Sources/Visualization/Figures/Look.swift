// How a body may be shown.

/// What a body looks like.
public enum Look: String, Sendable, CaseIterable {
    /// A matte body of one colour.
    case clay
    /// Skin, hair, shirt, trousers and shoes.
    case clothed
    /// The five chains of the field's stick figures, as round rods.
    case stick
    /// Bones and joints seen through a translucent body.
    case skeleton
    /// The edges of the body's triangles.
    case wire
    /// Each part of the body in a colour of its own.
    case parts
}
