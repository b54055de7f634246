// Mean squared errors of motions and of their velocities, over the frames that are real, without a copy of either.

/// Where the axis of frames lies.
public enum FrameAxis: Sendable {
    /// `(batch, …, frames)`, as models exchange motions.
    case last
    /// `(batch, frames, …)`, as bodies are posed.
    case second
}

extension Tensor {
    /// The mean squared error between two motions, or between their velocities, over real frames.
    ///
    /// A velocity is the difference between a frame and the one before; it counts if the later frame is real. Vertices of a
    /// body are millions of numbers a batch, so neither the differences nor the velocities are ever stored.
    ///
    /// - Parameters:
    ///   - axis: where both have their frames.
    ///   - mask: for each item and frame, row by row, whether it is real and not padding; all are if nil.
    ///   - velocities: compares velocities.
    /// - Returns: one number; 0 if no frame counts.
    public static func motionError(_ a: Tensor, _ b: Tensor, axis: FrameAxis = .last, mask: [Bool]? = nil, velocities: Bool = false)
        -> Tensor
    {
        precondition(a.shape == b.shape && a.shape.count >= 3, "motions \(a.shape) against \(b.shape)")
        let layout = MotionErrorLayout(shape: a.shape, axis: axis, mask: mask, velocities: velocities)
        let counted = layout.countedNumbers
        let total = layout.sum(a.pointer, b.pointer)
        let out = Tensor([Float(total / Double(max(1, counted)))], shape: [])
        return out.recording([a, b]) { gradient in
            let factor = gradient[0] * 2 / Float(max(1, counted))
            a.addGradient { layout.addGradient(a.pointer, b.pointer, into: $0, beta: $1, factor: factor) }
            b.addGradient { layout.addGradient(a.pointer, b.pointer, into: $0, beta: $1, factor: -factor) }
        }
    }
}

/// How the numbers of a motion follow each other in memory, and which of them count.
private struct MotionErrorLayout {
    let batch: Int
    let frames: Int
    /// Numbers a frame.
    let values: Int
    let axis: FrameAxis
    let velocities: Bool
    /// For each item and frame 1 if it counts, else 0. Of velocities, that of the later frame; the first never counts.
    let weights: [Float]

    init(shape: [Int], axis: FrameAxis, mask: [Bool]?, velocities: Bool) {
        batch = shape[0]
        self.axis = axis
        self.velocities = velocities
        switch axis {
        case .last:
            frames = shape[shape.count - 1]
            values = shape.dropFirst().dropLast().reduce(1, *)
        case .second:
            frames = shape[1]
            values = shape.dropFirst(2).reduce(1, *)
        }
        precondition(mask == nil || mask?.count == batch * frames, "\(mask?.count ?? 0) flags for \(batch) × \(frames) frames")
        let frames = frames
        weights = (0..<batch * frames).map { (mask?[$0] ?? true) && !(velocities && $0 % frames == 0) ? 1 : 0 }
    }

    var countedNumbers: Int { weights.count { $0 != 0 } * values }

    /// Independent pieces: rows of frames, or frames.
    private var pieces: Int { axis == .last ? batch * values : batch * frames }
    private var pieceLength: Int { axis == .last ? frames : values }

    /// The sum of all squares that count; always added in the same order.
    func sum(_ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>) -> Double {
        guard pieces > 0, pieceLength > 0 else { return 0 }
        // Blocks whose bounds do not depend on threads, and whose sums are added in their order.
        let height = max(1, 4096 / pieceLength)
        let blocks = (pieces + height - 1) / height
        var sums = [Double](repeating: 0, count: blocks)
        sums.withUnsafeMutableBufferPointer { sums in
            weights.withUnsafeBufferPointer { weights in
                Spread.over(blocks, cost: height * pieceLength) { range in
                    for block in range {
                        var total = 0.0
                        for piece in block * height..<min(pieces, (block + 1) * height) {
                            total += Double(squares(a, b, weights, piece))
                        }
                        sums[block] = total
                    }
                }
            }
        }
        return sums.reduce(0, +)
    }

