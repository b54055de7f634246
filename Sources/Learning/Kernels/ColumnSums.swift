// Sums down the columns of a matrix: the gradients of biases.

enum ColumnSums {
    /// `out = beta · out + Σ_row x[row, :]`, always added in the same order.
    static func add(
        _ x: UnsafePointer<Float>, rows: Int, columns: Int, into out: UnsafeMutablePointer<Float>, beta: Float
    ) {
        Spread.over(columns, cost: rows) { range in
            if beta == 0 { (out + range.lowerBound).update(repeating: 0, count: range.count) }
            for row in 0..<rows {
                let line = x + row * columns + range.lowerBound
                VectorMath.map(line, out + range.lowerBound, out + range.lowerBound, count: range.count) { $0 + $1 }
            }
        }
    }
}
