// How long each step of drawing takes, for benchmarks.
@preconcurrency import LibC

/// Time spent in each pass, summed over pictures: processor time of the drawing thread, which other programs disturb less than
/// the clock on the wall.
package struct PassTimings {
    package enum Pass: String, CaseIterable {
        case load, lightDepth, floorShadow, backdrop, bodies, readBack, resolve
    }

    package private(set) var total: [Pass: Duration] = [:]
    private var last = PassTimings.now

    package init() {}

    /// Processor time of this thread so far.
    package static var now: Duration {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }

    mutating func begin() { last = PassTimings.now }

    mutating func end(_ pass: Pass) {
        let now = PassTimings.now
        total[pass, default: .zero] += now - last
        last = now
    }
}
