// Matrix products spread over threads, cut the same way whatever the number of threads.
import Arrays
import Workers

enum Products {
    /// `y = x · wᵀ (+ bias)` with `x` of shape `(rows, k)`, `w` `(n, k)`, `y` `(rows, n)`.
    static func linear(
        _ x: UnsafePointer<Float>, _ w: UnsafePointer<Float>, bias: UnsafePointer<Float>?, into y: UnsafeMutablePointer<Float>,
        rows: Int, n: Int, k: Int
    ) {
        guard cutsColumns(rows: rows, n: n) else {
            Spread.overTiles(rows: rows) { tile in
                self.tile(x + tile.lowerBound * k, w, bias: bias, into: y + tile.lowerBound * n, rows: tile.count, n: n, k: k)
            }
            return
        }
        overGrid(rows: rows, columns: n) { rows, columns in
            let out = y + rows.lowerBound * n + columns.lowerBound
            if let bias {
                for row in 0..<rows.count { (out + row * n).update(from: bias + columns.lowerBound, count: columns.count) }
            }
            LinearAlgebra.product(
                .asIs, x + rows.lowerBound * k, leadingA: k, .transposed, w + columns.lowerBound * k, leadingB: k, into: out, leadingC: n,
                m: rows.count, n: columns.count, k: k, beta: bias == nil ? 0 : 1)
        }
    }

    /// True where there are too few rows for every thread to have enough of them: outputs are cut as well.
    static func cutsColumns(rows: Int, n: Int) -> Bool { rows <= 512 && n >= 256 }

    /// `dx = dy · w (+ beta dx)`: the gradient of ``linear(_:_:bias:into:rows:n:k:)`` for its input.
    static func inputGradient(
        _ dy: UnsafePointer<Float>, _ w: UnsafePointer<Float>, into dx: UnsafeMutablePointer<Float>, beta: Float,
        rows: Int, n: Int, k: Int
    ) {
        Spread.overTiles(rows: rows) { tile in
            LinearAlgebra.product(
                .asIs, dy + tile.lowerBound * n, leadingA: n, .asIs, w, leadingB: k, into: dx + tile.lowerBound * k, leadingC: k,
                m: tile.count, n: k, k: n, beta: beta)
        }
    }

    /// `dw = dyᵀ · x (+ beta dw)`: its gradient for the weights.
    static func weightGradient(
        _ dy: UnsafePointer<Float>, _ x: UnsafePointer<Float>, into dw: UnsafeMutablePointer<Float>, beta: Float,
        rows: Int, n: Int, k: Int
    ) {
        Spread.overTiles(rows: n) { tile in
            LinearAlgebra.product(
                .transposed, dy + tile.lowerBound, leadingA: n, .asIs, x, leadingB: k, into: dw + tile.lowerBound * k, leadingC: k,
                m: tile.count, n: k, k: rows, beta: beta)
        }
    }

    /// How many columns a product of so many is cut into pieces of, in multiples of what the kernels take at a time.
    ///
    /// It follows from the columns alone, not from the rows: OpenBLAS sums in another order where a product has other columns, and the
    /// numbers of a row would depend on how many other rows there are.
    static func columnsOfPiece(_ columns: Int) -> Int {
        let pieces = columns >= 1536 ? 4 : columns >= 256 ? 2 : 1
        return ((columns + pieces - 1) / pieces + 15) / 16 * 16
    }

    /// Runs `body` over rectangles that cover a result of `rows` × `columns`, at once.
    ///
    /// What a product packs grows with the sides of a rectangle, what it computes with the area: square ones cost least. They depend on
    /// the two sizes alone.
    static func overGrid(rows: Int, columns: Int, _ body: (_ rows: Range<Int>, _ columns: Range<Int>) -> Void) {
        guard rows > 0, columns > 0 else { return }
        let down = rows <= 256 ? 1 : rows <= 512 ? 2 : (rows + 1023) / 1024 * 4
        let width = columnsOfPiece(columns)
        let height = ((rows + down - 1) / down + Spread.rowGroup - 1) / Spread.rowGroup * Spread.rowGroup
        let (wide, high) = ((columns + width - 1) / width, (rows + height - 1) / height)
        ThreadTeam.forEachUnchecked(pieces: wide * high) { piece in
            let (row, column) = (piece / wide * height, piece % wide * width)
            body(row..<min(rows, row + height), column..<min(columns, column + width))
        }
    }

    /// ``linear(_:_:bias:into:rows:n:k:)`` for one tile of rows, on the calling thread.
    static func tile(
        _ x: UnsafePointer<Float>, _ w: UnsafePointer<Float>, bias: UnsafePointer<Float>?, into y: UnsafeMutablePointer<Float>,
        rows: Int, n: Int, k: Int
    ) {
        if let bias {
            for row in 0..<rows { (y + row * n).update(from: bias, count: n) }
        }
        let width = columnsOfPiece(n)
        for column in stride(from: 0, to: n, by: width) {
            LinearAlgebra.product(
                .asIs, x, leadingA: k, .transposed, w + column * k, leadingB: k, into: y + column, leadingC: n, m: rows,
                n: min(width, n - column), k: k,
                beta: bias == nil ? 0 : 1)
        }
    }

    /// ``inputGradient(_:_:into:beta:rows:n:k:)`` for one tile of rows, on the calling thread.
    static func inputTile(
        _ dy: UnsafePointer<Float>, _ w: UnsafePointer<Float>, into dx: UnsafeMutablePointer<Float>, beta: Float,
        rows: Int, n: Int, k: Int
    ) {
        LinearAlgebra.product(
            .asIs, dy, leadingA: n, .asIs, w, leadingB: k, into: dx, leadingC: k, m: rows, n: k, k: n, beta: beta)
    }
}
