// The environment variables that Mesa reads: set once, before there are threads that could read them at the same time.
@preconcurrency import LibC
import Synchronization

/// Mesa's settings, which it reads from the environment.
public enum GraphicsEnvironment {
    /// Sets the variables. Programs call this first thing, while they have one thread: another thread that reads the environment while it
    /// is changed may read freed memory. Later calls do nothing; ``OffscreenContext`` makes one for programs that did not.
    ///
    /// Variables that are set already keep their values, but for `LP_NATIVE_VECTOR_WIDTH`: Mesa itself never chooses vectors of more than 256 bits,
    /// and where it is told to (Mesa 22.3.6, LLVM 15) it crashes while it compiles shaders. Pictures are the same at any width.
    public static func prepare() { _ = threads }

    /// Asks for a number of rasteriser threads of llvmpipe; 0 draws in the calling thread. The first call of a process decides.
    static func ask(forThreads count: Int) {
        guard let threads, isDecided.compareExchange(expected: false, desired: true, ordering: .sequentiallyConsistent).exchanged else {
            return
        }
        // The characters are changed in their place, which POSIX allows for what `putenv` was given: the environment itself stays as it is.
        for (place, digit) in String(min(max(count, 0), 999)).utf8CString.enumerated() { threads[place] = digit }
    }

    private static let isDecided = Atomic(false)

    /// The value of `LP_NUM_THREADS`, with room for three digits; nil where the environment had one of its own. Made on first use, with all
    /// other variables.
    nonisolated(unsafe) private static let threads: UnsafeMutablePointer<CChar>? = {
        let width = "LP_NATIVE_VECTOR_WIDTH"
        if let text = getenv(width), let bits = Int(String(cString: text)), bits > 256 { setenv(width, "256", 1) }
        // The program reports EGL's errors itself, once; without this the library would print its own.
        setenv("EGL_LOG_LEVEL", "fatal", 0)
        // Where a graphics card is asked for, it must stay free to draw.
        if let choice = try? GraphicsChoice.ofEnvironment(), choice.isOfTheProcessor { keepToTheProcessor() }
        return environmentEntry("LP_NUM_THREADS", room: 4)
    }()

    /// Makes Mesa draw with llvmpipe also where there is a graphics card, and the library that chooses between vendors
    /// take Mesa. Mesa reads this when it is opened.
    private static func keepToTheProcessor() {
        setenv("LIBGL_ALWAYS_SOFTWARE", "1", 0)
        setenv("GALLIUM_DRIVER", "llvmpipe", 0)
        let vendors = ["/etc/glvnd/egl_vendor.d/50_mesa.json", "/usr/share/glvnd/egl_vendor.d/50_mesa.json"]
        guard let vendor = vendors.first(where: { access($0, R_OK) == 0 }), getenv("__EGL_VENDOR_LIBRARY_DIRS") == nil else { return }
        setenv("__EGL_VENDOR_LIBRARY_FILENAMES", vendor, 0)
    }

    /// Adds a variable of value 0 and gives the place of its value, which lives as long as the process; nil where there is such a variable.
    private static func environmentEntry(_ name: String, room: Int) -> UnsafeMutablePointer<CChar>? {
        guard getenv(name) == nil else { return nil }
        let text = Array((name + "=0").utf8CString)
        let entry = UnsafeMutablePointer<CChar>.allocate(capacity: text.count + room)
        entry.initialize(repeating: 0, count: text.count + room)
        entry.update(from: text, count: text.count)
        guard putenv(entry) == 0 else {
            entry.deallocate()
            return nil
        }
        return entry + name.utf8.count + 1
    }
}
