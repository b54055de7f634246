// The C library under one name, whichever the platform has: rooms write `import LibC`, and `LibC.write` where a method hides the function.
#if canImport(Musl)
@_exported @preconcurrency public import Musl

/// `SOCK_STREAM` as `socket` takes it; glibc makes an enumeration of it.
public let streamSocket = Int32(SOCK_STREAM)
#else
@_exported @preconcurrency public import Glibc

/// `SOCK_STREAM` as `socket` takes it; an enumeration in this library.
public let streamSocket = Int32(SOCK_STREAM.rawValue)
#endif
