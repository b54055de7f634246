// Vertices of posed bodies, and their gradients.
import Learning

extension BodyLayer {
    /// Posed vertices, metres.
    ///
    /// - Parameters:
    ///   - rotations: `(frames, joints, 3, 3)`, each joint's rotation relative to its parent.
    ///   - betas: `(frames, betaCount)`; only for a layer that takes them.
    ///   - translations: `(frames, 3)`, added to the posed body, metres.
    /// - Returns: `(frames, vertices, 3)`, with gradients for all three.
    public func vertices(_ rotations: Tensor, betas: Tensor? = nil, translations: Tensor? = nil) -> Tensor {
        vertices(rotations, betas: betas, translations: translations, map: FrameMap(frames: rotations.shape[0]))
    }

    /// The same for the frames of `map` that count; the others get their translation alone, or zeros.
    ///
    /// - Parameter translations: three rows for every frame of `map`.
    func vertices(_ rotations: Tensor, betas: Tensor?, translations: Tensor?, map: FrameMap) -> Tensor {
        check(rotations, betas: betas, translations: translations, map: map)
        let out = Tensor(uninitialized: map.shape(points: vertexCount))
        let target = out.mutablePointer
        let rows = vertexCount * 3, stride = map.stride
        forEachTile(rotations, betas, translations, map) { tile in
            let scratch = Storage(count: 2 * BodyTile.chunk * 3 * tile.width)
            defer { withExtendedLifetime(scratch) {} }
            let p = scratch.pointer, x = p + BodyTile.chunk * 3 * tile.width
            let places = tile.frames.map { map.place(map.active[$0], rows: rows) }
            forEachChunk { chunk in
                tile.blend(chunk, into: p)
                tile.skin(chunk, UnsafePointer(p), into: x)
                for (lane, place) in places.enumerated() {
                    let sink = target + place + chunk.lowerBound * 3 * stride
                    for row in 0..<chunk.count * 3 { sink[row * stride] = x[row * tile.width + lane] }
                }
            }
        }
        for frame in map.idle {
            let place = map.place(frame, rows: rows), from = map.place(frame, rows: 3)
            for row in 0..<rows { target[place + row * stride] = translations.map { $0.pointer[from + row % 3 * stride] } ?? 0 }
        }
        return out.recording([rotations] + [betas, translations].compactMap { $0 }) { [self] gradient in
            let sinks = GradientSinks(self, frames: map.active.count, map: map)
            forEachTile(rotations, betas, translations, map) { tile in
                let sums = BodyTile(self, frames: tile.frames)
                let scratch = Storage(count: 2 * BodyTile.chunk * 3 * tile.width)
                defer { withExtendedLifetime(scratch) {} }
                let p = scratch.pointer, g = p + BodyTile.chunk * 3 * tile.width
                g.update(repeating: 0, count: BodyTile.chunk * 3 * tile.width)
                let places = tile.frames.map { map.place(map.active[$0], rows: rows) }
                forEachChunk { chunk in
                    for (lane, place) in places.enumerated() {
                        let from = gradient + place + chunk.lowerBound * 3 * stride
                        for row in 0..<chunk.count * 3 { g[row * tile.width + lane] = from[row * stride] }
                    }
                    tile.blend(chunk, into: p)
                    tile.skinBackward(chunk, UnsafePointer(p), gradient: g, into: sums)
                    tile.blendBackward(chunk, gradient: UnsafePointer(g), into: sums)
                }
                sinks.take(sums, rotations, betas)
            }
            if translations?.requiresGradient == true {
                for frame in map.idle {
                    let place = map.place(frame, rows: rows), to = map.place(frame, rows: 3)
                    for row in 0..<rows { sinks.translations.pointer[to + row % 3 * stride] += gradient[place + row * stride] }
                }
            }
            sinks.pass(to: rotations, betas, translations, factor: 1)
        }
    }

    func check(_ rotations: Tensor, betas: Tensor?, translations: Tensor?, map: FrameMap) {
        precondition(
            rotations.count == map.active.count * jointCount * 9,
            "rotations \(rotations.shape) for \(map.active.count) frames of \(jointCount) joints")
        precondition(
            (betas?.count ?? 0) == map.active.count * betaCount,
            "betas \(betas?.shape ?? []), \(betaCount) for each of \(map.active.count) frames expected")
        precondition(translations.map { $0.count == map.items * map.times * 3 } ?? true, "translations \(translations?.shape ?? [])")
    }

    func forEachTile(_ rotations: Tensor, _ betas: Tensor?, _ translations: Tensor?, _ map: FrameMap, _ body: (BodyTile) -> Void) {
        // Only pointers go to other threads.
        let (turns, shape) = (rotations.pointer, betas?.pointer)
        let moves = translations.map { FrameRows(pointer: $0.pointer, map: map) }
        FrameTiles.forEach(frames: map.active.count) { _, frames in
            let tile = BodyTile(self, frames: frames)
            tile.fill(rotations: turns, betas: shape, translations: moves)
            body(tile)
        }
    }

    func forEachChunk(_ body: (Range<Int>) -> Void) {
        for start in stride(from: 0, to: vertexCount, by: BodyTile.chunk) { body(start..<min(vertexCount, start + BodyTile.chunk)) }
    }
}

/// Gradients of a batch for what its bodies were posed by, until they are passed on.
struct GradientSinks {
    let rotations: Storage
    let betas: Storage
    let translations: Storage
    private let map: FrameMap

    init(_ layer: BodyLayer, frames: Int, map: FrameMap) {
        rotations = Storage(count: frames * layer.jointCount * 9)
        betas = Storage(count: frames * layer.betaCount)
        translations = Storage(repeating: 0, count: map.items * map.times * 3)
        self.map = map
    }

    /// Takes the gradients gathered by one tile.
    func take(_ sums: BodyTile, _ rotations: Tensor, _ betas: Tensor?) {
        sums.finish(
            rotations: rotations.pointer, betas: betas?.pointer, into: self.rotations.pointer,
            betaSink: betas == nil ? nil : self.betas.pointer)
        for (lane, frame) in sums.frames.enumerated() {
            let place = map.place(map.active[frame], rows: 3)
            for axis in 0..<3 { translations.pointer[place + axis * map.stride] = sums.shifts[axis * sums.width + lane] }
        }
    }

    func pass(to rotations: Tensor, _ betas: Tensor?, _ translations: Tensor?, factor: Float) {
        for (tensor, storage) in [(rotations, self.rotations), (betas, self.betas), (translations, self.translations)] {
            tensor?.addGradient { sink, beta in
                for i in 0..<storage.count { sink[i] = (beta == 0 ? 0 : sink[i]) + factor * storage.pointer[i] }
            }
        }
    }
}
