// Motions are generated in a process of their own: models start threads, and after that no process should fork to draw.
import Films
import Learning
import Motions
import Workers

enum SeparateGeneration {
    /// Does what makes motions, with all that it prints and writes.
    /// - Returns: the motions it gives.
    static func motions(_ generate: () throws -> [Motion]) throws -> [Motion] {
        try whole(Motion.motions(bytes: run { Motion.bytes(try generate()) }))
    }

    /// The same, with stretches of time that are marked in the motions' pictures, seconds.
    static func markedMotions(_ generate: () throws -> (motions: [Motion], marks: [Range<Double>])) throws -> (
        motions: [Motion], marks: [Range<Double>]
    ) {
        let size = MemoryLayout<UInt64>.size
        let bytes = try run {
            let made = try generate()
            let numbers = [UInt64(made.marks.count)] + made.marks.flatMap { [$0.lowerBound.bitPattern, $0.upperBound.bitPattern] }
            return numbers.withUnsafeBytes { Array($0) } + Motion.bytes(made.motions)
        }
        func number(_ index: Int) -> UInt64? {
            guard bytes.count >= (index + 1) * size else { return nil }
            return bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: index * size, as: UInt64.self) }
        }
        let count = try Int(whole(number(0)))
        let marks = try (0..<count).map { mark in
            let (start, end) = (Double(bitPattern: try whole(number(1 + 2 * mark))), Double(bitPattern: try whole(number(2 + 2 * mark))))
            return start..<max(start, end)
        }
        return (try whole(Motion.motions(bytes: Array(bytes.dropFirst((1 + 2 * count) * size)))), marks)
    }

    private static func whole<Value>(_ value: Value?) throws -> Value {
        guard let value else { throw WorkerProblem("the motions did not come whole from the process that made them") }
        return value
    }

    private static func run(_ work: () throws -> [UInt8]) throws -> [UInt8] {
        let bytes = try SeparateProcess.run {
            do {
                return [0] + (try work())
            } catch let failure as CommandFailure {
                return [UInt8(truncatingIfNeeded: failure.status)] + Array(failure.description.utf8)
            } catch {
                return [1] + Array("\(error)".utf8)
            }
        }
        let rest = Array(bytes.dropFirst())
        guard bytes.first == 0 else { throw CommandFailure(String(decoding: rest, as: UTF8.self), status: Int32(bytes.first ?? 1)) }
        return rest
    }
}
