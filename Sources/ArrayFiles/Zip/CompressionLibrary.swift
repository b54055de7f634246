// Which zlib is at work, for reports.
import CZlib

/// The library that inflates and deflates.
public enum CompressionLibrary {
    /// zlib's version, such as "1.2.13".
    public static var version: String { String(cString: zlibVersion()) }
}
