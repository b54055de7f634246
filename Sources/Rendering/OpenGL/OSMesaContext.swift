// An OpenGL context of OSMesa: Mesa's library for drawing into memory, up to Mesa 25.0.

/// The opened OSMesa library's own functions; see GL/osmesa.h of Mesa.
struct OSMesaLibrary {
    typealias ContextPointer = OpaquePointer
    typealias CreateContext = @convention(c) (UnsafePointer<Int32>?, ContextPointer?) -> ContextPointer?
    typealias MakeCurrent = @convention(c) (ContextPointer?, UnsafeMutableRawPointer?, UInt32, Int32, Int32) -> UInt8
    typealias DestroyContext = @convention(c) (ContextPointer?) -> Void
    typealias GetProcAddress = @convention(c) (UnsafePointer<CChar>) -> UnsafeMutableRawPointer?

    let fileName: String
    let createContext: CreateContext
    let makeCurrent: MakeCurrent
    let destroyContext: DestroyContext
    let getProcAddress: GetProcAddress

    /// Names under which Debian and Ubuntu have shipped OSMesa.
    private static let fileNames = ["libOSMesa.so.8", "libOSMesa.so.6", "libOSMesa.so"]

    /// - Throws: ``GraphicsProblem``.
    init() throws {
        let library = try SharedLibrary(OSMesaLibrary.fileNames, for: .osmesa)
        fileName = library.fileName
        createContext = try library.function("OSMesaCreateContextAttribs")
        makeCurrent = try library.function("OSMesaMakeCurrent")
        destroyContext = try library.function("OSMesaDestroyContext")
        getProcAddress = try library.function("OSMesaGetProcAddress")
    }
}

/// An OSMesa core-profile context.
final class OSMesaContext: CurrentContext {
    let kind = ContextKind.osmesa
    var libraryName: String { library.fileName }
    private let library: OSMesaLibrary
    private let context: OpaquePointer
    /// OSMesa insists on a buffer of the caller's; everything is drawn into framebuffer objects instead.
    private let surface: UnsafeMutableRawPointer
    private static let surfaceSize: Int32 = 16

    /// Makes a context and makes it current on this thread.
    /// - Throws: ``GraphicsProblem``.
    init() throws {
        library = try OSMesaLibrary()
        // OSMESA_FORMAT RGBA, depth 0, stencil 0, core profile 3.3.
        let attributes: [Int32] = [0x22, 0x1908, 0x30, 0, 0x31, 0, 0x33, 0x34, 0x36, 3, 0x37, 3, 0]
        guard let context = library.createContext(attributes, nil) else {
            throw GraphicsProblem.noContext(.osmesa, "OSMesaCreateContextAttribs failed")
        }
        let size = OSMesaContext.surfaceSize
        surface = UnsafeMutableRawPointer.allocate(byteCount: Int(size * size) * 4, alignment: 64)
        self.context = context
        guard library.makeCurrent(context, surface, .unsignedByte, size, size) != 0 else {
            throw GraphicsProblem.noContext(.osmesa, "OSMesaMakeCurrent failed")
        }
    }

    deinit {
        library.destroyContext(context)
        surface.deallocate()
    }

    func address(of function: String) -> UnsafeMutableRawPointer? { library.getProcAddress(function) }
}
