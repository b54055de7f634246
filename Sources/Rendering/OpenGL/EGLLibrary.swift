// The opened EGL library: its functions and numbers, as far as this room uses them, from the EGL 1.5 specification.

/// EGL's own functions.
struct EGLLibrary {
    typealias Pointer = UnsafeMutableRawPointer
    typealias Devices = @convention(c) (Int32, UnsafeMutablePointer<Pointer?>?, UnsafeMutablePointer<Int32>) -> UInt32
    typealias DeviceText = @convention(c) (Pointer?, Int32) -> UnsafePointer<CChar>?

    let fileName: String
    let getError: @convention(c) () -> Int32
    let getProcAddress: @convention(c) (UnsafePointer<CChar>) -> Pointer?
    let queryString: @convention(c) (Pointer?, Int32) -> UnsafePointer<CChar>?
    let initialize: @convention(c) (Pointer?, UnsafeMutablePointer<Int32>?, UnsafeMutablePointer<Int32>?) -> UInt32
    let bindAPI: @convention(c) (UInt32) -> UInt32
    let chooseConfig:
        @convention(c) (Pointer?, UnsafePointer<Int32>, UnsafeMutablePointer<Pointer?>?, Int32, UnsafeMutablePointer<Int32>) -> UInt32
    let createContext: @convention(c) (Pointer?, Pointer?, Pointer?, UnsafePointer<Int32>) -> Pointer?
    let makeCurrent: @convention(c) (Pointer?, Pointer?, Pointer?, Pointer?) -> UInt32
    let getCurrentContext: @convention(c) () -> Pointer?
    let destroyContext: @convention(c) (Pointer?, Pointer?) -> UInt32

    static let platformSurfaceless: UInt32 = 0x31DD
    static let platformDevice: UInt32 = 0x313F
    static let extensions: Int32 = 0x3055
    static let vendor: Int32 = 0x3053
    static let version: Int32 = 0x3054
    static let openGL: UInt32 = 0x30A2
    /// EGL_SURFACE_TYPE any (0), EGL_RENDERABLE_TYPE OpenGL, end: everything is drawn into framebuffer objects.
    static let configuration: [Int32] = [0x3033, 0, 0x3040, 0x0008, 0x3038]
    /// EGL_CONTEXT_MAJOR_VERSION 3, EGL_CONTEXT_MINOR_VERSION 3, EGL_CONTEXT_OPENGL_PROFILE_MASK core, end.
    static let core33: [Int32] = [0x3098, 3, 0x30FB, 3, 0x30FD, 1, 0x3038]

    /// - Parameter kind: the one of EGL's two kinds that errors name.
    /// - Throws: ``GraphicsProblem``.
    init(for kind: ContextKind) throws {
        let library = try SharedLibrary(["libEGL.so.1", "libEGL.so"], for: kind)
        fileName = library.fileName
        getError = try library.function("eglGetError")
        getProcAddress = try library.function("eglGetProcAddress")
        queryString = try library.function("eglQueryString")
        initialize = try library.function("eglInitialize")
        bindAPI = try library.function("eglBindAPI")
        chooseConfig = try library.function("eglChooseConfig")
        createContext = try library.function("eglCreateContext")
        makeCurrent = try library.function("eglMakeCurrent")
        getCurrentContext = try library.function("eglGetCurrentContext")
        destroyContext = try library.function("eglDestroyContext")
    }

    /// The words of a string that EGL returns, such as a list of extensions; none for a display means the client's own.
    func words(_ display: Pointer?, _ name: Int32) -> Set<Substring> {
        Set((queryString(display, name).map { String(cString: $0) } ?? "").split(separator: " "))
    }

    /// A display on a platform, by the function of EGL 1.5 or that of its older extension; they differ in the type of
    /// the attributes only, and none are given.
    func display(on platform: UInt32, of device: Pointer?) -> Pointer? {
        typealias GetDisplay = @convention(c) (UInt32, Pointer?, UnsafeRawPointer?) -> Pointer?
        guard let address = getProcAddress("eglGetPlatformDisplayEXT") ?? getProcAddress("eglGetPlatformDisplay") else { return nil }
        return unsafeBitCast(address, to: GetDisplay.self)(platform, device, nil)
    }

    /// EGL's number for what went wrong last, in the specification's notation.
    var lastError: String { "EGL error 0x" + String(getError(), radix: 16) }
}
