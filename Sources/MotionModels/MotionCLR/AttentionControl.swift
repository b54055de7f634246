// Looks into MotionCLR's attention while a motion is made, and changes it.
public import Arrays
public import Learning

/// The attention of one layer at one evaluation of the network.
public struct AttentionMap: Sendable {
    public enum Kind: Sendable { case frames, words }
    public let kind: Kind
    /// Counted from 1.
    public let step: Int
    /// In the order in which layers run, counted from 0.
    public let layer: Int
    /// The motion of the batch.
    public let motion: Int
    /// `(frames of the layer, frames or tokens)`: a row for the frame that looks, the mean over heads.
    public let weights: NDArray<Float>
}

/// Edits attention and records it; the hook of a run of MotionCLR.
///
/// Maps of frames are recorded before frame weights are replaced; maps of words after they are reweighed, before they are erased or replaced:
/// as the released code exports them.
public final class AttentionControl: AttentionHook {
    private let edits: [AttentionEdit]
    /// Whose maps are kept.
    private let recordedMotions: [Int]
    private let recordedSteps: ClosedRange<Int>
    private let layers: [String: (kind: AttentionMap.Kind, index: Int)]
    /// Motions that are made at once.
    private let batch: Int
    /// The evaluation that runs, counted from 1 in a run.
    var step = 0
    /// In the order in which they came about.
    public private(set) var maps: [AttentionMap] = []

    /// - Parameters:
    ///   - network: whose attention it is.
    ///   - batch: motions that are made at once.
    ///   - recording: whose maps are kept.
    ///   - steps: at which evaluations maps are kept.
    /// - Precondition: edits are of motions of the batch.
    public init(
        _ network: DenoisingUNet, batch: Int, edits: [AttentionEdit] = [], recording: [Int] = [],
        steps: ClosedRange<Int> = AttentionEdit.always
    ) {
        precondition(
            edits.allSatisfy { (0..<batch).contains($0.reference) && (0..<batch).contains($0.target) },
            "edits of motions beyond the \(batch) of a batch")
        self.batch = batch
        self.edits = AttentionEdit.ordered(edits)
        recordedMotions = recording
        recordedSteps = steps
        var layers: [String: (kind: AttentionMap.Kind, index: Int)] = [:]
        for (index, name) in network.selfAttentionNames.enumerated() { layers[name] = (.frames, index) }
        for (index, name) in network.crossAttentionNames.enumerated() { layers[name] = (.words, index) }
        self.layers = layers
    }

    private var current: [AttentionEdit] { edits.filter { $0.steps.contains(step) } }
    private var records: Bool { !recordedMotions.isEmpty && recordedSteps.contains(step) }

    // MARK: Before queries meet keys

    public func willAttend(_ layer: String, _ inputs: inout AttentionInputs) {
        guard layers[layer]?.kind == .frames else { return }
        for edit in current {
            switch edit.change {
            case .takeQueries: inputs.queries = inputs.queries.replacingItem(edit.target) { $0.item(edit.reference) }
            case .imitate(let chunk, let seed, let seedStep):
                let (own, time) = (inputs.queries.item(edit.reference), inputs.queries.shape[1])
                let others = (0..<inputs.queries.shape[0]).filter { $0 != edit.reference }
                for (place, other) in others.enumerated() {
                    let frames = AttentionControl.chunks(time, of: chunk, seed: seed + place * seedStep)
                    inputs.queries = inputs.queries.replacingItem(other) { _ in own.picking(frames) }
                }
            case .shift(let share):
                let time = inputs.queries.shape[1]
                let first = min(max(Int(Double(time) * share), 0), time)
                let order = Array(first..<time) + Array(0..<first)
                func moved(_ x: Tensor) -> Tensor { x.replacingItem(edit.target) { $0.item(edit.reference).picking(order) } }
                (inputs.queries, inputs.keys, inputs.values) = (moved(inputs.queries), moved(inputs.keys), moved(inputs.values))
            default: break
            }
        }
    }

    /// Frames cut into chunks, the last of which may be short, in another order.
    private static func chunks(_ time: Int, of chunk: Int, seed: Int) -> [Int] {
        let size = max(1, chunk)
        let order = TorchPermutation.of((time + size - 1) / size, seed: seed)
        return order.flatMap { $0 * size..<min(time, ($0 + 1) * size) }
    }

    // MARK: Between softmax and values

