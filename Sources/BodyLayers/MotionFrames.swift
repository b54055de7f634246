// Splits motions into the joints' numbers of the frames that count, and the root's path.
import Learning

extension Tensor {
    /// The numbers of the first joints of the frames that count: motions `(items, joints, features, times)` to
    /// `(frames, joints, features)`.
    func activeFrames(_ map: FrameMap, joints wanted: Int) -> Tensor {
        let (joints, features, times) = (shape[1], shape[2], shape[3])
        let size = wanted * features
        let out = Tensor(uninitialized: [map.active.count, wanted, features])
        func place(_ frame: Int) -> Int { frame / times * joints * features * times + frame % times }
        for (index, frame) in map.active.enumerated() {
            let from = pointer + place(frame), to = out.mutablePointer + index * size
            for i in 0..<size { to[i] = from[i * times] }
        }
        return out.recording([self]) { [self] gradient in
            addGradient { sink, beta in
                if beta == 0 { sink.update(repeating: 0, count: count) }
                for (index, frame) in map.active.enumerated() {
                    let to = sink + place(frame), from = gradient + index * size
                    for i in 0..<size { to[i * times] += from[i] }
                }
            }
        }
    }

    /// The path of the root, kept as the last joint's first three features, from where each motion begins:
    /// `(items, joints, features, times)` to `(items, 3, times)`.
    func relativePath() -> Tensor {
        let (items, joints, features, times) = (shape[0], shape[1], shape[2], shape[3])
        let out = Tensor(uninitialized: [items, 3, times])
        for item in 0..<items {
            for axis in 0..<3 {
                let from = pointer + ((item * joints + joints - 1) * features + axis) * times
                let to = out.mutablePointer + (item * 3 + axis) * times
                for t in 0..<times { to[t] = from[t] - from[0] }
            }
        }
        return out.recording([self]) { [self] gradient in
            addGradient { sink, beta in
                if beta == 0 { sink.update(repeating: 0, count: count) }
                for item in 0..<items {
                    for axis in 0..<3 {
                        let to = sink + ((item * joints + joints - 1) * features + axis) * times
                        let from = gradient + (item * 3 + axis) * times
                        for t in 0..<times {
                            to[t] += from[t]
                            to[0] -= from[t]
                        }
                    }
                }
            }
        }
    }

    /// Matrices `(frames, joints, 3, 3)` with the same one put before those of every frame.
    func precededByRotation(_ matrix: [Float]) -> Tensor {
        let (frames, joints) = (shape[0], shape[1])
        let size = joints * 9
        let out = Tensor(uninitialized: [frames, joints + 1, 3, 3])
        for frame in 0..<frames {
            let to = out.mutablePointer + frame * (size + 9)
            for i in 0..<9 { to[i] = matrix[i] }
            (to + 9).update(from: pointer + frame * size, count: size)
        }
        return out.recording([self]) { [self] gradient in
            addGradient { sink, beta in
                for frame in 0..<frames {
                    let to = sink + frame * size, from = gradient + frame * (size + 9) + 9
                    for i in 0..<size { to[i] = (beta == 0 ? 0 : to[i]) + from[i] }
                }
            }
        }
    }
}
