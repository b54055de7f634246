// The C library's logarithm.
import LibC

extension Double {
    /// The natural logarithm.
    var logarithm: Double { log(self) }
}
