// Which libpng is at work, for reports.
import CPNG

extension PNG {
    /// libpng's version, such as "1.6.39".
    public static var libraryVersion: String {
        let number = Int(png_access_version_number())
        return "\(number / 10000).\(number / 100 % 100).\(number % 100)"
    }
}
