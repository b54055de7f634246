// Convolutions over time, of sequences `(batch, time, channels)`.

/// How a one-dimensional convolution moves over time, as `torch.nn.Conv1d` names it.
public struct ConvolutionSteps: Sendable, Equatable {
    /// Times from one result to the next.
    public var stride: Int
    /// Times from one number of the kernel to the next.
    public var dilation: Int
    /// Times of zeros before the first and after the last.
    public var padding: Int

    /// - Precondition: stride and dilation are positive, padding is not negative.
    public init(stride: Int = 1, dilation: Int = 1, padding: Int = 0) {
        precondition(stride > 0 && dilation > 0 && padding >= 0, "stride \(stride), dilation \(dilation), padding \(padding)")
        (self.stride, self.dilation, self.padding) = (stride, dilation, padding)
    }
}

extension Tensor {
    /// A convolution over time (strictly a correlation, as in PyTorch): `y[t, o] = bias[o] + Σ_k Σ_c x[t · stride + k · dilation -
    /// padding, c] · weight[o, c, k]`, with zeros beyond both ends.
    ///
    /// - Parameters:
    ///   - self: `(batch, time, channels)`.
    ///   - weight: `(outputs, channels, width)`.
    ///   - bias: `(outputs)`.
    /// - Returns: `(batch, ⌊(time + 2 · padding - dilation · (width - 1) - 1) / stride⌋ + 1, outputs)`.
    public func convolved(_ weight: Tensor, bias: Tensor? = nil, _ steps: ConvolutionSteps = ConvolutionSteps()) -> Tensor {
        convolved(weight, bias: bias, steps, packing: PackedKernel())
    }

    func convolved(_ weight: Tensor, bias: Tensor?, _ steps: ConvolutionSteps, packing: PackedKernel) -> Tensor {
        precondition(
            shape.count == 3 && weight.shape.count == 3 && weight.shape[1] == shape[2], "\(shape) through a kernel \(weight.shape)")
        let time = ConvolutionPlan.convolvedTime(
            shape[1], kernel: weight.shape[2], stride: steps.stride, dilation: steps.dilation, padding: steps.padding)
        if weight.shape[2] == 1, steps.stride == 1, steps.padding == 0 {
            return linear(weight.reshaped([weight.shape[0], weight.shape[1]]), bias: bias)
        }
        let plan = ConvolutionPlan(
            batch: shape[0], fineTime: shape[1], coarseTime: time, fine: shape[2], coarse: weight.shape[0], kernel: weight.shape[2],
            stride: steps.stride, dilation: steps.dilation, padding: steps.padding)
        let out = Tensor(uninitialized: [shape[0], time, weight.shape[0]])
        let packed = packing(weight)
        plan.withFineRows(reading: pointer) { x in
            plan.withCoarseRows(writing: out.mutablePointer, beta: 0) { rows in
                plan.gather(x, UnsafePointer(packed.pointer), bias: bias?.pointer, into: rows)
            }
        }
        return out.recording([self, weight] + (bias.map { [$0] } ?? [])) { [self] gradient in
            bias?.addGradient { ColumnSums.add(gradient, rows: plan.batch * plan.coarseTime, columns: plan.coarse, into: $0, beta: $1) }
            plan.withCoarseRows(reading: gradient) { rows in
                if weight.requiresGradient {
                    plan.withFineRows(reading: pointer) { x in plan.addWeightGradient(rows, x, to: weight) }
                }
                addGradient { sink, beta in
                    plan.withFineRows(writing: sink, beta: beta) { plan.scatter(rows, UnsafePointer(packed.pointer), bias: nil, into: $0) }
                }
            }
        }
    }

    /// A transposed convolution over time, as `torch.nn.ConvTranspose1d`: what a convolution with this kernel does to gradients.
    ///
    /// - Parameters:
    ///   - self: `(batch, time, channels)`.
    ///   - weight: `(channels, outputs, width)`: the first two are the other way round than in ``convolved(_:bias:_:)``.
    ///   - bias: `(outputs)`.
    /// - Returns: `(batch, (time - 1) · stride - 2 · padding + dilation · (width - 1) + 1, outputs)`.
    public func transposeConvolved(_ weight: Tensor, bias: Tensor? = nil, _ steps: ConvolutionSteps = ConvolutionSteps()) -> Tensor {
        transposeConvolved(weight, bias: bias, steps, packing: PackedKernel())
    }

