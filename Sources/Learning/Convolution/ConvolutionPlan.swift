// Convolution over time as a few matrix products with shifted rows.
import Arrays

/// The sizes of a one-dimensional convolution, and the three products it comes to.
///
/// A kernel of width `K` is `K` matrices; the result is the sum of each one's product with the input moved by some times, so
/// nothing is copied `K` times over. Rows lie *time by time*: first those of all items at time 0, then at time 1. Moving by a time
/// then is a step of `batch` rows for all items at once, and what would reach beyond either end is left out. Where there is a
/// stride, times lie *phase by phase*: with stride 2, all even times, then all odd ones.
struct ConvolutionPlan {
    let batch: Int
    /// Times of the side that is strided over: the input of a convolution, the output of a transposed one.
    let fineTime: Int
    /// Times of the other side.
    let coarseTime: Int
    /// Numbers a row of the fine side and of the coarse side.
    let fine: Int, coarse: Int
    let kernel: Int, stride: Int, dilation: Int, padding: Int

    /// Times after a convolution.
    static func convolvedTime(_ time: Int, kernel: Int, stride: Int, dilation: Int, padding: Int) -> Int {
        let room = time + 2 * padding - dilation * (kernel - 1) - 1
        return room < 0 ? 0 : room / stride + 1
    }

    /// Times after a transposed convolution.
    static func spreadTime(_ time: Int, kernel: Int, stride: Int, dilation: Int, padding: Int) -> Int {
        time == 0 ? 0 : max(0, (time - 1) * stride - 2 * padding + dilation * (kernel - 1) + 1)
    }

    // MARK: Where rows lie

    /// Where the rows of the fine side are: those of a phase follow each other at an even distance.
    struct FineRows {
        let base: UnsafeMutablePointer<Float>
        let plan: ConvolutionPlan

        /// From one row of a phase to the next, in numbers.
        var leading: Int { plan.batch == 1 ? plan.stride * plan.fine : plan.fine }

        func phase(_ phase: Int) -> UnsafeMutablePointer<Float> {
            base + (plan.batch == 1 ? phase : plan.phaseStart(phase) * plan.batch) * plan.fine
        }
    }

    /// How many times a phase has.
    func times(ofPhase phase: Int) -> Int { phase < fineTime ? (fineTime - phase + stride - 1) / stride : 0 }

    /// How many times lie before those of a phase.
    fileprivate func phaseStart(_ phase: Int) -> Int { (0..<phase).reduce(0) { $0 + times(ofPhase: $1) } }

    /// True if tensors `(batch, time, width)` are in this order already.
    var isInOrder: Bool { batch == 1 }

    /// Copies the fine side from `(batch, time, width)` to phases.
    func arrange(_ x: UnsafePointer<Float>, into out: UnsafeMutablePointer<Float>) {
        eachFineRow { item, phased in (out + phased * fine).update(from: x + item * fine, count: fine) }
    }

    /// Copies the fine side from phases to `(batch, time, width)`, adding to what is there if `beta` is not 0.
    func restore(_ x: UnsafePointer<Float>, into out: UnsafeMutablePointer<Float>, beta: Float) {
        eachFineRow { item, phased in Self.move(x + phased * fine, to: out + item * fine, count: fine, beta: beta) }
    }

    /// Copies the coarse side from `(batch, time, width)` to time by time.
    func arrangeCoarse(_ x: UnsafePointer<Float>, into out: UnsafeMutablePointer<Float>) {
        eachCoarseRow { item, row in (out + row * coarse).update(from: x + item * coarse, count: coarse) }
    }

    /// The reverse of ``arrangeCoarse(_:into:)``.
    func restoreCoarse(_ x: UnsafePointer<Float>, into out: UnsafeMutablePointer<Float>, beta: Float) {
        eachCoarseRow { item, row in Self.move(x + row * coarse, to: out + item * coarse, count: coarse, beta: beta) }
    }

    private func eachFineRow(_ body: (_ item: Int, _ phased: Int) -> Void) {
        let starts = (0..<stride).map { phaseStart($0) }
        Spread.over(batch * fineTime, cost: fine / 2 + 1) { range in
            for row in range {
                let (item, time) = (row / fineTime, row % fineTime)
                body(row, (starts[time % stride] + time / stride) * batch + item)
            }
        }
    }

    private func eachCoarseRow(_ body: (_ item: Int, _ row: Int) -> Void) {
        Spread.over(batch * coarseTime, cost: coarse / 2 + 1) { range in
            for row in range { body(row, row % coarseTime * batch + row / coarseTime) }
        }
    }

    @inline(__always)
    private static func move(_ x: UnsafePointer<Float>, to out: UnsafeMutablePointer<Float>, count: Int, beta: Float) {
        if beta == 0 {
            out.update(from: x, count: count)
        } else {
            VectorMath.map(x, UnsafePointer(out), out, count: count) { $1 + $0 }
        }
    }

