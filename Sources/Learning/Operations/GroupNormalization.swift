// Group normalisation of sequences: over channels and time, or frame by frame.

/// Over what the mean and variance of a group of channels are taken.
public enum NormalizationSpan: Sendable {
    /// Over the group's channels at all times of an item, as `torch.nn.GroupNorm` does.
    case sequence
    /// Over the group's channels at one time.
    case frame
}

extension Tensor {
    /// Groups of neighbouring channels brought to mean 0 and variance 1, then every channel scaled and shifted (Wu & He 2018).
    ///
    /// - Parameters:
    ///   - self: `(batch, time, channels)`.
    ///   - groups: how many; a divisor of the channels.
    ///   - weight: `(channels)`.
    ///   - bias: `(channels)`.
    ///   - epsilon: added to the variance.
    ///   - span: what belongs to a group besides its channels.
    public func groupNormalized(groups: Int, weight: Tensor, bias: Tensor, epsilon: Float = 1e-5, over span: NormalizationSpan = .sequence)
        -> Tensor
    {
        let plan = GroupPlan(self, groups: groups, span: span, epsilon: epsilon)
        precondition(weight.count == plan.channels && bias.count == plan.channels, "\(shape), weights \(weight.shape), \(bias.shape)")
        let statistics = plan.statistics(pointer)
        let out = Tensor(uninitialized: shape)
        plan.eachFrame { frame in
            plan.normalize(pointer, statistics, weight.pointer, bias.pointer, into: out.mutablePointer, frame: frame)
        }
        return out.recording([self, weight, bias]) { [self] gradient in
            bias.addGradient { ColumnSums.add(gradient, rows: plan.frames, columns: plan.channels, into: $0, beta: $1) }
            weight.addGradient { plan.addWeightGradient(pointer, statistics, gradient, into: $0, beta: $1) }
            addGradient { plan.addInputGradient(pointer, statistics, gradient, weight.pointer, into: $0, beta: $1) }
        }
    }

    /// What a convolution block of a network that is told the time of a diffusion does after its convolution:
    /// `activation(groupNorm(x) · (1 + scale) + shift)`, in one pass where nothing is differentiated.
    ///
    /// - Parameters:
    ///   - scale: `(batch, channels)`, the same at all times; nil to leave out both.
    ///   - shift: `(batch, channels)`.
    public func groupNormalized(
        groups: Int, weight: Tensor, bias: Tensor, epsilon: Float = 1e-5, over span: NormalizationSpan,
        scale: Tensor?, shift: Tensor?, activation: Activation
    ) -> Tensor {
        let learning = [self, weight, bias, scale, shift].contains { $0?.requiresGradient == true }
        guard !learning else {
            let normal = groupNormalized(groups: groups, weight: weight, bias: bias, epsilon: epsilon, over: span)
            guard let scale, let shift else { return normal.activated(activation) }
            return normal.modulated(scale: scale, shift: shift).activated(activation)
        }
        let plan = GroupPlan(self, groups: groups, span: span, epsilon: epsilon)
        let statistics = plan.statistics(pointer)
        let out = Tensor(uninitialized: shape)
        let (y, channels) = (out.mutablePointer, plan.channels)
        plan.eachFrame { frame in
            plan.normalize(pointer, statistics, weight.pointer, bias.pointer, into: y, frame: frame)
            let line = y + frame * channels
            if let scale, let shift {
                let item = frame / plan.time * channels
                Modulation.apply(UnsafePointer(line), scale.pointer + item, shift.pointer + item, into: line, count: channels)
            }
            activation.apply(UnsafePointer(line), into: line, count: channels)
        }
        return out
    }