    func transposeConvolved(_ weight: Tensor, bias: Tensor?, _ steps: ConvolutionSteps, packing: PackedKernel) -> Tensor {
        precondition(
            shape.count == 3 && weight.shape.count == 3 && weight.shape[0] == shape[2], "\(shape) through a kernel \(weight.shape)")
        let time = ConvolutionPlan.spreadTime(
            shape[1], kernel: weight.shape[2], stride: steps.stride, dilation: steps.dilation, padding: steps.padding)
        let plan = ConvolutionPlan(
            batch: shape[0], fineTime: time, coarseTime: shape[1], fine: weight.shape[1], coarse: shape[2], kernel: weight.shape[2],
            stride: steps.stride, dilation: steps.dilation, padding: steps.padding)
        let out = Tensor(uninitialized: [shape[0], time, weight.shape[1]])
        let packed = packing(weight)
        plan.withCoarseRows(reading: pointer) { rows in
            plan.withFineRows(writing: out.mutablePointer, beta: 0) { x in
                plan.scatter(rows, UnsafePointer(packed.pointer), bias: bias?.pointer, into: x)
            }
        }
        return out.recording([self, weight] + (bias.map { [$0] } ?? [])) { [self] gradient in
            bias?.addGradient { ColumnSums.add(gradient, rows: plan.batch * plan.fineTime, columns: plan.fine, into: $0, beta: $1) }
            plan.withFineRows(reading: gradient) { x in
                if weight.requiresGradient {
                    plan.withCoarseRows(reading: pointer) { rows in plan.addWeightGradient(rows, x, to: weight) }
                }
                addGradient { sink, beta in
                    plan.withCoarseRows(writing: sink, beta: beta) { plan.gather(x, UnsafePointer(packed.pointer), bias: nil, into: $0) }
                }
            }
        }
    }
}

extension ConvolutionPlan {
    /// Lends the fine side in the order of the products.
    fileprivate func withFineRows(reading x: UnsafePointer<Float>, _ body: (FineRows) -> Void) {
        // Only read from here on.
        guard !isInOrder else { return body(FineRows(base: UnsafeMutablePointer(mutating: x), plan: self)) }
        let scratch = Storage(count: max(1, batch * fineTime * fine))
        arrange(x, into: scratch.pointer)
        body(FineRows(base: scratch.pointer, plan: self))
        withExtendedLifetime(scratch) {}
    }

    /// `out = beta · out +` what `body` writes.
    fileprivate func withFineRows(writing out: UnsafeMutablePointer<Float>, beta: Float, _ body: (FineRows) -> Void) {
        if isInOrder, beta == 0 { return body(FineRows(base: out, plan: self)) }
        let scratch = Storage(count: max(1, batch * fineTime * fine))
        body(FineRows(base: scratch.pointer, plan: self))
        if isInOrder {
            accumulate(UnsafePointer(scratch.pointer), into: out, beta: beta, count: fineTime * fine)
        } else {
            restore(UnsafePointer(scratch.pointer), into: out, beta: beta)
        }
        withExtendedLifetime(scratch) {}
    }

    fileprivate func withCoarseRows(reading x: UnsafePointer<Float>, _ body: (UnsafePointer<Float>) -> Void) {
        guard !isInOrder else { return body(x) }
        let scratch = Storage(count: max(1, batch * coarseTime * coarse))
        arrangeCoarse(x, into: scratch.pointer)
        body(UnsafePointer(scratch.pointer))
        withExtendedLifetime(scratch) {}
    }

    fileprivate func withCoarseRows(writing out: UnsafeMutablePointer<Float>, beta: Float, _ body: (UnsafeMutablePointer<Float>) -> Void) {
        if isInOrder, beta == 0 { return body(out) }
        let scratch = Storage(count: max(1, batch * coarseTime * coarse))
        body(scratch.pointer)
        if isInOrder {
            accumulate(UnsafePointer(scratch.pointer), into: out, beta: beta, count: coarseTime * coarse)
        } else {
            restoreCoarse(UnsafePointer(scratch.pointer), into: out, beta: beta)
        }
        withExtendedLifetime(scratch) {}
    }

    fileprivate func addWeightGradient(_ rows: UnsafePointer<Float>, _ x: FineRows, to weight: Tensor) {
        let packed = Storage(count: max(1, weight.count))
        weightGradient(rows, x, into: packed.pointer)
        weight.addGradient { PackedKernel.addUnpacked(UnsafePointer(packed.pointer), shape: weight.shape, into: $0, beta: $1) }
        withExtendedLifetime(packed) {}
    }
}
