// Numbers for people.
import Films

enum Report {
    static func bytes(_ count: Int) -> String { FilmWords.bytes(count) }

    static func seconds(_ value: Double) -> String {
        value < 10 ? "\(Double(Int(value * 100 + 0.5)) / 100) s" : "\(Int(value + 0.5)) s"
    }
}
