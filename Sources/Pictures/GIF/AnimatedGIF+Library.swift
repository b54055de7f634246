// Which giflib is at work, for reports.
import CGIF

extension AnimatedGIF {
    /// giflib's version as of its headers, such as "5.2.1".
    public static var libraryVersion: String { "\(GIFLIB_MAJOR).\(GIFLIB_MINOR).\(GIFLIB_RELEASE)" }
}