    /// Every item's numbers scaled and shifted alike at all times: `x · (1 + scale) + shift`.
    ///
    /// - Parameters:
    ///   - self: `(batch, time, channels)`.
    ///   - scale: `(batch, channels)`, as `shift`.
    public func modulated(scale: Tensor, shift: Tensor) -> Tensor {
        let (batch, time, channels) = (shape[0], shape[1], shape[2])
        precondition(scale.shape == [batch, channels] && shift.shape == scale.shape, "\(shape) by \(scale.shape), \(shift.shape)")
        let out = Tensor(uninitialized: shape)
        Spread.over(batch * time, cost: channels * 2) { range in
            for frame in range {
                let item = frame / time * channels
                Modulation.apply(
                    pointer + frame * channels, scale.pointer + item, shift.pointer + item, into: out.mutablePointer + frame * channels,
                    count: channels)
            }
        }
        return out.recording([self, scale, shift]) { [self] gradient in
            shift.addGradient { sink, beta in
                Spread.over(batch, cost: time * channels) { items in
                    for item in items {
                        ColumnSums.addAlone(
                            gradient + item * time * channels, rows: time, columns: channels, into: sink + item * channels, beta: beta)
                    }
                }
            }
            scale.addGradient { sink, beta in
                Spread.over(batch, cost: time * channels * 2) { items in
                    for item in items {
                        let s = sink + item * channels
                        if beta == 0 { s.update(repeating: 0, count: channels) }
                        for frame in item * time..<(item + 1) * time {
                            let at = frame * channels
                            VectorMath.accumulate(gradient + at, pointer + at, into: s, count: channels) { $0 * $1 }
                        }
                    }
                }
            }
            addGradient { sink, beta in
                Spread.over(batch * time, cost: channels * 2) { range in
                    for frame in range {
                        let (g, s) = (gradient + frame * channels, sink + frame * channels)
                        let factors = scale.pointer + frame / time * channels
                        if beta == 0 {
                            VectorMath.map(g, factors, s, count: channels) { $0 * ($1 + 1) }
                        } else {
                            VectorMath.accumulate(g, factors, into: s, count: channels) { $0 * ($1 + 1) }
                        }
                    }
                }
            }
        }
    }
}

private enum Modulation {
    /// `out = x · (1 + scale) + shift`.
    @inline(__always)
    static func apply(
        _ x: UnsafePointer<Float>, _ scale: UnsafePointer<Float>, _ shift: UnsafePointer<Float>, into out: UnsafeMutablePointer<Float>,
        count: Int
    ) {
        VectorMath.map(x, scale, out, count: count) { $0 * ($1 + 1) }
        VectorMath.map(UnsafePointer(out), shift, out, count: count) { $0 + $1 }
    }
}

/// Where the groups of a tensor lie.
private struct GroupPlan {
    let batch: Int, time: Int, channels: Int, groups: Int
    let span: NormalizationSpan
    let epsilon: Float

    init(_ x: Tensor, groups: Int, span: NormalizationSpan, epsilon: Float) {
        precondition(x.shape.count == 3 && groups > 0 && x.shape[2] % groups == 0, "\(groups) groups of \(x.shape)")
        (batch, time, channels) = (x.shape[0], x.shape[1], x.shape[2])
        (self.groups, self.span, self.epsilon) = (groups, span, epsilon)
    }

    var frames: Int { batch * time }
    /// Channels a group.
    var width: Int { channels / groups }
    /// Where a frame's groups have their statistics.
    func place(_ frame: Int) -> Int { (span == .frame ? frame : frame / time) * groups }

    func eachFrame(_ body: (Int) -> Void) {
        Spread.over(frames, cost: channels * 6) { range in
            for frame in range { body(frame) }
        }
    }

    /// Frames that share one mean and variance.
    private var spanFrames: Int { span == .frame ? 1 : time }
    private var spans: Int { span == .frame ? frames : batch }

