// How large a picture is.

/// Width and height in pixels.
public struct PictureSize: Sendable, Equatable, CustomStringConvertible {
    public var width: Int
    public var height: Int

    public init(width: Int, height: Int) {
        self.width = width
        self.height = height
    }

    /// As users write it: `320x240`, or `512` for a square. Nil for anything else, and for sizes that no picture has.
    public init?(_ text: String) {
        let parts = text.lowercased().split(separator: "x", omittingEmptySubsequences: false)
        guard parts.count <= 2, let width = Int(parts[0]), let height = Int(parts[parts.count - 1]),
            (1...16384).contains(width), (1...16384).contains(height)
        else { return nil }
        self.init(width: width, height: height)
    }

    public var description: String { "\(width)x\(height)" }
}
