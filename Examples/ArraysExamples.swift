// The examples in the documentation of Arrays, as code; see main.swift.
import Arrays

// Sources/Arrays/NDArray.swift
func ndArray() throws {
    let a = NDArray(shape: [2, 3], elements: [1, 2, 3, 4, 5, 6] as [Float])
    print(a[1, 2], Array(a.row(0)))  // 6.0 [1.0, 2.0, 3.0]
    var b = a.reshaped([3, 2])
    b.elements[0] = 7  // a keeps its 1
    print(b[0, 0], a[0, 0])  // 7.0 1.0
    print(b.rows(1..<3).shape)  // [2, 2]
}

// Sources/Arrays/SymmetricEigenvalues.swift
func symmetricEigen() throws {
    let matrix = NDArray(shape: [2, 2], elements: [2, 1, 1, 2.0])
    let parts = SymmetricEigen(matrix)
    print(parts.values.map { ($0 * 1000).rounded() / 1000 })  // [1.0, 3.0]
}
