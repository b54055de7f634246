// How long each step of drawing takes, for benchmarks.

/// Time spent in each pass, summed over pictures.
package struct PassTimings {
    package enum Pass: String, CaseIterable {
        case load, lightDepth, floorShadow, backdrop, bodies, readBack, resolve
    }

    package private(set) var total: [Pass: Duration] = [:]
    private var last = ContinuousClock.now

    package init() {}

    mutating func begin() { last = .now }

    mutating func end(_ pass: Pass) {
        let now = ContinuousClock.now
        total[pass, default: .zero] += now - last
        last = now
    }
}
