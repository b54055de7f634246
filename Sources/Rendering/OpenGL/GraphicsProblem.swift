// Why nothing can be drawn, in words that say what to do about it.

/// Why nothing can be drawn on this machine.
public enum GraphicsProblem: Error, Equatable, Sendable, CustomStringConvertible {
    /// The library of one kind of context was not found or cannot be opened; the dynamic linker's message is kept.
    case libraryMissing(ContextKind, String)
    /// The library is there but lacks a function.
    case functionMissing(ContextKind, String)
    /// The library is there but makes no context with the features that are needed.
    case noContext(ContextKind, String)
    /// Every kind of context was tried, in this order, and each failed.
    case noneWorks([GraphicsProblem])
    /// The environment variable `SMOG_GL` asks for something that does not exist.
    case unknownChoice(String)
    /// The environment variable `SMOG_DRAW` asks for something that does not exist.
    case unknownDrawing(String)
    /// OpenGL refuses a framebuffer.
    case framebuffer(String)
    /// A shader did not compile or link.
    case shader(name: String, log: String)
    /// The picture is larger than the renderer can draw.
    case tooLarge(width: Int, height: Int, limit: Int)

    public var description: String {
        switch self {
        case .libraryMissing(let kind, _):
            "the off-screen renderer \(reason). Install it: \(kind.installation)" + kind.otherChoice
        case .functionMissing(let kind, _):
            "the off-screen renderer \(reason). Install a newer Mesa" + kind.otherChoice
        case .noContext(.gpu, _):
            "\(reason). Install the card's driver with EGL, or unset SMOG_GL to draw on the processor"
        case .noContext(let kind, _):
            "the off-screen renderer \(reason). Mesa 20 or newer is needed, complete: \(kind.installation)" + kind.otherChoice
        case .noneWorks(let problems):
            "there is nothing to draw with: \(problems.map(\.reason).joined(separator: "; ")). "
                + "Install one of the two: \(ContextKind.osmesa.installation), or \(ContextKind.egl.installation)"
        case .unknownChoice(let choice):
            "SMOG_GL is '\(choice)'; expected \(GraphicsChoice.values), or nothing at all"
        case .unknownDrawing(let choice):
            "SMOG_DRAW is '\(choice)'; expected auto, gl or cpu, or nothing at all"
        case .framebuffer(let why):
            "OpenGL cannot draw off screen: \(why)"
        case .shader(let name, let log):
            "the shader \(name) does not compile: \(log)"
        case .tooLarge(let width, let height, let limit):
            "a picture of \(width)x\(height) pixels is too large for this renderer; the limit is \(limit)x\(limit)"
        }
    }

    /// What is wrong, without what to do about it.
    public var reason: String {
        switch self {
        case .libraryMissing(let kind, let why): "\(kind.title) was not found (\(why))"
        case .functionMissing(let kind, let name): "\(kind.title) lacks the function \(name)"
        case .noContext(let kind, let why): "\(kind.title) cannot make an OpenGL 3.3 core context (\(why))"
        default: description
        }
    }
}
