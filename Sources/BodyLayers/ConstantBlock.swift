// Constants of a body, laid out and aligned for vector instructions and matrix products.

/// An immutable block of plain values, aligned to a cache line and shared between threads.
final class ConstantBlock<Element: BitwiseCopyable & Sendable>: @unchecked Sendable {
    let pointer: UnsafePointer<Element>
    let count: Int

    init(_ elements: [Element]) {
        count = elements.count
        let raw = UnsafeMutableRawPointer.allocate(byteCount: max(64, count * MemoryLayout<Element>.stride), alignment: 64)
        let target = raw.bindMemory(to: Element.self, capacity: max(1, count))
        elements.withUnsafeBufferPointer { if let base = $0.baseAddress { target.update(from: base, count: $0.count) } }
        pointer = UnsafePointer(target)
    }

    deinit { UnsafeMutableRawPointer(mutating: UnsafeRawPointer(pointer)).deallocate() }
}
