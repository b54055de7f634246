// The examples in the documentation of Learning, as code; see main.swift.
import Learning

// Sources/Learning/Tensor.swift
func tensor() throws {
    let x = Tensor([1, 2, 3], shape: [1, 3], requiresGradient: true)
    let loss = (x * x).sum()
    loss.backward()
    print(loss.item, x.gradient?.elements ?? [])  // 14.0 [2.0, 4.0, 6.0]
}

// Sources/Learning/Layers/Parameters.swift
func parameterBook() throws {
    let book = ParameterBook(seed: 1)
    let layer = LinearLayer(book.scope("head"), inputs: 8, outputs: 2)
    try book.finish()
    let weights = book.parameters.map(\.count)
    print(book.names, weights, layer(Tensor(repeating: 1, shape: [5, 8])).shape)  // ["head.weight", "head.bias"] [16, 2] [5, 2]
}
