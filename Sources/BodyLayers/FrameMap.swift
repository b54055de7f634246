// Where the frames of a batch of motions lie, and which of them count.

/// A batch of motions whose padded frames are passed over.
///
/// Rotations of the frames that count lie one after the other. Arrays of positions hold all frames, either frame by frame
/// `(frames, rows)` or, as motion models exchange them, `(items, rows, times)`.
struct FrameMap {
    /// Frames that count, numbered item by item, in rising order.
    let active: [Int]
    /// The others.
    let idle: [Int]
    let items: Int
    let times: Int
    /// True for `(items, rows, times)`.
    let timesLast: Bool

    /// `count` frames one after the other, all of which count.
    init(frames count: Int) {
        active = Array(0..<count)
        idle = []
        items = count
        times = 1
        timesLast = false
    }

    /// - Parameter mask: for each item and time, whether it counts; all do if nil.
    init(items: Int, times: Int, mask: [Bool]?) {
        let all = 0..<items * times
        active = all.filter { mask?[$0] ?? true }
        idle = all.filter { !(mask?[$0] ?? true) }
        self.items = items
        self.times = times
        timesLast = true
    }

    /// Where the first of a frame's `rows` numbers lies; the next is ``stride`` further.
    @inline(__always)
    func place(_ frame: Int, rows: Int) -> Int {
        timesLast ? frame / times * rows * times + frame % times : frame * rows
    }

    var stride: Int { timesLast ? times : 1 }

    /// The shape of an array of `points` places in space for every frame.
    func shape(points: Int) -> [Int] { timesLast ? [items, points, 3, times] : [items, points, 3] }
}

/// Three numbers for each frame that counts, such as a translation, wherever they lie.
struct FrameRows {
    let pointer: UnsafePointer<Float>
    let map: FrameMap

    /// - Parameter frame: counted among those that count.
    subscript(frame: Int, axis: Int) -> Float { pointer[map.place(map.active[frame], rows: 3) + axis * map.stride] }
}
