// What a YAML file says, with the line where it says it.
import Files

/// A piece of YAML.
struct YAMLNode {
    enum Value {
        /// Nothing after the colon or dash.
        case empty
        case scalar(String)
        case list([YAMLNode])
        /// In the file's order; no key twice.
        case mapping([(key: String, line: Int, node: YAMLNode)])
    }

    /// Counted from 1.
    let line: Int
    let value: Value

    var text: String? {
        if case .scalar(let text) = value { text } else { nil }
    }

    var items: [YAMLNode]? {
        if case .list(let items) = value { items } else { nil }
    }

    var members: [(key: String, line: Int, node: YAMLNode)]? {
        if case .mapping(let members) = value { members } else { nil }
    }
}

extension FileProblem {
    /// A problem in a line of a text file.
    static func inLine(_ line: Int, of file: String, _ problem: String, expected: String? = nil, advice: String? = nil) -> FileProblem {
        FileProblem("\(file), line \(line)", problem, expected: expected, advice: advice)
    }
}
