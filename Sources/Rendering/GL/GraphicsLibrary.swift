// Finding libOSMesa at run time, so that the program starts, and can say what is missing, on a machine without it.
#if canImport(Glibc)
@preconcurrency import Glibc
#elseif canImport(Musl)
@preconcurrency import Musl
#endif
import COSMesa

/// Why nothing can be drawn on this machine.
public enum GraphicsProblem: Error, Equatable, Sendable, CustomStringConvertible {
    /// No OSMesa library was found; the dynamic linker's words are kept.
    case libraryMissing(String)
    /// The library is there but lacks a function.
    case functionMissing(String)
    /// No context with the features that are needed.
    case noContext(String)
    /// A shader did not compile or link.
    case shader(name: String, log: String)
    /// The picture is larger than the renderer can draw.
    case tooLarge(width: Int, height: Int, limit: Int)

    public var description: String {
        switch self {
        case .libraryMissing(let why):
            "the off-screen renderer OSMesa was not found (\(why)). Install it: apt-get install libosmesa6"
        case .functionMissing(let name):
            "the OSMesa library lacks the function \(name); Mesa 20 or newer is needed"
        case .noContext(let why):
            "OSMesa cannot make an OpenGL 3.3 core context (\(why)); Mesa 20 or newer is needed"
        case .shader(let name, let log):
            "the shader \(name) does not compile: \(log)"
        case .tooLarge(let width, let height, let limit):
            "a picture of \(width)x\(height) pixels is too large for this renderer; the limit is \(limit)x\(limit)"
        }
    }
}

/// The opened OSMesa library: its own functions, and the way to OpenGL's.
struct GraphicsLibrary {
    typealias ContextPointer = OpaquePointer
    typealias CreateContext = @convention(c) (UnsafePointer<Int32>?, ContextPointer?) -> ContextPointer?
    typealias MakeCurrent = @convention(c) (ContextPointer?, UnsafeMutableRawPointer?, UInt32, Int32, Int32) -> UInt8
    typealias DestroyContext = @convention(c) (ContextPointer?) -> Void
    typealias GetProcAddress = @convention(c) (UnsafePointer<CChar>) -> UnsafeMutableRawPointer?

    /// The library's file name as opened.
    let fileName: String
    let createContext: CreateContext
    let makeCurrent: MakeCurrent
    let destroyContext: DestroyContext
    private let getProcAddress: GetProcAddress

    /// Names under which Debian and Ubuntu have shipped OSMesa.
    private static let fileNames = ["libOSMesa.so.8", "libOSMesa.so.6", "libOSMesa.so"]

    /// Opens the library; it stays open until the process ends.
    static func open() throws -> GraphicsLibrary {
        var failure = "no library name tried"
        for name in fileNames {
            if let handle = dlopen(name, RTLD_NOW | RTLD_LOCAL) { return try GraphicsLibrary(handle: handle, fileName: name) }
            if name == fileNames[0], let message = dlerror() { failure = String(cString: message) }
        }
        throw GraphicsProblem.libraryMissing(failure)
    }

    private init(handle: UnsafeMutableRawPointer, fileName: String) throws {
        func symbol<Function>(_ name: String, _: Function.Type) throws -> Function {
            guard let address = dlsym(handle, name) else { throw GraphicsProblem.functionMissing(name) }
            return unsafeBitCast(address, to: Function.self)
        }
        self.fileName = fileName
        createContext = try symbol("OSMesaCreateContextAttribs", CreateContext.self)
        makeCurrent = try symbol("OSMesaMakeCurrent", MakeCurrent.self)
        destroyContext = try symbol("OSMesaDestroyContext", DestroyContext.self)
        getProcAddress = try symbol("OSMesaGetProcAddress", GetProcAddress.self)
    }

    /// An OpenGL function by its name, as the C type `Function`.
    func function<Function>(_ name: String, _: Function.Type) throws -> Function {
        guard let address = getProcAddress(name) else { throw GraphicsProblem.functionMissing(name) }
        return unsafeBitCast(address, to: Function.self)
    }
}
