// What can be saved for PyTorch: tensors, and plain Python values around them.

/// A Python value to be written, such as `["epoch": 100, "state_dict": .orderedDictionary(…)]`.
public indirect enum TorchValue: Sendable {
    case none
    case bool(Bool)
    case integer(Int)
    case number(Double)
    case string(String)
    case list([TorchValue])
    case tuple([TorchValue])
    /// Keys are strings or integers as a rule.
    case dictionary([(key: TorchValue, value: TorchValue)])
    /// A `collections.OrderedDict`, which is what a module's `state_dict()` is.
    case orderedDictionary([(key: TorchValue, value: TorchValue)])
    case tensor(TensorData)

    /// A state dictionary: named tensors in their order.
    public static func tensors(_ tensors: [(name: String, data: TensorData)]) -> TorchValue {
        .orderedDictionary(tensors.map { (.string($0.name), .tensor($0.data)) })
    }
}

extension TorchValue: ExpressibleByNilLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
    ExpressibleByStringLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    public init(nilLiteral: ()) { self = .none }
    public init(booleanLiteral value: Bool) { self = .bool(value) }
    public init(integerLiteral value: Int) { self = .integer(value) }
    public init(floatLiteral value: Double) { self = .number(value) }
    public init(stringLiteral value: String) { self = .string(value) }
    public init(arrayLiteral elements: TorchValue...) { self = .list(elements) }
    public init(dictionaryLiteral elements: (TorchValue, TorchValue)...) { self = .dictionary(elements.map { ($0.0, $0.1) }) }
}
