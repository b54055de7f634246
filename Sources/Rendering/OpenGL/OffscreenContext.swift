// An OpenGL context without window or display: OSMesa's, or EGL's where that is wanted or OSMesa is not there.
@preconcurrency import LibC

/// A core-profile context of OpenGL 3.3, drawn by llvmpipe on the processor unless the environment asks for a GPU.
///
/// One a thread at most: the context is current on the thread that made it and must be used and released there. All
/// contexts of a process share one rasteriser and its lock, so drawing faster takes several processes, not threads.
/// Which kind of context it is, ``GraphicsChoice`` decides.
public final class OffscreenContext {
    /// What draws here.
    public struct Description: Sendable, Equatable {
        public let kind: ContextKind
        /// What was tried first and does not work here; nil where there was no such thing.
        public let passedOver: GraphicsProblem?
        /// Such as "OSMesa (libOSMesa.so.8)".
        public let library: String
        /// Such as "llvmpipe (LLVM 15.0.6, 256 bits)".
        public let renderer: String
        /// Such as "4.5 (Core Profile) Mesa 22.3.6".
        public let version: String
        /// Rasteriser threads asked for; 0 means in the calling thread.
        public let threads: Int
        /// Samples a pixel the renderer offers for multisampling.
        public let maximumSamples: Int
        /// The longest side of a picture, in pixels.
        public let maximumSize: Int

        /// What draws, in a few words, such as "OSMesa (libOSMesa.so.8), llvmpipe (LLVM 15.0.6, 256 bits)".
        public var line: String { "\(library), \(renderer)" }
    }

    public let description: Description
    let gl: OpenGL
    private let context: any CurrentContext

    /// Makes a context and makes it current on this thread.
    ///
    /// - Parameters:
    ///   - threads: rasteriser threads of llvmpipe; 0 draws in the calling thread. The first context of a process decides
    ///     for all. The environment variable `LP_NUM_THREADS` decides where it is set.
    ///   - choice: which kind of context; nil asks the environment variable `SMOG_GL`.
    /// - Throws: ``GraphicsProblem``.
    public init(threads: Int = 0, choice: GraphicsChoice? = nil) throws {
        GraphicsEnvironment.prepare()
        GraphicsEnvironment.ask(forThreads: threads)
        let passedOver: GraphicsProblem?
        (context, gl, passedOver) = try OffscreenContext.make(try choice ?? GraphicsChoice.ofEnvironment())
        let gl = gl
        func text(_ name: UInt32) -> String { gl.getString(name).map { String(cString: $0) } ?? "unknown" }
        func number(_ name: UInt32) -> Int {
            var values: [Int32] = [0, 0]
            gl.getIntegerv(name, &values)
            return Int(values[0])
        }
        description = Description(
            kind: context.kind, passedOver: passedOver, library: "\(context.kind.title) (\(context.libraryName))",
            renderer: text(.renderer), version: text(.version),
            threads: getenv("LP_NUM_THREADS").flatMap { Int(String(cString: $0)) } ?? threads,
            maximumSamples: number(.maxSamples),
            maximumSize: min(number(.maxTextureSize), number(.maxRenderbufferSize), number(.maxViewportDimensions)))
    }

    /// The kind of context that is wanted; where none is named, the first that works, with the problem of the one before.
    private static func make(_ choice: GraphicsChoice) throws -> (any CurrentContext, OpenGL, passedOver: GraphicsProblem?) {
        func made(_ kind: ContextKind, device: Int = 0) throws -> (any CurrentContext, OpenGL) {
            let context: any CurrentContext = kind == .osmesa ? try OSMesaContext() : try EGLContext(kind, device: device)
            return (context, try OpenGL(context))
        }
        switch choice {
        case .only(let kind, let device):
            let (context, gl) = try made(kind, device: device)
            return (context, gl, nil)
        case .best:
            do {
                let (context, gl) = try made(.osmesa)
                return (context, gl, nil)
            } catch let first as GraphicsProblem {
                do {
                    let (context, gl) = try made(.egl)
                    return (context, gl, first)
                } catch let second as GraphicsProblem {
                    throw GraphicsProblem.noneWorks([first, second])
                }
            }
        }
    }

    /// Whether a kind of context could be had here, without making one: the library's file name and EGL's version.
    ///
    /// - Throws: ``GraphicsProblem`` that says what is missing.
    public static func look(for kind: ContextKind) throws -> String {
        GraphicsEnvironment.prepare()
        if kind == .osmesa { return try OSMesaLibrary().fileName }
        let display = try EGLDisplay(kind)
        return "\(display.library.fileName), EGL \(display.version)"
    }
}
