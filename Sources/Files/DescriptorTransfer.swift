// Reads and writes of open files, pipes and sockets that go on until all is done: one call may stop in the middle or be interrupted.
import LibC

/// Whole transfers through file descriptors.
package enum DescriptorTransfer {
    /// Writes all bytes.
    /// - Parameter offset: where in the file, for bytes that are written over; nil to go on where the descriptor is.
    /// - Returns: 0, or the number of the error that ended it.
    package static func write(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32, at offset: Int? = nil) -> Int32 {
        guard let base = bytes.baseAddress else { return 0 }
        var done = 0
        while done < bytes.count {
            let count =
                offset.map { pwrite(descriptor, base + done, bytes.count - done, off_t($0 + done)) }
                ?? LibC.write(descriptor, base + done, bytes.count - done)
            if count < 0 && errno == EINTR { continue }
            if count < 0 { return errno }
            // Nothing taken and no error: what would be tried for ever is a failure.
            if count == 0 { return EIO }
            done += count
        }
        return 0
    }

    /// Fills a buffer.
    /// - Returns: false if the other side ends first, or an error does.
    package static func read(_ descriptor: Int32, filling bytes: UnsafeMutableRawBufferPointer) -> Bool {
        guard let base = bytes.baseAddress else { return true }
        var done = 0
        while done < bytes.count {
            let count = LibC.read(descriptor, base + done, bytes.count - done)
            if count < 0 && errno == EINTR { continue }
            if count <= 0 { return false }
            done += count
        }
        return true
    }
}
