// Lists, sets and dictionaries in a pickle, under whatever class they were written.

extension PickleGraph {
    /// The members of a list, tuple or set, or of a class that is one.
    func sequence(_ id: PickleID) -> [PickleID]? {
        switch node(id) {
        case .list(let index), .tuple(let index), .set(let index), .frozenSet(let index): return members[index]
        case .record:
            guard let record = record(id) else { return nil }
            if !record.items.isEmpty { return record.items }
            guard let name = className(id), name.module == "__builtin__" || name.module == "builtins",
                ["set", "frozenset", "list", "tuple"].contains(name.name), let arguments = tuple(record.arguments)
            else {
                if let name = className(id), name == ("collections", "deque") { return record.items }
                return nil
            }
            guard let first = arguments.first else { return [] }
            switch node(first) {
            case .list(let index), .tuple(let index): return members[index]
            default: return nil
            }
        default: return nil
        }
    }

    /// Keys and values in turn of a dictionary or of a class that is one (`OrderedDict`, `defaultdict`, …).
    func pairs(_ id: PickleID) -> [PickleID]? {
        if case .dictionary(let index) = node(id) { return members[index] }
        guard let record = record(id) else { return nil }
        if !record.pairs.isEmpty { return record.pairs }
        guard let name = className(id), name.module == "collections" else { return nil }
        switch name.name {
        case "OrderedDict":
            // Python 2 hands it a list of two-element lists.
            guard let list = tuple(record.arguments)?.first.flatMap({ sequence($0) }) else { return [] }
            var pairs: [PickleID] = []
            for item in list {
                guard let pair = sequence(item), pair.count == 2 else { return nil }
                pairs += pair
            }
            return pairs
        case "defaultdict": return []
        case "Counter":
            guard let first = tuple(record.arguments)?.first else { return [] }
            guard case .dictionary(let index) = node(first) else { return nil }
            return members[index]
        default: return nil
        }
    }

    /// The attributes of an instance: its state where that is a dictionary, or the dictionary of (dictionary, slots).
    func attributes(_ id: PickleID) -> [PickleID]? {
        guard let record = record(id), let state = record.state else { return nil }
        switch node(state) {
        case .dictionary(let index): return members[index]
        case .tuple(let index):
            let parts = members[index]
            guard parts.count == 2, case .dictionary(let slots) = node(parts[1]) else { return nil }
            guard case .dictionary(let index) = node(parts[0]) else { return members[slots] }
            return members[index] + members[slots]
        default: return nil
        }
    }

    /// The value under a string key; the last one where a key is repeated, as in Python.
    func value(_ key: String, in pairs: [PickleID]) -> PickleID? {
        for index in stride(from: pairs.count - 2, through: 0, by: -2) {
            switch node(pairs[index]) {
            case .text(let bytes), .byteString(let bytes), .bytes(let bytes):
                if bytes.equals(key) { return pairs[index + 1] }
            default: continue
            }
        }
        return nil
    }

    /// A few words on an object: `a list of 3`, `an object of class chumpy.ch.Ch`.
    func summary(_ id: PickleID) -> String {
        if let members = sequence(id) {
            switch node(id) {
            case .tuple: return "a tuple of \(members.count)"
            case .list: return "a list of \(members.count)"
            default: return "a collection of \(members.count)"
            }
        }
        if let pairs = pairs(id) { return "a dictionary of \(pairs.count / 2)" }
        switch node(id) {
        case .none: return "None"
        case .bool: return "a truth value"
        case .integer, .bigInteger: return "an integer"
        case .float: return "a number"
        case .text, .byteString: return "a string"
        case .bytes, .byteArray: return "bytes"
        case .global: return "the class or function \(global(id).map { "\($0.module).\($0.name)" } ?? "")"
        case .persistent: return "a reference to data outside of the pickle"
        default:
            guard let name = className(id) else { return "an object of an unknown class" }
            if isArray(id) { return "an array" }
            return byteString(id) != nil ? "bytes" : "an object of class \(name.module).\(name.name)"
        }
    }
}
