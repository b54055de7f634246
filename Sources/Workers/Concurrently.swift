// Runs two closures at once in threads of this process, for start-up, where each waits for its own files.
@preconcurrency import LibC

/// Runs two pieces of work side by side.
public enum Concurrently {
    /// Runs `here` on this thread (OpenGL contexts belong to a thread) while `besides` runs on another, and waits for both.
    ///
    /// - Throws: the error of `besides` if it failed (it reads the user's files, so its words matter most), else that of `here`.
    public static func run<A, B>(here: () throws -> A, besides: () throws -> B) throws -> (A, B) {
        try withoutActuallyEscaping(besides) { besides in
            let box = Box(besides)
            var thread = pthread_t()
            let pointer = Unmanaged.passRetained(box as AnyObject).toOpaque()
            let started = pthread_create(
                &thread, nil,
                { argument in
                    guard let argument else { return nil }
                    (Unmanaged<AnyObject>.fromOpaque(argument).takeRetainedValue() as? Runnable)?.run()
                    return nil
                }, pointer)
            if started != 0 {
                Unmanaged<AnyObject>.fromOpaque(pointer).release()
                box.run()
            }
            let own = Result { try here() }
            if started == 0 { pthread_join(thread, nil) }
            guard let other = box.result else { throw WorkerProblem("a thread ended without a result") }
            box.body = nil
            let b = try other.get()
            return (try own.get(), b)
        }
    }

    /// What `transform` makes of each item, in order; halves of the items at once, and halves of these, as far as there are processors.
    ///
    /// - Parameter transform: must not depend on the order in which it is called.
    /// - Throws: an error of `transform`.
    public static func map<Item, Result>(
        _ items: [Item], processors: Int = WorkerPool.processorCount, _ transform: (Item) throws -> Result
    ) throws -> [Result] {
        guard processors > 1, items.count > 1 else { return try items.map(transform) }
        let half = items.count / 2
        let (first, second) = try run(
            here: { try map(Array(items[..<half]), processors: processors / 2, transform) },
            besides: { try map(Array(items[half...]), processors: processors - processors / 2, transform) })
        return first + second
    }

    private protocol Runnable: AnyObject { func run() }

    private final class Box<Value>: Runnable {
        var body: (() throws -> Value)?
        var result: Result<Value, any Error>?
        init(_ body: @escaping () throws -> Value) { self.body = body }
        func run() {
            if let body { result = Result { try body() } }
        }
    }
}
