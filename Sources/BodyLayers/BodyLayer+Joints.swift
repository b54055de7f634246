// Joints of posed bodies, and their gradients.
import Learning

extension BodyLayer {
    /// Posed joints, metres.
    ///
    /// - Parameters:
    ///   - rotations: `(frames, joints, 3, 3)`, each joint's rotation relative to its parent.
    ///   - betas: `(frames, betaCount)`; only for a layer that takes them.
    ///   - translations: `(frames, 3)`, added to the posed body, metres.
    /// - Returns: `(frames, joints, 3)`, with gradients for all three.
    public func joints(_ rotations: Tensor, betas: Tensor? = nil, translations: Tensor? = nil) -> Tensor {
        let map = FrameMap(frames: rotations.shape[0]), count = map.active.count
        check(rotations, betas: betas, translations: translations, map: map)
        let out = Tensor(uninitialized: [count, jointCount, 3])
        let target = out.mutablePointer
        let (turns, shape, moves) = (rotations.pointer, betas?.pointer, translations?.pointer)
        Spread.over(count, cost: jointCount * 40) { frames in
            JointChain.with(self) { chain in
                for frame in frames {
                    chain.setRest(self, betas: shape.map { $0 + frame * betaCount })
                    chain.forward(turns + frame * jointCount * 9)
                    for joint in 0..<jointCount {
                        for axis in 0..<3 {
                            target[(frame * jointCount + joint) * 3 + axis] =
                                Float(chain.world[joint * 4 + 3][axis]) + (moves.map { $0[frame * 3 + axis] } ?? 0)
                        }
                    }
                }
            }
        }
        return out.recording([rotations] + [betas, translations].compactMap { $0 }) { [self] gradient in
            let sinks = GradientSinks(self, frames: count, map: map)
            Spread.over(count, cost: jointCount * 100) { frames in
                JointChain.with(self) { chain in
                    withUnsafeTemporaryAllocation(of: Double.self, capacity: jointCount * 9 + betaCount) { scratch in
                        guard let turnSums = scratch.baseAddress else { return }
                        let shapeSums = turnSums + jointCount * 9
                        for frame in frames {
                            chain.setRest(self, betas: shape.map { $0 + frame * betaCount })
                            chain.forward(turns + frame * jointCount * 9)
                            chain.clearGradients()
                            for joint in 0..<jointCount {
                                let g = gradient + (frame * jointCount + joint) * 3
                                chain.gradient[joint * 4 + 3] = SIMD3(Double(g[0]), Double(g[1]), Double(g[2]))
                                for axis in 0..<3 { sinks.translations.pointer[frame * 3 + axis] += g[axis] }
                            }
                            chain.backward(turns + frame * jointCount * 9, into: turnSums)
                            for i in 0..<jointCount * 9 { sinks.rotations.pointer[frame * jointCount * 9 + i] = Float(turnSums[i]) }
                            shapeSums.update(repeating: 0, count: betaCount)
                            chain.addShapeGradient(self, into: shapeSums)
                            for beta in 0..<betaCount { sinks.betas.pointer[frame * betaCount + beta] = Float(shapeSums[beta]) }
                        }
                    }
                }
            }
            sinks.pass(to: rotations, betas, translations, factor: 1)
        }
    }
}
