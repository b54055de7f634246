// Which kind of OpenGL context is wanted: by default, or as the environment says.
@preconcurrency import LibC

/// A way to an OpenGL context without a window.
public enum ContextKind: String, Sendable, CaseIterable {
    /// Mesa's off-screen library, up to Mesa 25.0: llvmpipe on the processor.
    case osmesa
    /// EGL without a surface, kept to Mesa's llvmpipe on the processor.
    case egl
    /// EGL on a graphics card.
    case gpu

    /// The name people know it by.
    public var title: String {
        switch self {
        case .osmesa: "OSMesa"
        case .egl: "EGL surfaceless"
        case .gpu: "EGL on a GPU"
        }
    }

    /// The command that installs it on Debian and Ubuntu, and where that works.
    public var installation: String {
        switch self {
        // Mesa 25.1 dropped OSMesa: docs.mesa3d.org/relnotes/25.1.0.html. Debian 13 and Ubuntu 25.04 have Mesa 25.0.
        case .osmesa: "apt-get install libosmesa6 (Debian up to 13, Ubuntu up to 25.04)"
        case .egl: "apt-get install libegl1 libegl-mesa0 libgl1-mesa-dri (any Debian or Ubuntu)"
        case .gpu: "apt-get install libegl1, and the card's driver"
        }
    }

    /// For somebody who asked for this one.
    var otherChoice: String {
        switch self {
        case .osmesa: ", or unset SMOG_GL to draw with EGL"
        case .egl: ", or unset SMOG_GL to draw with OSMesa"
        case .gpu: ", or unset SMOG_GL to draw on the processor"
        }
    }
}

/// What the environment variable `SMOG_GL` asks for.
///
/// Unset or empty: OSMesa, and EGL where OSMesa is not to be had. `osmesa` and `egl`: that one and no other. `gpu`: the
/// first graphics card that EGL knows, `gpu:1` the second.
public enum GraphicsChoice: Equatable, Sendable {
    case best
    case only(ContextKind, device: Int)

    /// False only for a graphics card.
    var isOfTheProcessor: Bool {
        if case .only(.gpu, _) = self { return false }
        return true
    }

    /// The values of `SMOG_GL`, for messages.
    static let values = "osmesa, egl, gpu or gpu:N"

    /// - Throws: ``GraphicsProblem/unknownChoice(_:)``.
    public init(_ text: String?) throws {
        guard let text, !text.isEmpty else {
            self = .best
            return
        }
        if let kind = ContextKind(rawValue: text) {
            self = .only(kind, device: 0)
        } else if text.hasPrefix("gpu:"), let device = Int(text.dropFirst(4)), device >= 0 {
            self = .only(.gpu, device: device)
        } else {
            throw GraphicsProblem.unknownChoice(text)
        }
    }

    /// What this process' environment asks for.
    /// - Throws: ``GraphicsProblem/unknownChoice(_:)``.
    public static func ofEnvironment() throws -> GraphicsChoice {
        try GraphicsChoice(getenv("SMOG_GL").map { String(cString: $0) })
    }
}
