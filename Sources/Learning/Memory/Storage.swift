// The memory of tensors: blocks of floats that are reused rather than returned to the system.
import Files
@preconcurrency import LibC

/// A block of single-precision numbers.
///
/// Models ask for the same sizes over and over; fresh pages from the system cost more than the arithmetic of a small layer, so
/// blocks that are let go wait for the next one of their size.
package final class Storage {
    package let pointer: UnsafeMutablePointer<Float>
    package let count: Int
    /// Who owns the memory if not this block, such as a file mapped into memory.
    private let owner: AnyObject?
    /// How often parameters that lie here were changed in place; what was computed from them may be out of date.
    package var changes = 0
    /// False for numbers that belong to somebody else and must only be read.
    package var isOwned: Bool { owner == nil }

    /// Room for `count` numbers of any value.
    package init(count: Int) {
        self.count = count
        owner = nil
        pointer = StoragePool.take(count)
    }

    /// Zeros, or another number everywhere.
    package convenience init(repeating value: Float, count: Int) {
        self.init(count: count)
        pointer.update(repeating: value, count: count)
    }

    /// Numbers that belong to `owner`, which is kept alive, and must only be read.
    package init(borrowing pointer: UnsafePointer<Float>, count: Int, owner: AnyObject) {
        self.pointer = UnsafeMutablePointer(mutating: pointer)
        self.count = count
        self.owner = owner
    }

    deinit {
        if owner == nil { StoragePool.give(pointer, count) }
    }
}

/// Blocks that wait to be used again.
enum StoragePool {
    private struct SpareBlocks {
        var blocks: [Int: [UInt]] = [:]
        var bytes = 0
    }
    private static let spare = Locked(SpareBlocks())
    /// More than this is returned to the system.
    private static let limit = 1 << 30

    /// Sizes in steps of an eighth of their power of two, so that nearly equal requests share blocks.
    private static func capacity(_ count: Int) -> Int {
        let bytes = max(256, count * MemoryLayout<Float>.stride)
        let step = max(256, (1 << (Int.bitWidth - 1 - bytes.leadingZeroBitCount)) / 8)
        return (bytes + step - 1) / step * step
    }

    static func take(_ count: Int) -> UnsafeMutablePointer<Float> {
        let bytes = capacity(count)
        let waiting = spare.withLock { spare -> UInt? in
            guard let block = spare.blocks[bytes]?.popLast() else { return nil }
            spare.bytes -= bytes
            return block
        }
        if let waiting, let pointer = UnsafeMutableRawPointer(bitPattern: waiting) {
            return pointer.assumingMemoryBound(to: Float.self)
        }
        return UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 64).assumingMemoryBound(to: Float.self)
    }

    static func give(_ pointer: UnsafeMutablePointer<Float>, _ count: Int) {
        let bytes = capacity(count)
        let kept = spare.withLock { spare -> Bool in
            guard spare.bytes + bytes <= limit else { return false }
            spare.blocks[bytes, default: []].append(UInt(bitPattern: pointer))
            spare.bytes += bytes
            return true
        }
        if !kept { UnsafeMutableRawPointer(pointer).deallocate() }
    }
}

/// The memory that tensors leave behind for the next ones.
public enum TensorMemory {
    /// Returns waiting blocks to the system: after a model has been used for the last time.
    public static func release() { StoragePool.releaseAll() }
}

extension StoragePool {
    static func releaseAll() {
        let blocks = spare.withLock { spare -> [UInt] in
            let all = spare.blocks.values.flatMap { $0 }
            spare = SpareBlocks()
            return all
        }
        for block in blocks { UnsafeMutableRawPointer(bitPattern: block)?.deallocate() }
    }
}
