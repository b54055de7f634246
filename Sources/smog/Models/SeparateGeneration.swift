// Motions are generated in a process of their own: models start threads, and after that no process should fork to draw.
import Films
import Learning
import Motions
import Workers

enum SeparateGeneration {
    /// Does what makes motions, with all that it prints and writes.
    /// - Returns: the motions it gives.
    static func motions(_ generate: () throws -> [Motion]) throws -> [Motion] {
        let bytes = try SeparateProcess.run {
            do {
                return [0] + Motion.bytes(try generate())
            } catch let failure as CommandFailure {
                return [UInt8(truncatingIfNeeded: failure.status)] + Array(failure.description.utf8)
            } catch {
                return [1] + Array("\(error)".utf8)
            }
        }
        let rest = Array(bytes.dropFirst())
        guard bytes.first == 0 else { throw CommandFailure(String(decoding: rest, as: UTF8.self), status: Int32(bytes.first ?? 1)) }
        guard let motions = Motion.motions(bytes: rest) else {
            throw WorkerProblem("the motions did not come whole from the process that made them")
        }
        return motions
    }
}
