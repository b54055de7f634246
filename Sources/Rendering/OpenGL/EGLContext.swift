// An OpenGL context of EGL without a surface: on the processor through Mesa's llvmpipe, or on a graphics card.

/// EGL's connection to what draws, ready to make contexts.
struct EGLDisplay {
    let library: EGLLibrary
    let kind: ContextKind
    let display: UnsafeMutableRawPointer
    /// Such as "1.5".
    let version: String

    /// - Parameter device: for ``ContextKind/gpu``, which graphics card, counted from 0.
    /// - Throws: ``GraphicsProblem``.
    init(_ kind: ContextKind, device: Int = 0) throws {
        library = try EGLLibrary(for: kind)
        self.kind = kind
        let display: UnsafeMutableRawPointer?
        if kind == .gpu {
            display = library.display(on: EGLLibrary.platformDevice, of: try EGLDisplay.graphicsCard(device, library))
        } else {
            guard library.words(nil, EGLLibrary.extensions).contains("EGL_MESA_platform_surfaceless") else {
                throw GraphicsProblem.noContext(kind, "no driver with EGL_MESA_platform_surfaceless is installed")
            }
            display = library.display(on: EGLLibrary.platformSurfaceless, of: nil)
        }
        guard let display else { throw GraphicsProblem.noContext(kind, "no display, \(library.lastError)") }
        var major: Int32 = 0, minor: Int32 = 0
        guard library.initialize(display, &major, &minor) != 0 else {
            throw GraphicsProblem.noContext(kind, "eglInitialize failed, \(library.lastError)")
        }
        self.display = display
        version = "\(major).\(minor)"
    }

    private static func graphicsCard(_ index: Int, _ library: EGLLibrary) throws -> UnsafeMutableRawPointer? {
        guard let query = library.getProcAddress("eglQueryDevicesEXT"), let describe = library.getProcAddress("eglQueryDeviceStringEXT"),
            library.words(nil, EGLLibrary.extensions).contains("EGL_EXT_platform_device")
        else { throw GraphicsProblem.noContext(.gpu, "this EGL cannot list graphics cards") }
        let devices = unsafeBitCast(query, to: EGLLibrary.Devices.self), text = unsafeBitCast(describe, to: EGLLibrary.DeviceText.self)
        var found = [UnsafeMutableRawPointer?](repeating: nil, count: 64)
        var count: Int32 = 0
        guard devices(Int32(found.count), &found, &count) != 0 else { throw GraphicsProblem.noContext(.gpu, library.lastError) }
        let cards = found.prefix(max(0, Int(count))).filter { device in
            let extensions = text(device, EGLLibrary.extensions).map { String(cString: $0) } ?? ""
            return !extensions.split(separator: " ").contains("EGL_MESA_device_software")
        }
        guard index < cards.count else {
            throw GraphicsProblem.noContext(
                .gpu,
                cards.isEmpty
                    ? "EGL knows of no graphics card"
                    : "EGL knows \(cards.count) graphics card\(cards.count == 1 ? "" : "s"); SMOG_GL=gpu:\(index) counts from 0")
        }
        return cards[index]
    }
}

/// An EGL core-profile context without a surface.
final class EGLContext: CurrentContext {
    let kind: ContextKind
    var libraryName: String { egl.library.fileName }
    /// Shared by all contexts of the process, so it is never ended.
    private let egl: EGLDisplay
    private let context: UnsafeMutableRawPointer

    /// Makes a context and makes it current on this thread.
    /// - Throws: ``GraphicsProblem``.
    init(_ kind: ContextKind, device: Int = 0) throws {
        self.kind = kind
        egl = try EGLDisplay(kind, device: device)
        let library = egl.library
        let extensions = library.words(egl.display, EGLLibrary.extensions)
        guard extensions.contains("EGL_KHR_surfaceless_context") else {
            throw GraphicsProblem.noContext(kind, "it lacks EGL_KHR_surfaceless_context")
        }
        guard library.bindAPI(EGLLibrary.openGL) != 0 else {
            throw GraphicsProblem.noContext(kind, "it offers no OpenGL, \(library.lastError)")
        }
        var configuration: UnsafeMutableRawPointer?
        if !extensions.contains("EGL_KHR_no_config_context") {
            var count: Int32 = 0
            guard library.chooseConfig(egl.display, EGLLibrary.configuration, &configuration, 1, &count) != 0, count > 0 else {
                throw GraphicsProblem.noContext(kind, "no configuration for OpenGL, \(library.lastError)")
            }
        }
        guard let context = library.createContext(egl.display, configuration, nil, EGLLibrary.core33) else {
            throw GraphicsProblem.noContext(kind, "eglCreateContext failed, \(library.lastError)")
        }
        self.context = context
        guard library.makeCurrent(egl.display, nil, nil, context) != 0 else {
            throw GraphicsProblem.noContext(kind, "eglMakeCurrent failed, \(library.lastError)")
        }
    }

    deinit {
        // Another context may have become current on this thread since.
        if egl.library.getCurrentContext() == context { _ = egl.library.makeCurrent(egl.display, nil, nil, nil) }
        _ = egl.library.destroyContext(egl.display, context)
    }

    func address(of function: String) -> UnsafeMutableRawPointer? { egl.library.getProcAddress(function) }
}
