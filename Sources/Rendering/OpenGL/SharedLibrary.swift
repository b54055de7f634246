// Libraries opened while the program runs, so that it starts, and can say what is missing, on machines without them.
@preconcurrency import LibC

/// A shared library; it stays open until the process ends.
struct SharedLibrary {
    /// The file name under which it was found.
    let fileName: String
    private let kind: ContextKind
    private let handle: UnsafeMutableRawPointer

    /// Opens the first of some names that can be opened.
    /// - Throws: ``GraphicsProblem/libraryMissing(_:_:)`` with the dynamic linker's message about the first name.
    init(_ fileNames: [String], for kind: ContextKind) throws {
        var failure: String?
        for name in fileNames {
            if let handle = dlopen(name, RTLD_NOW | RTLD_LOCAL) {
                self.fileName = name
                self.kind = kind
                self.handle = handle
                return
            }
            let message = dlerror().map { String(cString: $0) }
            failure = failure ?? message
        }
        throw GraphicsProblem.libraryMissing(kind, failure ?? "no library name tried")
    }

    /// A function of the library, as the C type of what it is stored in.
    /// - Throws: ``GraphicsProblem/functionMissing(_:_:)``.
    func function<Function>(_ name: String) throws -> Function {
        guard let address = dlsym(handle, name) else { throw GraphicsProblem.functionMissing(kind, name) }
        return unsafeBitCast(address, to: Function.self)
    }
}

/// A context that is current on the thread that made it, until it is released.
protocol CurrentContext: AnyObject {
    var kind: ContextKind { get }
    /// The library's file name as opened.
    var libraryName: String { get }
    /// The address of an OpenGL function.
    func address(of function: String) -> UnsafeMutableRawPointer?
}

extension CurrentContext {
    /// An OpenGL function by its name, as the C type of what it is stored in.
    /// - Throws: ``GraphicsProblem/functionMissing(_:_:)``.
    func function<Function>(_ name: String) throws -> Function {
        guard let address = address(of: name) else { throw GraphicsProblem.functionMissing(kind, name) }
        return unsafeBitCast(address, to: Function.self)
    }
}
