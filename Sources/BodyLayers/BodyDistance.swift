// How far apart two sets of posed bodies are: the loss "rcxyz" over all vertices.
import Learning

extension BodyLayer {
    /// The mean square of the differences between the coordinates of two sets of posed vertices, square metres.
    ///
    /// Neither set of vertices is ever in memory as a whole. The gradient is computed together with the distance.
    ///
    /// - Parameters:
    ///   - a: rotations `(frames, joints, 3, 3)` that gradients flow back to, such as a prediction.
    ///   - b: rotations of the same shape that are given.
    ///   - translationsA: `(frames, 3)`, added to the vertices of `a`, metres; gradients flow back to it.
    ///   - translationsB: the same for `b`, given.
    ///   - betas: `(frames, betaCount)` of both, given; only for a layer that takes them.
    ///   - mask: for each frame, whether it counts; all do if nil.
    /// - Returns: one number; 0 if no frame counts.
    public func bodyDistance(
        _ a: Tensor, _ b: Tensor, translationsA: Tensor? = nil, translationsB: Tensor? = nil, betas: Tensor? = nil, mask: [Bool]? = nil
    ) -> Tensor {
        let frames = a.shape[0]
        guard let mask, mask.contains(false) else {
            return bodyDistance(
                a, b, translationsA: translationsA, translationsB: translationsB, betas: betas, map: FrameMap(frames: frames))
        }
        precondition(mask.count == frames && b.shape == a.shape, "\(mask.count) flags for \(a.shape) and \(b.shape)")
        let counted = (0..<frames).filter { mask[$0] }
        func taking(_ tensor: Tensor?) -> Tensor? {
            guard let tensor else { return nil }
            let width = tensor.shape.dropFirst().reduce(1, *)
            return tensor.reshaped([frames, width]).rows(counted, shape: [counted.count])
        }
        return bodyDistance(
            taking(a) ?? a, taking(b) ?? b, translationsA: taking(translationsA), translationsB: taking(translationsB),
            betas: taking(betas),
            map: FrameMap(frames: counted.count))
    }

    func bodyDistance(_ a: Tensor, _ b: Tensor, translationsA: Tensor?, translationsB: Tensor?, betas: Tensor?, map: FrameMap) -> Tensor {
        check(a, betas: betas, translations: translationsA, map: map)
        check(b, betas: betas, translations: translationsB, map: map)
        let frames = map.active.count
        let learns = a.requiresGradient || translationsA?.requiresGradient == true
        let sinks = learns ? GradientSinks(self, frames: frames, map: map) : nil
        let squares = Storage(repeating: 0, count: FrameTiles.count(frames: frames) * 2)
        let given = b.pointer, shape = betas?.pointer
        let movesA = translationsA.map { FrameRows(pointer: $0.pointer, map: map) }
        let movesB = translationsB.map { FrameRows(pointer: $0.pointer, map: map) }
        let predicted = a.pointer
        FrameTiles.forEach(frames: frames) { number, frames in
            let tileA = BodyTile(self, frames: frames), tileB = BodyTile(self, frames: frames)
            tileA.fill(rotations: predicted, betas: shape, translations: movesA)
            tileB.fill(rotations: given, betas: shape, translations: movesB)
            let sums = learns ? BodyTile(self, frames: frames) : nil
            let size = BodyTile.chunk * 3 * tileA.width
            let scratch = Storage(count: 3 * size)
            defer { withExtendedLifetime(scratch) {} }
            let p = scratch.pointer, x = p + size, d = x + size
            var total = 0.0
            forEachChunk { chunk in
                tileB.blend(chunk, into: p)
                tileB.skin(chunk, UnsafePointer(p), into: x)
                tileA.blend(chunk, into: p)
                tileA.skin(chunk, UnsafePointer(p), into: d)
                total += BodyLayer.subtract(UnsafePointer(x), from: d, count: chunk.count * 3 * tileA.width)
                if let sums {
                    tileA.skinBackward(chunk, UnsafePointer(p), gradient: d, into: sums)
                    tileA.blendBackward(chunk, gradient: UnsafePointer(d), into: sums)
                }
            }
            // A double as two floats: the second holds what the first has no digits for.
            squares.pointer[number * 2] = Float(total)
            squares.pointer[number * 2 + 1] = Float(total - Double(Float(total)))
            if let sums { sinks?.take(sums, a, betas) }
        }
        let count = max(1, Double(frames) * Double(vertexCount) * 3)
        let total = (0..<squares.count).reduce(0.0) { $0 + Double(squares.pointer[$1]) }
        let out = Tensor([Float(total / count)], shape: [])
        return out.recording([a, translationsA].compactMap { $0 }) { gradient in
            sinks?.pass(to: a, nil, translationsA, factor: Float(2 / count) * gradient[0])
        }
    }

    /// `d -= x`, and the sum of the squares of what is left.
    private static func subtract(_ x: UnsafePointer<Float>, from d: UnsafeMutablePointer<Float>, count: Int) -> Double {
        var sum = SIMD8<Double>.zero
        for start in stride(from: 0, to: count, by: 512) {
            var part = FrameLanes.zero
            for i in stride(from: start, to: min(count, start + 512), by: 8) {
                let difference = FrameLanes.load(d + i) - FrameLanes.load(x + i)
                difference.store(d + i)
                part += difference * difference
            }
            sum += SIMD8<Double>(part)
        }
        return sum.sum()
    }
}