    public func wantsWeights(_ layer: String) -> Bool {
        switch layers[layer]?.kind {
        case .frames: records || current.contains(where: \.changesFrameWeights)
        case .words: records || current.contains(where: \.changesWordWeights)
        case nil: false
        }
    }

    public func didWeigh(_ layer: String, _ weights: inout Tensor) {
        guard let (kind, index) = layers[layer] else { return }
        let place = WeightPlace(weights.shape)
        if kind == .words {
            for edit in current {
                guard case .reweigh(let columns, let amount) = edit.change else { continue }
                weights.update { place.change($0, edit.target, columns: columns) { $0 + amount } }
            }
        }
        if records { record(weights, kind, index) }
        for edit in current {
            switch (edit.change, kind) {
            case (.erase(let columns, let factor, let from, let to), .words):
                let rows =
                    min(
                        place.rows, max(0, Int(Double(place.rows) * from)))..<min(
                        place.rows, max(0, Int(Double(place.rows) * max(from, to))))
                weights.update { place.change($0, edit.target, columns: columns, rows: rows) { $0 * factor } }
            case (.takeWordWeights(let kept), .words):
                weights.update { place.copy($0, from: edit.reference, to: edit.target, except: kept) }
            case (.takeFrameWeights, .frames): weights.update { place.copy($0, from: edit.reference, to: edit.target, except: []) }
            default: break
            }
        }
    }

    private func record(_ weights: Tensor, _ kind: AttentionMap.Kind, _ layer: Int) {
        let place = WeightPlace(weights.shape)
        for motion in recordedMotions where motion < batch {
            let map = weights.withElements { place.mean($0, motion) }
            maps.append(
                AttentionMap(
                    kind: kind, step: step, layer: layer, motion: motion,
                    weights: NDArray(shape: [place.rows, place.columns], elements: map)))
        }
    }
}

/// Where weights `(batch, heads, time, keys)` lie.
private struct WeightPlace {
    let heads: Int, rows: Int, columns: Int

    init(_ shape: [Int]) { (heads, rows, columns) = (shape[1], shape[2], shape[3]) }

    /// Columns counted from the end, where they are negative.
    private func real(_ column: Int) -> Int? {
        let place = column < 0 ? column + columns : column
        return (0..<columns).contains(place) ? place : nil
    }

    func change(
        _ weights: UnsafeMutableBufferPointer<Float>, _ item: Int, columns wanted: [Int], rows wantedRows: Range<Int>? = nil,
        _ f: (Float) -> Float
    ) {
        let places = wanted.compactMap(real)
        for head in 0..<heads {
            for row in wantedRows ?? 0..<rows {
                let line = ((item * heads + head) * rows + row) * columns
                for column in places { weights[line + column] = f(weights[line + column]) }
            }
        }
    }

    func copy(_ weights: UnsafeMutableBufferPointer<Float>, from: Int, to: Int, except kept: [Int]) {
        let kept = Set(kept.compactMap(real))
        let size = heads * rows * columns
        for i in 0..<size where !kept.contains(i % columns) { weights[to * size + i] = weights[from * size + i] }
    }

    func mean(_ weights: UnsafeBufferPointer<Float>, _ item: Int) -> [Float] {
        var sum = [Float](repeating: 0, count: rows * columns)
        for head in 0..<heads {
            let start = (item * heads + head) * rows * columns
            for i in sum.indices { sum[i] += weights[start + i] }
        }
        return sum.map { $0 / Float(heads) }
    }
}

extension Tensor {
    /// One item of `(batch, time, width)`.
    fileprivate func item(_ index: Int) -> NDArray<Float> {
        let size = shape[1] * shape[2]
        return withElements { NDArray(shape: [shape[1], shape[2]], elements: Array($0[index * size..<(index + 1) * size])) }
    }

    /// This batch with another item in place of one.
    fileprivate func replacingItem(_ index: Int, _ item: (Tensor) -> NDArray<Float>) -> Tensor {
        guard (0..<shape[0]).contains(index) else { return self }
        let size = shape[1] * shape[2]
        let new = item(self).elements
        let copy = Tensor(elements, shape: shape)
        copy.update { numbers in for i in 0..<size { numbers[index * size + i] = new[i] } }
        return copy
    }
}

extension NDArray {
    /// Rows in any order.
    fileprivate func picking(_ rows: [Int]) -> NDArray {
        NDArray(shape: [rows.count] + shape.dropFirst(), elements: rows.flatMap { row($0) })
    }
}