    // MARK: Products

    /// One matrix of the kernel: row `t` of the coarse side meets row `t + shift` of a phase of the fine side, for `times`.
    private func tap(_ k: Int) -> (phase: Int, shift: Int, times: Range<Int>) {
        let reach = k * dilation - padding
        let phase = (reach % stride + stride) % stride
        let shift = (reach - phase) / stride
        let first = max(0, -shift)
        return (phase, shift, first..<max(first, min(coarseTime, times(ofPhase: phase) - shift)))
    }

    /// `coarse += Σ_k fine moved · W_kᵀ (+ bias)`: a convolution.
    ///
    /// - Parameters:
    ///   - weights: `(kernel, coarse, fine)`.
    ///   - rows: of the coarse side, time by time; overwritten.
    func gather(_ x: FineRows, _ weights: UnsafePointer<Float>, bias: UnsafePointer<Float>?, into rows: UnsafeMutablePointer<Float>) {
        Products.overGrid(rows: coarseTime * batch, columns: coarse) { tile, columns in
            Self.begin(rows, leading: coarse, tile, columns, bias)
            for k in 0..<kernel {
                let tap = tap(k)
                let part = tile.clamped(to: tap.times.lowerBound * batch..<tap.times.upperBound * batch)
                guard !part.isEmpty else { continue }
                LinearAlgebra.product(
                    .asIs, x.phase(tap.phase) + (part.lowerBound + tap.shift * batch) * x.leading, leadingA: x.leading,
                    .transposed, weights + (k * coarse + columns.lowerBound) * fine, leadingB: fine,
                    into: rows + part.lowerBound * coarse + columns.lowerBound, leadingC: coarse,
                    m: part.count, n: columns.count, k: fine, beta: 1)
            }
        }
    }

    /// `fine moved += Σ_k coarse · W_k (+ bias)`: a transposed convolution, and how gradients go back through a convolution.
    ///
    /// - Parameter x: rows of the fine side; overwritten.
    func scatter(_ rows: UnsafePointer<Float>, _ weights: UnsafePointer<Float>, bias: UnsafePointer<Float>?, into x: FineRows) {
        for phase in 0..<stride {
            let out = x.phase(phase)
            Products.overGrid(rows: times(ofPhase: phase) * batch, columns: fine) { tile, columns in
                Self.begin(out, leading: x.leading, tile, columns, bias)
                for k in 0..<kernel {
                    let tap = tap(k)
                    guard tap.phase == phase else { continue }
                    let reached = (tap.times.lowerBound + tap.shift) * batch..<(tap.times.upperBound + tap.shift) * batch
                    let part = tile.clamped(to: reached)
                    guard !part.isEmpty else { continue }
                    LinearAlgebra.product(
                        .asIs, rows + (part.lowerBound - tap.shift * batch) * coarse, leadingA: coarse,
                        .asIs, weights + k * coarse * fine + columns.lowerBound, leadingB: fine,
                        into: out + part.lowerBound * x.leading + columns.lowerBound, leadingC: x.leading,
                        m: part.count, n: columns.count, k: coarse, beta: 1)
                }
            }
        }
    }

    /// `dW_k = coarseᵀ · fine moved`, all of them `(kernel, coarse, fine)`; overwritten.
    func weightGradient(_ rows: UnsafePointer<Float>, _ x: FineRows, into weights: UnsafeMutablePointer<Float>) {
        Products.overGrid(rows: kernel * coarse, columns: fine) { tile, columns in
            var row = tile.lowerBound
            while row < tile.upperBound {
                let (k, first) = (row / coarse, row % coarse)
                let height = min(coarse - first, tile.upperBound - row)
                let tap = tap(k)
                LinearAlgebra.product(
                    .transposed, rows + tap.times.lowerBound * batch * coarse + first, leadingA: coarse,
                    .asIs, x.phase(tap.phase) + (tap.times.lowerBound + tap.shift) * batch * x.leading + columns.lowerBound,
                    leadingB: x.leading,
                    into: weights + row * fine + columns.lowerBound, leadingC: fine,
                    m: height, n: columns.count, k: tap.times.count * batch)
                row += height
            }
        }
    }

    private static func begin(
        _ out: UnsafeMutablePointer<Float>, leading: Int, _ rows: Range<Int>, _ columns: Range<Int>, _ bias: UnsafePointer<Float>?
    ) {
        for row in rows {
            let line = out + row * leading + columns.lowerBound
            if let bias {
                line.update(from: bias + columns.lowerBound, count: columns.count)
            } else {
                line.update(repeating: 0, count: columns.count)
            }
        }
    }
}
