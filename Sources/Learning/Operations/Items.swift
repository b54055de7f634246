// Some items of a batch taken out, and added to.

extension Tensor {
    /// Some items of a batch, in any order and as often as wanted: `(batch, …)` to `(items.count, …)`.
    public func items(_ wanted: [Int]) -> Tensor {
        let size = shape.dropFirst().reduce(1, *)
        return reshaped([shape[0], size]).rows(wanted, shape: [wanted.count]).reshaped([wanted.count] + shape.dropFirst())
    }

    /// This batch with something added to some of its items.
    ///
    /// - Parameters:
    ///   - part: `(items.count, …)`.
    ///   - items: each at most once.
    public func adding(_ part: Tensor, toItems items: [Int]) -> Tensor {
        let size = shape.dropFirst().reduce(1, *)
        precondition(
            part.shape == [items.count] + shape.dropFirst() && Set(items).count == items.count
                && items.allSatisfy { (0..<shape[0]).contains($0) },
            "\(part.shape) to items \(items) of \(shape)")
        if items == Array(0..<shape[0]) { return self + part }
        let out = Tensor(uninitialized: shape)
        let base = out.mutablePointer
        let place = Dictionary(uniqueKeysWithValues: items.enumerated().map { ($1, $0) })
        Spread.over(shape[0], cost: size) { range in
            for item in range {
                let (x, y) = (pointer + item * size, base + item * size)
                if let own = place[item] {
                    VectorMath.map(x, part.pointer + own * size, y, count: size) { $0 + $1 }
                } else {
                    y.update(from: x, count: size)
                }
            }
        }
        return out.recording([self, part]) { [self] gradient in
            addGradient { accumulate(gradient, into: $0, beta: $1, count: count) }
            part.addGradient { sink, beta in
                for (own, item) in items.enumerated() {
                    accumulate(gradient + item * size, into: sink + own * size, beta: beta, count: size)
                }
            }
        }
    }
}
