// Motions as bytes from one process of this program to another: exact, and not meant to be kept.
import Arrays
import BodyModels

extension Motion {
    /// All that is known of some motions. The same program reads it by ``motions(bytes:)``.
    package static func bytes(_ motions: [Motion]) -> [UInt8] {
        var writer = ByteWriter()
        writer.add(motions.count)
        for motion in motions {
            writer.add(motion.name)
            writer.add(JointLayout.allCases.firstIndex(of: motion.layout) ?? 0)
            writer.add(motion.frameRate)
            writer.add(motion.frameCount)
            writer.add(motion.poses.elements)
            writer.add(motion.translations.elements)
            writer.add(motion.betas)
            writer.add(motion.gender.rawValue)
            writer.add(motion.label == nil ? 0 : 1)
            writer.add(motion.label ?? "")
            writer.add(motion.source.file)
            writer.add(motion.source.format)
            writer.add(motion.source.kind.rawValue)
            writer.add(motion.notes.count)
            for note in motion.notes { writer.add(note) }
        }
        return writer.bytes
    }

    /// - Returns: nil for bytes that are not whole.
    package static func motions(bytes: [UInt8]) -> [Motion]? {
        var reader = ByteReader(bytes: bytes)
        guard let count: Int = reader.number() else { return nil }
        var motions: [Motion] = []
        for _ in 0..<max(0, count) {
            guard let name = reader.text(), let number: Int = reader.number(), JointLayout.allCases.indices.contains(number),
                let rate: Double = reader.number(), let frames: Int = reader.number(), frames > 0, let poses = reader.floats(),
                let translations = reader.floats(), let betas = reader.floats(), let gender = reader.text().flatMap(Gender.init(rawValue:)),
                let hasLabel: Int = reader.number(), let label = reader.text(), let file = reader.text(), let format = reader.text(),
                let kind = reader.number().flatMap(MotionSource.Kind.init(rawValue:)),
                let noteCount: Int = reader.number()
            else { return nil }
            let layout = JointLayout.allCases[number]
            guard poses.count == frames * layout.jointCount * 3, translations.count == frames * 3 else { return nil }
            var notes: [String] = []
            for _ in 0..<max(0, noteCount) {
                guard let note = reader.text() else { return nil }
                notes.append(note)
            }
            motions.append(
                Motion(
                    name: name, layout: layout, frameRate: rate, poses: NDArray(shape: [frames, layout.jointCount, 3], elements: poses),
                    translations: NDArray(shape: [frames, 3], elements: translations), betas: betas, gender: gender,
                    label: hasLabel == 1 ? label : nil, source: MotionSource(file: file, format: format, kind: kind), notes: notes))
        }
        return motions
    }
}

/// Numbers and texts one after the other; what has no fixed length after its length.
private struct ByteWriter {
    var bytes: [UInt8] = []

    mutating func add(_ number: some BitwiseCopyable) { withUnsafeBytes(of: number) { bytes += $0 } }

    mutating func add(_ text: String) {
        add(text.utf8.count)
        bytes += text.utf8
    }

    mutating func add(_ numbers: [Float]) {
        add(numbers.count)
        numbers.withUnsafeBytes { bytes += $0 }
    }
}

private struct ByteReader {
    let bytes: [UInt8]
    var at = 0

    mutating func number<Number: BitwiseCopyable>() -> Number? {
        let size = MemoryLayout<Number>.size
        guard size <= bytes.count - at else { return nil }
        defer { at += size }
        return bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: at, as: Number.self) }
    }

    mutating func text() -> String? {
        guard let count: Int = number(), count >= 0, count <= bytes.count - at else { return nil }
        defer { at += count }
        return String(decoding: bytes[at..<at + count], as: UTF8.self)
    }

    mutating func floats() -> [Float]? {
        guard let count: Int = number(), count >= 0, count <= (bytes.count - at) / 4 else { return nil }
        defer { at += count * 4 }
        return [Float](unsafeUninitializedCapacity: count) { buffer, filled in
            bytes.withUnsafeBytes {
                UnsafeMutableRawBufferPointer(buffer).copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[at..<at + count * 4]))
            }
            filled = count
        }
    }
}
