// Unpacks xz, lzma and bzip2 streams, if the system has the libraries: rare enough not to need them.
import Files

#if canImport(Glibc)
@preconcurrency import Glibc
#elseif canImport(Musl)
@preconcurrency import Musl
#endif

/// A library opened while the program runs.
private struct LoadedLibrary {
    private let handle: UnsafeMutableRawPointer

    init?(_ names: [String]) {
        for name in names {
            if let handle = dlopen(name, RTLD_NOW | RTLD_LOCAL) {
                self.handle = handle
                return
            }
        }
        return nil
    }

    func function<Function>(_ name: String, as type: Function.Type) -> Function? {
        dlsym(handle, name).map { unsafeBitCast($0, to: type) }
    }
}

/// A library's stream object: its first words are the same in both libraries but for their widths.
private final class OpaqueStream {
    let memory: UnsafeMutableRawPointer
    init(size: Int) {
        memory = .allocate(byteCount: size, alignment: 16)
        memory.initializeMemory(as: UInt8.self, repeating: 0, count: size)
    }
    deinit { memory.deallocate() }
}

/// `xz` and the older `lzma`, by liblzma. Source: `lzma/base.h` (`lzma_stream`: 136 bytes, all zero at first).
final class LZMADecoder: StreamDecoder {
    private typealias Start = @convention(c) (UnsafeMutableRawPointer, UInt64, UInt32) -> Int32
    private typealias Code = @convention(c) (UnsafeMutableRawPointer, Int32) -> Int32
    private typealias End = @convention(c) (UnsafeMutableRawPointer) -> Void

    private let path: String
    private let stream = OpaqueStream(size: 256)
    private let code: Code
    private let end: End

    init(path: String) throws {
        self.path = path
        guard MemoryLayout<Int>.size == 8, let library = LoadedLibrary(["liblzma.so.5", "liblzma.so"]),
            let start = library.function("lzma_auto_decoder", as: Start.self), let code = library.function("lzma_code", as: Code.self),
            let end = library.function("lzma_end", as: End.self)
        else { throw StreamCompression.notUnderstood(path, "lzma (the library liblzma is missing)") }
        (self.code, self.end) = (code, end)
        guard start(stream.memory, 1 << 30, 0) == 0 else { throw FileProblem(path, "cannot be unpacked: liblzma cannot be started") }
    }

    deinit { end(stream.memory) }

    func step(_ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer) throws -> (taken: Int, made: Int, isAtEnd: Bool) {
        // next_in, avail_in, total_in, next_out, avail_out, each of 8 bytes.
        stream.memory.storeBytes(of: UInt(bitPattern: input.baseAddress), as: UInt.self)
        stream.memory.storeBytes(of: UInt(input.count), toByteOffset: 8, as: UInt.self)
        stream.memory.storeBytes(of: UInt(bitPattern: output.baseAddress), toByteOffset: 24, as: UInt.self)
        stream.memory.storeBytes(of: UInt(output.count), toByteOffset: 32, as: UInt.self)
        let result = code(stream.memory, 0)
        // 0: go on, 1: the end, 10: nothing to be done without more input.
        guard result == 0 || result == 1 || result == 10 else {
            throw FileProblem(path, "is damaged and cannot be unpacked", advice: "Copy or download the file again.")
        }
        let left = Int(stream.memory.load(fromByteOffset: 8, as: UInt.self))
        let room = Int(stream.memory.load(fromByteOffset: 32, as: UInt.self))
        return (input.count - left, output.count - room, result == 1)
    }
}

/// `bzip2`, by libbz2. Source: `bzlib.h` (`bz_stream`: 80 bytes, all zero at first).
final class BZip2Decoder: StreamDecoder {
    private typealias Start = @convention(c) (UnsafeMutableRawPointer, Int32, Int32) -> Int32
    private typealias Code = @convention(c) (UnsafeMutableRawPointer) -> Int32

    private let path: String
    private let stream = OpaqueStream(size: 128)
    private let code: Code
    private let end: Code

    init(path: String) throws {
        self.path = path
        guard MemoryLayout<Int>.size == 8, let library = LoadedLibrary(["libbz2.so.1.0", "libbz2.so.1", "libbz2.so"]),
            let start = library.function("BZ2_bzDecompressInit", as: Start.self), let code = library.function("BZ2_bzDecompress", as: Code.self),
            let end = library.function("BZ2_bzDecompressEnd", as: Code.self)
        else { throw StreamCompression.notUnderstood(path, "bzip2 (the library libbz2 is missing)") }
        (self.code, self.end) = (code, end)
        guard start(stream.memory, 0, 0) == 0 else { throw FileProblem(path, "cannot be unpacked: libbz2 cannot be started") }
    }

    deinit { _ = end(stream.memory) }

    func step(_ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer) throws -> (taken: Int, made: Int, isAtEnd: Bool) {
        // next_in (8 bytes), avail_in (4), total_in (8), 4 of padding, next_out (8), avail_out (4).
        let (offered, room) = (min(input.count, 1 << 30), min(output.count, 1 << 30))
        stream.memory.storeBytes(of: UInt(bitPattern: input.baseAddress), as: UInt.self)
        stream.memory.storeBytes(of: UInt32(offered), toByteOffset: 8, as: UInt32.self)
        stream.memory.storeBytes(of: UInt(bitPattern: output.baseAddress), toByteOffset: 24, as: UInt.self)
        stream.memory.storeBytes(of: UInt32(room), toByteOffset: 32, as: UInt32.self)
        let result = code(stream.memory)
        // 0: go on, 4: the end.
        guard result == 0 || result == 4 else {
            throw FileProblem(path, "is damaged and cannot be unpacked", advice: "Copy or download the file again.")
        }
        let left = Int(stream.memory.load(fromByteOffset: 8, as: UInt32.self))
        let free = Int(stream.memory.load(fromByteOffset: 32, as: UInt32.self))
        return (offered - left, room - free, result == 4)
    }
}
