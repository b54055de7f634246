// A dense n-dimensional array: a shape and its elements in row-major order.

/// A dense n-dimensional array with value semantics.
///
/// Elements lie in row-major ("C") order: the last index moves fastest. Storage is a Swift array, so copies are cheap until
/// one of them is written to.
///
/// ```swift
/// let a = NDArray(shape: [2, 3], elements: [1, 2, 3, 4, 5, 6] as [Float])
/// print(a[1, 2], Array(a.row(0)))  // 6.0 [1.0, 2.0, 3.0]
/// var b = a.reshaped([3, 2])
/// b.elements[0] = 7  // a keeps its 1
/// print(b[0, 0], a[0, 0])  // 7.0 1.0
/// print(b.rows(1..<3).shape)  // [2, 2]
/// ```
public struct NDArray<Element: Sendable>: Sendable {
    /// The length of each axis; empty for a single number.
    public let shape: [Int]
    /// All elements, row-major; as many as the product of `shape`.
    public var elements: [Element]

    /// Wraps elements that already lie in row-major order.
    /// - Precondition: `elements.count` equals the product of `shape`.
    public init(shape: [Int], elements: [Element]) {
        precondition(elements.count == shape.reduce(1, *), "\(elements.count) elements for shape \(shape)")
        self.shape = shape
        self.elements = elements
    }

    /// An array with the same value everywhere.
    public init(repeating value: Element, shape: [Int]) {
        self.shape = shape
        self.elements = Array(repeating: value, count: shape.reduce(1, *))
    }

    /// How many elements there are.
    public var count: Int { elements.count }

    /// The same elements under another shape.
    /// - Precondition: both shapes hold the same number of elements.
    public func reshaped(_ shape: [Int]) -> NDArray { NDArray(shape: shape, elements: elements) }

    @inlinable
    public subscript(i: Int) -> Element {
        get { elements[i] }
        set { elements[i] = newValue }
    }

    @inlinable
    public subscript(i: Int, j: Int) -> Element {
        get { elements[i * shape[1] + j] }
        set { elements[i * shape[1] + j] = newValue }
    }

    @inlinable
    public subscript(i: Int, j: Int, k: Int) -> Element {
        get { elements[(i * shape[1] + j) * shape[2] + k] }
        set { elements[(i * shape[1] + j) * shape[2] + k] = newValue }
    }

    /// Element `i` of the first axis as a slice of the storage: a row of a matrix, a frame of a motion.
    @inlinable
    public func row(_ i: Int) -> ArraySlice<Element> {
        let length = shape[0] == 0 ? 0 : elements.count / shape[0]
        return elements[i * length..<(i + 1) * length]
    }

    /// Indices `range` of the first axis as an array of their own.
    public func rows(_ range: Range<Int>) -> NDArray {
        let length = shape[0] == 0 ? 0 : elements.count / shape[0]
        return NDArray(
            shape: [range.count] + shape.dropFirst(),
            elements: Array(elements[range.lowerBound * length..<range.upperBound * length]))
    }
}

extension NDArray: Equatable where Element: Equatable {}

extension NDArray where Element: BinaryFloatingPoint {
    /// True if no element is infinite or not a number.
    public var isFinite: Bool { elements.allSatisfy(\.isFinite) }
}