    /// Mean and 1 / deviation of each group.
    func statistics(_ x: UnsafePointer<Float>) -> Storage {
        let out = Storage(count: max(1, 2 * spans * groups))
        let (length, width) = (spanFrames, width)
        Spread.over(spans * groups, cost: length * width * 2) { range in
            for index in range {
                let (start, group) = (index / groups * length, index % groups)
                func total(_ f: (UnsafePointer<Float>) -> Float) -> Float {
                    // Frame by frame, gathered in double precision: a sequence has many numbers.
                    var sum = 0.0
                    for frame in start..<start + length { sum += Double(f(x + frame * channels + group * width)) }
                    return Float(sum / Double(max(1, length * width)))
                }
                let mean = total { VectorMath.sum($0, count: width) }
                let variance = total { VectorMath.sum($0, $0, count: width) { a, _ in (a - mean) * (a - mean) } }
                out.pointer[2 * index] = mean
                out.pointer[2 * index + 1] = 1 / (variance + epsilon).squareRoot()
            }
        }
        return out
    }

    @inline(__always)
    func normalize(
        _ x: UnsafePointer<Float>, _ statistics: Storage, _ weight: UnsafePointer<Float>, _ bias: UnsafePointer<Float>,
        into out: UnsafeMutablePointer<Float>, frame: Int
    ) {
        let place = place(frame)
        for group in 0..<groups {
            let (mean, inverse) = (statistics.pointer[2 * (place + group)], statistics.pointer[2 * (place + group) + 1])
            let at = frame * channels + group * width
            VectorMath.map(x + at, weight + group * width, out + at, count: width) { ($0 - mean) * inverse * $1 }
        }
        let line = out + frame * channels
        VectorMath.map(UnsafePointer(line), bias, line, count: channels) { $0 + $1 }
    }

    func addWeightGradient(
        _ x: UnsafePointer<Float>, _ statistics: Storage, _ gradient: UnsafePointer<Float>, into sink: UnsafeMutablePointer<Float>,
        beta: Float
    ) {
        Spread.over(groups, cost: frames * width * 2) { range in
            for group in range {
                let s = sink + group * width
                if beta == 0 { s.update(repeating: 0, count: width) }
                for frame in 0..<frames {
                    let place = place(frame) + group
                    let (mean, inverse) = (statistics.pointer[2 * place], statistics.pointer[2 * place + 1])
                    let at = frame * channels + group * width
                    VectorMath.accumulate(x + at, gradient + at, into: s, count: width) { ($0 - mean) * inverse * $1 }
                }
            }
        }
    }

    func addInputGradient(
        _ x: UnsafePointer<Float>, _ statistics: Storage, _ gradient: UnsafePointer<Float>, _ weight: UnsafePointer<Float>,
        into sink: UnsafeMutablePointer<Float>, beta: Float
    ) {
        let (length, width) = (spanFrames, width)
        Spread.over(spans * groups, cost: length * width * 4) { range in
            let scratch = Storage(count: width)
            defer { withExtendedLifetime(scratch) {} }
            let slope = scratch.pointer
            for index in range {
                let (start, group) = (index / groups * length, index % groups)
                let (mean, inverse) = (statistics.pointer[2 * index], statistics.pointer[2 * index + 1])
                var (average, along) = (0.0, 0.0)
                for frame in start..<start + length {
                    let at = frame * channels + group * width
                    VectorMath.map(gradient + at, weight + group * width, slope, count: width) { $0 * $1 }
                    average += Double(VectorMath.sum(UnsafePointer(slope), count: width))
                    along += Double(VectorMath.sum(UnsafePointer(slope), x + at, count: width) { $0 * (($1 - mean) * inverse) })
                }
                let (a, b) = (Float(average / Double(length * width)), Float(along / Double(length * width)))
                for frame in start..<start + length {
                    let at = frame * channels + group * width
                    VectorMath.map(gradient + at, weight + group * width, slope, count: width) { $0 * $1 }
                    VectorMath.map(x + at, UnsafePointer(slope), slope, count: width) { x, g in (g - a - (x - mean) * inverse * b) * inverse
                    }
                    if beta == 0 {
                        (sink + at).update(from: slope, count: width)
                    } else {
                        VectorMath.map(UnsafePointer(slope), UnsafePointer(sink + at), sink + at, count: width) { $1 + $0 }
                    }
                }
            }
        }
    }
}
