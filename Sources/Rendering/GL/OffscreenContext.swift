// An OpenGL context without window, display or GPU.
#if canImport(Glibc)
@preconcurrency import Glibc
#elseif canImport(Musl)
@preconcurrency import Musl
#endif

/// An OSMesa core-profile context.
///
/// One a thread at most: the context is current on the thread that made it and must be used and released there. All
/// contexts of a process share one rasteriser and its lock, so drawing faster takes several processes, not threads.
public final class OffscreenContext {
    /// What draws here.
    public struct Description: Sendable, Equatable {
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
    }

    public let description: Description
    let gl: OpenGL
    private let library: GraphicsLibrary
    private let context: OpaquePointer
    /// OSMesa insists on a buffer of the caller's; everything is drawn into framebuffer objects instead.
    private let surface: UnsafeMutableRawPointer
    private static let surfaceSize: Int32 = 16

    /// Makes a context and makes it current on this thread.
    ///
    /// - Parameter threads: rasteriser threads of llvmpipe; 0 draws in the calling thread. The first context of a process
    ///   decides for all. The environment variable `LP_NUM_THREADS` has the last word.
    /// - Throws: ``GraphicsProblem``.
    public init(threads: Int = 0) throws {
        setenv("LP_NUM_THREADS", String(threads), 0)
        library = try GraphicsLibrary.open()
        // OSMESA_FORMAT RGBA, depth 0, stencil 0, core profile 3.3; see GL/osmesa.h.
        let attributes: [Int32] = [0x22, 0x1908, 0x30, 0, 0x31, 0, 0x33, 0x34, 0x36, 3, 0x37, 3, 0]
        guard let context = library.createContext(attributes, nil) else {
            throw GraphicsProblem.noContext("OSMesaCreateContextAttribs failed")
        }
        let bytes = Int(OffscreenContext.surfaceSize * OffscreenContext.surfaceSize) * 4
        let surface = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 64)
        guard library.makeCurrent(context, surface, .unsignedByte, OffscreenContext.surfaceSize, OffscreenContext.surfaceSize) != 0
        else {
            library.destroyContext(context)
            surface.deallocate()
            throw GraphicsProblem.noContext("OSMesaMakeCurrent failed")
        }
        self.context = context
        self.surface = surface
        let gl: OpenGL
        do {
            gl = try OpenGL(library)
        } catch {
            library.destroyContext(context)
            surface.deallocate()
            throw error
        }
        self.gl = gl
        func text(_ name: UInt32) -> String { gl.getString(name).map { String(cString: $0) } ?? "unknown" }
        func number(_ name: UInt32) -> Int {
            var values: [Int32] = [0, 0]
            gl.getIntegerv(name, &values)
            return Int(values[0])
        }
        description = Description(
            library: "OSMesa (\(library.fileName))", renderer: text(.renderer), version: text(.version),
            threads: getenv("LP_NUM_THREADS").flatMap { Int(String(cString: $0)) } ?? threads,
            maximumSamples: number(.maxSamples),
            maximumSize: min(number(.maxTextureSize), number(.maxRenderbufferSize), number(.maxViewportDimensions)))
    }

    deinit {
        library.destroyContext(context)
        surface.deallocate()
    }
}
