// The first line of a manifest: which program made the set, and with which options.
import Files
import Motions

/// What all manifests of one set begin with.
struct ManifestHeader {
    /// The line, without its end.
    let line: String
    private let members: [JSONValue.Member]

    /// What may differ between runs that belong together: the same data may be elsewhere today.
    private static let free: Set<String> = ["input_dir", "babel_dir"]

    /// - Parameters:
    ///   - program: name and version.
    ///   - paths: where the data were, as the user said.
    init(program: String, options: [JSONValue.Member], paths: [(String, String?)]) {
        members =
            [JSONValue.Member(key: "program", value: .string(program)), JSONValue.Member(key: "format", value: .number(1))]
            + paths.map { JSONValue.Member(key: $0.0, value: $0.1.map { .string($0) } ?? .null) } + options
        line = JSONValue.object([("header", .object(members))]).written
    }

    /// - Returns: nil if the line is none.
    init?(_ value: JSONValue) {
        guard case .object(let members)? = value["header"] else { return nil }
        self.members = members
        line = value.written
    }

    subscript(key: String) -> JSONValue? { members.first { $0.key == key }?.value }

    /// How another header differs, in words; nil if both belong to one set.
    func difference(to other: ManifestHeader) -> String? {
        for member in members where !ManifestHeader.free.contains(member.key) {
            let (own, its) = (member.value, other[member.key])
            if own != its { return "\(member.key) is \(ManifestHeader.words(its)) there, \(ManifestHeader.words(own)) now" }
        }
        for member in other.members where !ManifestHeader.free.contains(member.key) && self[member.key] == nil {
            return "\(member.key) is \(ManifestHeader.words(member.value)) there, not given now"
        }
        return nil
    }

    private static func words(_ value: JSONValue?) -> String {
        guard let value else { return "not given" }
        return value.text ?? value.written
    }
}
