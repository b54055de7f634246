// The C library's logarithm.
#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

extension Double {
    /// The natural logarithm.
    var logarithm: Double { log(self) }
}
