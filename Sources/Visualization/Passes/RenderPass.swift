// What may be drawn of a scene besides its picture.

/// A kind of image of one scene; all kinds share their pixels.
public enum RenderPass: String, Sendable, CaseIterable {
    /// The picture itself.
    case color
    /// Metres along the camera's axis.
    case depth
    /// Which way surfaces face.
    case normal
    /// Where there is a body at all.
    case mask
    /// Which part of the body it is, see ``BodyParts``.
    case parts
    /// Where in the world it is.
    case position
}