    @inline(__always)
    private func squares(_ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, _ weights: UnsafeBufferPointer<Float>, _ piece: Int) -> Float
    {
        switch axis {
        case .last:
            let (x, y) = (a + piece * frames, b + piece * frames)
            let item = piece / values * frames
            var total: Float = 0
            if velocities {
                for t in 1..<max(1, frames) {
                    let d = (x[t] - x[t - 1]) - (y[t] - y[t - 1])
                    total += weights[item + t] == 0 ? 0 : d * d
                }
            } else {
                for t in 0..<frames {
                    let d = x[t] - y[t]
                    total += weights[item + t] == 0 ? 0 : d * d
                }
            }
            return total
        case .second:
            // A first frame has no velocity, and weight 0.
            guard weights[piece] != 0 else { return 0 }
            let (x, y) = (a + piece * values, b + piece * values)
            guard velocities else {
                return VectorMath.sum(x, y, count: values) { ($0 - $1) * ($0 - $1) }
            }
            let (before, beforeY) = (x - values, y - values)
            var total = Lanes.zero
            let whole = values & ~7
            for i in stride(from: 0, to: whole, by: 8) {
                let d = (VectorMath.load(x + i) - VectorMath.load(before + i)) - (VectorMath.load(y + i) - VectorMath.load(beforeY + i))
                total += d * d
            }
            var sum = total.sum()
            for i in whole..<values {
                let d = (x[i] - before[i]) - (y[i] - beforeY[i])
                sum += d * d
            }
            return sum
        }
    }

    /// `sink = beta · sink + factor · (slope of the sum) / 2`.
    func addGradient(
        _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, into sink: UnsafeMutablePointer<Float>, beta: Float, factor: Float
    ) {
        let keep: Float = beta == 0 ? 0 : 1
        weights.withUnsafeBufferPointer { weights in
            Spread.over(pieces, cost: 2 * pieceLength) { range in
                for piece in range { addSlope(a, b, weights, piece, into: sink, clear: keep == 0, factor: factor) }
            }
        }
    }

    @inline(__always)
    private func addSlope(
        _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, _ weights: UnsafeBufferPointer<Float>, _ piece: Int,
        into sink: UnsafeMutablePointer<Float>, clear: Bool, factor: Float
    ) {
        switch axis {
        case .last:
            let at = piece * frames
            let (x, y, s) = (a + at, b + at, sink + at)
            let item = piece / values * frames
            guard velocities else {
                for t in 0..<frames { s[t] = (clear ? 0 : s[t]) + (weights[item + t] == 0 ? 0 : (x[t] - y[t]) * factor) }
                return
            }
            // The error of a velocity pushes its later frame one way and its earlier the other.
            var earlier: Float = 0
            for t in 0..<frames {
                var later: Float = 0
                if t + 1 < frames, weights[item + t + 1] != 0 { later = ((x[t + 1] - x[t]) - (y[t + 1] - y[t])) * factor }
                s[t] = (clear ? 0 : s[t]) + (earlier - later)
                earlier = later
            }
        case .second:
            let at = piece * values
            let (x, y, s) = (a + at, b + at, sink + at)
            if clear { s.update(repeating: 0, count: values) }
            guard velocities else {
                if weights[piece] != 0 { add(x, y, into: s, factor: factor) }
                return
            }
            if weights[piece] != 0 { addVelocity(x, x - values, y, y - values, into: s, factor: factor) }
            if (piece + 1) % frames != 0, weights[piece + 1] != 0 {
                addVelocity(x + values, x, y + values, y, into: s, factor: -factor)
            }
        }
    }

    @inline(__always)
    private func add(_ x: UnsafePointer<Float>, _ y: UnsafePointer<Float>, into s: UnsafeMutablePointer<Float>, factor: Float) {
        let whole = values & ~7
        for i in stride(from: 0, to: whole, by: 8) {
            VectorMath.store(VectorMath.load(UnsafePointer(s + i)) + (VectorMath.load(x + i) - VectorMath.load(y + i)) * factor, s + i)
        }
        for i in whole..<values { s[i] += (x[i] - y[i]) * factor }
    }

    @inline(__always)
    private func addVelocity(
        _ x: UnsafePointer<Float>, _ before: UnsafePointer<Float>, _ y: UnsafePointer<Float>, _ beforeY: UnsafePointer<Float>,
        into s: UnsafeMutablePointer<Float>, factor: Float
    ) {
        let whole = values & ~7
        for i in stride(from: 0, to: whole, by: 8) {
            let d = (VectorMath.load(x + i) - VectorMath.load(before + i)) - (VectorMath.load(y + i) - VectorMath.load(beforeY + i))
            VectorMath.store(VectorMath.load(UnsafePointer(s + i)) + d * factor, s + i)
        }
        for i in whole..<values { s[i] += ((x[i] - before[i]) - (y[i] - beforeY[i])) * factor }
    }
}
