// What a list of a joblib dump may hold.

/// One entry of a list, as Python will see it.
public indirect enum JoblibValue: Sendable {
    case none
    case bool(Bool)
    case integer(Int)
    case number(Double)
    case string(String)
    case list([JoblibValue])
    /// A NumPy array of numbers.
    case array(TensorData)
    /// A NumPy array of text as wide as the longest (`<U18`), with one axis.
    case strings([String])
    /// A NumPy array of Python objects, with one axis: texts or `None`, as a rule.
    case objects([JoblibValue])
}
