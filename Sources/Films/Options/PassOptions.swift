// Which images are made of a scene besides its picture.
import Rendering
import Visualization

/// The passes of a scene: its picture, and what was measured of it.
public struct PassOptions: Sendable {
    /// In a fixed order, each once.
    public private(set) var all: [RenderPass] = [.color]
    /// Whose axes normals are in; nil for the camera's.
    public var normals: Measurements.Frame?

    /// - Parameter passes: in any order; none for the picture alone.
    public init(_ passes: [RenderPass] = []) {
        if !passes.isEmpty { all = RenderPass.allCases.filter(passes.contains) }
    }

    /// True if anything but the picture is asked for.
    public var isMore: Bool { all != [.color] }

    /// For the line that says what was made.
    var words: String { isMore ? " (\(all.map(\.rawValue).joined(separator: ", ")))" : "" }
}
