// Which painter draws bodies: by default, or as the environment says.
@preconcurrency import LibC

/// What the environment variable `SMOG_DRAW` asks for.
public enum DrawingChoice: String, Equatable, Sendable, CaseIterable {
    /// The software painter where pixels are not too fine and it can draw all that the scene holds, else OpenGL.
    case auto
    /// OpenGL draws all bodies.
    case gl
    /// The software painter draws bodies of any size. Wires, bodies that can be seen through, floors with squares or paths and measured
    /// passes stay OpenGL's; where nothing of the kind is drawn, no OpenGL is looked for.
    case cpu

    /// - Throws: ``GraphicsProblem/unknownDrawing(_:)``.
    public init(_ text: String?) throws {
        guard let text, !text.isEmpty else {
            self = .auto
            return
        }
        guard let known = DrawingChoice(rawValue: text) else { throw GraphicsProblem.unknownDrawing(text) }
        self = known
    }

    /// What this process' environment asks for; the variable is read once.
    /// - Throws: ``GraphicsProblem/unknownDrawing(_:)``.
    public static func ofEnvironment() throws -> DrawingChoice { try DrawingChoice(text) }

    private static let text = getenv("SMOG_DRAW").map { String(cString: $0) }
}
