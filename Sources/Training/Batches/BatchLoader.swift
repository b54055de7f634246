// Makes batches on a thread of its own, ahead of the steps that use them.
@preconcurrency import LibC

/// The batches of a plan, one after the other, made before they are asked for.
///
/// Which batches come, and what is in them, does not depend on how fast they are made or used. Use ``next()`` from one thread.
///
/// A process with a loader must not fork: threads do not live on in the copy. Let go of the loader first.
public final class BatchLoader {
    private let queue: Queue
    private var thread = pthread_t()
    private let hasThread: Bool

    /// Begins to make batches.
    /// - Parameters:
    ///   - start: the first batch that is wanted: where an earlier run stopped.
    ///   - ahead: how many wait at most.
    public init(_ plan: BatchPlan, from start: BatchPosition = BatchPosition(), ahead: Int = 4) {
        queue = Queue(plan, from: start, ahead: max(1, ahead))
        let seat = Unmanaged.passRetained(queue)
        let started = pthread_create(
            &thread, nil,
            { argument in
                if let argument { Unmanaged<Queue>.fromOpaque(argument).takeRetainedValue().produce() }
                return nil
            }, seat.toOpaque())
        hasThread = started == 0
        if !hasThread { seat.release() }
    }

    deinit {
        queue.stop()
        if hasThread { pthread_join(thread, nil) }
    }

    /// The next batch; after the last one of an epoch the first one of the next.
    public func next() -> TrainingBatch { hasThread ? queue.take() : queue.make() }

    /// Batches that are ready: 0 if the steps are faster than the loader.
    public var readyCount: Int { queue.readyCount }
}

/// What both threads know of; everything but the plan under the lock.
private final class Queue: @unchecked Sendable {
    private let plan: BatchPlan
    private let ahead: Int
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let changed = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    private var ready: [TrainingBatch] = []
    private var isStopped = false

    // Of the thread that makes batches.
    private var position: BatchPosition
    private var order: (epoch: Int, items: [Int])?

    init(_ plan: BatchPlan, from start: BatchPosition, ahead: Int) {
        self.plan = plan
        self.ahead = ahead
        position = start.index < plan.batchesPerEpoch ? start : BatchPosition(epoch: start.epoch + 1)
        pthread_mutex_init(mutex, nil)
        pthread_cond_init(changed, nil)
    }

    deinit {
        pthread_cond_destroy(changed)
        pthread_mutex_destroy(mutex)
        changed.deallocate()
        mutex.deallocate()
    }

    /// Makes the batch whose turn it is.
    func make() -> TrainingBatch {
        let items: [Int]
        if let order, order.epoch == position.epoch {
            items = order.items
        } else {
            items = plan.order(ofEpoch: position.epoch)
            order = (position.epoch, items)
        }
        let batch = plan.batch(at: position, order: items)
        position = plan.next(position)
        return batch
    }

    func produce() {
        while true {
            pthread_mutex_lock(mutex)
            while ready.count >= ahead && !isStopped { pthread_cond_wait(changed, mutex) }
            let isOver = isStopped
            pthread_mutex_unlock(mutex)
            if isOver { return }
            let batch = make()
            pthread_mutex_lock(mutex)
            ready.append(batch)
            pthread_cond_broadcast(changed)
            pthread_mutex_unlock(mutex)
        }
    }

    func take() -> TrainingBatch {
        pthread_mutex_lock(mutex)
        while ready.isEmpty { pthread_cond_wait(changed, mutex) }
        let batch = ready.removeFirst()
        pthread_cond_broadcast(changed)
        pthread_mutex_unlock(mutex)
        return batch
    }

    func stop() {
        pthread_mutex_lock(mutex)
        isStopped = true
        pthread_cond_broadcast(changed)
        pthread_mutex_unlock(mutex)
    }

    var readyCount: Int {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        return ready.count
    }
}
