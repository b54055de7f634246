// Loops cut into pieces whose bounds depend on the amount of work alone, never on the number of threads.
import Workers

package enum Spread {
    /// Runs `body` over ranges that cover `0..<count`, at once.
    ///
    /// - Parameters:
    ///   - cost: roughly how many simple steps one item takes; small loops are not cut.
    package static func over(_ count: Int, cost: Int = 1, _ body: (Range<Int>) -> Void) {
        // About 30 microseconds of work: waking a thread takes a few.
        let grain = max(1, 32_768 / max(1, cost))
        let pieces = min(16, (count + grain - 1) / grain)
        guard pieces > 1 else {
            if count > 0 { body(0..<count) }
            return
        }
        ThreadTeam.forEachUnchecked(pieces: pieces) { piece in
            let start = count * piece / pieces
            let end = count * (piece + 1) / pieces
            if start < end { body(start..<end) }
        }
    }

    /// Runs `body` for piece 0 to `count - 1`, at once: where the pieces follow from what is computed, such as the heads of an attention.
    static func pieces(_ count: Int, _ body: (Int) -> Void) { ThreadTeam.forEachUnchecked(pieces: count, body) }

    /// OpenBLAS's kernels take rows in groups that divide this; the order of a row's sum follows from its place in its group. Pieces of
    /// products begin at multiples of it.
    package static let rowGroup = 12

    /// Ranges of rows for matrix products: tall enough that what each must repeat (packing the other matrix) stays small,
    /// in multiples of what the kernels take at a time (12 rows at most): a row's sum then has the same order wherever its tile begins.
    static func tiles(rows: Int) -> (count: Int, height: Int) {
        guard rows > 96 else { return (1, rows) }
        // Even numbers of tiles, so that two, four or eight threads all get equal shares.
        let wanted = rows >= 96 * 16 ? (rows / 192 + 7) / 8 * 8 : rows >= 96 * 8 ? 8 : rows >= 96 * 4 ? 4 : 2
        let height = ((rows + wanted - 1) / wanted + rowGroup - 1) / rowGroup * rowGroup
        return ((rows + height - 1) / height, height)
    }

    /// Runs `body` over tiles of rows, at once.
    static func overTiles(rows: Int, _ body: (Range<Int>) -> Void) {
        let (count, height) = tiles(rows: rows)
        ThreadTeam.forEachUnchecked(pieces: count) { tile in
            body(tile * height..<min(rows, (tile + 1) * height))
        }
    }

    /// Runs `body` over every element of two or three arrays of `count` numbers.
    static func map(_ x: UnsafePointer<Float>, _ out: UnsafeMutablePointer<Float>, count: Int, cost: Int = 8, _ f: (Lanes) -> Lanes) {
        over(count / 8 + 1, cost: cost) { blocks in
            let start = blocks.lowerBound * 8
            let end = min(count, blocks.upperBound * 8)
            if start < end { VectorMath.map(x + start, out + start, count: end - start, f) }
        }
    }

    static func map(
        _ x: UnsafePointer<Float>, _ y: UnsafePointer<Float>, _ out: UnsafeMutablePointer<Float>, count: Int, cost: Int = 8,
        _ f: (Lanes, Lanes) -> Lanes
    ) {
        over(count / 8 + 1, cost: cost) { blocks in
            let start = blocks.lowerBound * 8
            let end = min(count, blocks.upperBound * 8)
            if start < end { VectorMath.map(x + start, y + start, out + start, count: end - start, f) }
        }
    }
}
