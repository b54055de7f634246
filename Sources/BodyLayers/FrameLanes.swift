// Eight frames in a vector register, and how a batch is cut into tiles of frames.
import Workers

/// The same number of eight frames.
typealias FrameLanes = SIMD8<Float>

extension SIMD8 where Scalar == Float {
    /// Numbers a joint's transform takes for one group of frames: three rows of four, eight frames each.
    static var transformStride: Int { 12 * scalarCount }

    @inline(__always)
    static func load(_ pointer: UnsafePointer<Float>) -> FrameLanes { UnsafeRawPointer(pointer).loadUnaligned(as: FrameLanes.self) }

    @inline(__always)
    func store(_ pointer: UnsafeMutablePointer<Float>) { UnsafeMutableRawPointer(pointer).storeBytes(of: self, as: FrameLanes.self) }

    @inline(__always)
    func add(to pointer: UnsafeMutablePointer<Float>) { (FrameLanes.load(pointer) + self).store(pointer) }
}

/// The tiles of frames of a batch, which depend on the number of frames alone.
enum FrameTiles {
    /// Matrix products like widths in multiples of this.
    static let grain = 16
    /// Grains of the widest tile: more would push a tile's numbers out of the cache.
    private static let most = 10
    /// Grains below which a product would waste its time on rearranging the body's matrix.
    private static let least = 2

    static func count(frames: Int) -> Int {
        let grains = (frames + grain - 1) / grain
        let needed = (grains + most - 1) / most
        let wanted = max(needed, min(8, grains / least))
        // Even numbers, so that two threads get equal shares.
        return wanted > 1 ? (wanted + 1) / 2 * 2 : min(1, grains)
    }

    /// Runs `body` for each tile, at once; tile numbers count from 0.
    static func forEach(frames: Int, _ body: (_ tile: Int, _ frames: Range<Int>) -> Void) {
        let grains = (frames + grain - 1) / grain
        let count = count(frames: frames)
        ThreadTeam.forEachUnchecked(pieces: count) { tile in
            let start = grains * tile / count * grain, end = min(frames, grains * (tile + 1) / count * grain)
            if start < end { body(tile, start..<end) }
        }
    }
}
