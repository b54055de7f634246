// Sums down the columns of a matrix: the gradients of biases.

enum ColumnSums {
    /// `out = beta · out + Σ_row x[row, :]`, always added in the same order.
    static func add(
        _ x: UnsafePointer<Float>, rows: Int, columns: Int, into out: UnsafeMutablePointer<Float>, beta: Float
    ) {
        Spread.over(columns, cost: rows) { range in
            add(x + range.lowerBound, rows: rows, leading: columns, columns: range.count, into: out + range.lowerBound, beta: beta)
        }
    }

    /// The same on the calling thread.
    static func addAlone(
        _ x: UnsafePointer<Float>, rows: Int, columns: Int, into out: UnsafeMutablePointer<Float>, beta: Float
    ) {
        add(x, rows: rows, leading: columns, columns: columns, into: out, beta: beta)
    }

    private static func add(
        _ x: UnsafePointer<Float>, rows: Int, leading: Int, columns: Int, into out: UnsafeMutablePointer<Float>, beta: Float
    ) {
        if beta == 0 { out.update(repeating: 0, count: columns) }
        for row in 0..<rows { VectorMath.map(x + row * leading, out, out, count: columns) { $0 + $1 } }
    }
}
