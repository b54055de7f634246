// Points of bodies from joints and vertices, laid out as motions are.
import Learning

/// Points, each a weighted sum of a few joints and vertices.
struct BodyPoints: Sendable {
    /// For each point, sources and weights; sources count the joints first and then the vertices.
    let sums: [[(source: Int, weight: Float)]]
    /// The point that is subtracted from all.
    let root: Int?

    /// - Parameters:
    ///   - joints: `(frames, joints, 3)` of the frames that count.
    ///   - vertices: `(frames, vertices, 3)`; nil if no point needs them.
    ///   - translations: three rows for every frame of `map`, added to all points.
    /// - Returns: `(items, points, 3, times)`; frames that do not count get their translation alone, or zeros.
    func callAsFunction(_ joints: Tensor, vertices: Tensor?, translations: Tensor?, map: FrameMap) -> Tensor {
        let jointCount = joints.shape[1], vertexCount = vertices?.shape[1] ?? 0
        let out = Tensor(uninitialized: map.shape(points: sums.count))
        let target = out.mutablePointer, stride = map.stride, rows = sums.count * 3
        func each(_ body: (_ frame: Int, _ axis: Int, _ out: Int, _ moved: Int) -> Void) {
            for frame in 0..<map.items * map.times {
                for axis in 0..<3 {
                    body(frame, axis, map.place(frame, rows: rows) + axis * stride, map.place(frame, rows: 3) + axis * stride)
                }
            }
        }
        each { _, _, place, moved in
            for point in 0..<sums.count { target[place + point * 3 * stride] = translations?.pointer[moved] ?? 0 }
        }
        func place(_ source: Int, _ index: Int, _ axis: Int) -> (isJoint: Bool, at: Int) {
            source < jointCount
                ? (true, (index * jointCount + source) * 3 + axis) : (false, (index * vertexCount + source - jointCount) * 3 + axis)
        }
        for (index, frame) in map.active.enumerated() {
            for axis in 0..<3 {
                func value(_ point: Int) -> Float {
                    sums[point].reduce(0) { sum, term in
                        let (isJoint, at) = place(term.source, index, axis)
                        return sum + term.weight * (isJoint ? joints.pointer[at] : vertices?.pointer[at] ?? 0)
                    }
                }
                let origin = root.map(value) ?? 0
                let first = map.place(frame, rows: rows) + axis * stride
                for point in 0..<sums.count { target[first + point * 3 * stride] += value(point) - origin }
            }
        }
        return out.recording([joints] + [vertices, translations].compactMap { $0 }) { gradient in
            for (tensor, wantsJoints) in [(joints, true), (vertices, false)] {
                tensor?.addGradient { sink, beta in
                    if beta == 0 { sink.update(repeating: 0, count: tensor?.count ?? 0) }
                    for (index, frame) in map.active.enumerated() {
                        for axis in 0..<3 {
                            let first = map.place(frame, rows: rows) + axis * stride
                            func add(_ point: Int, _ g: Float) {
                                for term in sums[point] {
                                    let (isJoint, at) = place(term.source, index, axis)
                                    if isJoint == wantsJoints { sink[at] += term.weight * g }
                                }
                            }
                            var total: Float = 0
                            for point in 0..<sums.count {
                                let g = gradient[first + point * 3 * stride]
                                total += g
                                add(point, g)
                            }
                            if let root { add(root, -total) }
                        }
                    }
                }
            }
            translations?.addGradient { sink, beta in
                each { _, _, place, moved in
                    var total: Float = 0
                    for point in 0..<sums.count { total += gradient[place + point * 3 * stride] }
                    sink[moved] = (beta == 0 ? 0 : sink[moved]) + total
                }
            }
        }
    }
}
