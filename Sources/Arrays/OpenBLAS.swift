// Finding libopenblas at run time, on one thread.
import COpenBLAS
@preconcurrency import LibC

/// The opened OpenBLAS library.
///
/// OpenBLAS runs on one thread here: its own threads would change the order of summation with the machine, and the
/// program's parallelism is over frames and motions instead.
///
/// Nothing is written to the environment here, since other threads may read it at the same time; a program that wants the best
/// kernels calls ``LinearAlgebra/prepareProcess()`` first.
struct OpenBLAS: Sendable {
    typealias SGEMM =
        @convention(c) (
            CBLAS_ORDER, CBLAS_TRANSPOSE, CBLAS_TRANSPOSE, blasint, blasint, blasint,
            Float, UnsafePointer<Float>?, blasint, UnsafePointer<Float>?, blasint, Float, UnsafeMutablePointer<Float>?, blasint
        ) -> Void

    let sgemm: SGEMM
    /// The library's own words on its version and the kernels it chose.
    let configuration: String

    /// Nil where the library is missing.
    static let shared: OpenBLAS? = open()

    private static func open() -> OpenBLAS? {
        guard let handle = dlopen("libopenblas.so.0", RTLD_NOW | RTLD_LOCAL) ?? dlopen("libopenblas.so", RTLD_NOW | RTLD_LOCAL),
            let product = dlsym(handle, "cblas_sgemm")
        else { return nil }
        if let limit = dlsym(handle, "openblas_set_num_threads") {
            unsafeBitCast(limit, to: (@convention(c) (Int32) -> Void).self)(1)
        }
        var words = "OpenBLAS"
        if let describe = dlsym(handle, "openblas_get_config") {
            let function = unsafeBitCast(describe, to: (@convention(c) () -> UnsafePointer<CChar>?).self)
            if let text = function() { words = String(cString: text) }
        }
        return OpenBLAS(
            sgemm: unsafeBitCast(product, to: SGEMM.self),
            configuration: words.split(separator: " ").joined(separator: " "))
    }

    /// Sets the variables that the library reads as it is loaded.
    static func prepareEnvironment() {
        // Threads that are never used need not be started.
        setenv("OPENBLAS_NUM_THREADS", "1", 1)
        // Older releases do not know newer AMD processors and choose kernels of half the width for them.
        if processorHasWideVectors() { setenv("OPENBLAS_CORETYPE", "SkylakeX", 0) }
    }

    /// True if the processor has the instructions that OpenBLAS's SkylakeX kernels use.
    private static func processorHasWideVectors() -> Bool {
        guard let file = fopen("/proc/cpuinfo", "r") else { return false }
        defer { fclose(file) }
        var line = [CChar](repeating: 0, count: 8192)
        while fgets(&line, Int32(line.count), file) != nil {
            guard strncmp(line, "flags", 5) == 0 else { continue }
            let needed: [String] = ["avx512f", "avx512dq", "avx512bw", "avx512vl", "avx512cd"]
            return needed.allSatisfy { (flag: String) in strstr(line, flag) != nil }
        }
        return false
    }
}
