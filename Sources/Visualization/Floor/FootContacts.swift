// Finds the moments in which a foot stands on something, by how the feet move, whatever the height.
import BodyModels

/// Watches the feet of a body frame by frame.
///
/// A foot is planted while the lowest point of it keeps its place for at least a tenth of a second and no other part of the body
/// is clearly lower. That holds for a foot that rolls from heel to toe as for one that stands, not for one in the air: even at the
/// top of a jump nothing rests so long.
struct FootContacts {
    /// One frame.
    struct Frame {
        /// Height of the body's lowest vertex, metres.
        var lowest: Float
        /// For each foot: where its lowest vertex is, and how fast that vertex moves, metres a second.
        var feet: [(place: SIMD3<Float>, speed: Float)] = []
    }

    /// Slower than this (metres a second) a point of a foot rests, as far as captures can tell.
    static let restingSpeed: Float = 0.2
    /// For motions in which nothing rests that long, such as a run: slower than this a foot pushes off rather than swings.
    static let pushingSpeed: Float = 1
    /// A foot that is higher than the body's lowest point by more than this (metres) does not carry it.
    private static let reach: Float = 0.03

    let frameRate: Double
    /// The numbers of each foot's vertices.
    private let feet: [[Int]]
    /// Speeds are measured over this many frames before and after: about a thirtieth of a second each.
    private let step: Int
    /// The feet's vertices in the last frames, oldest first.
    private var recent: [[[SIMD3<Float>]]] = []
    private(set) var frames: [Frame] = []

    /// - Parameter body: the body (or an outline of it) whose posed vertices will be given.
    init(body: ShapedBody, frameRate: Double) {
        self.frameRate = frameRate
        feet = ShapedBody.footJoints.map(body.vertices(movedBy:)).filter { !$0.isEmpty }
        step = min(max(Int((frameRate / 30).rounded()), 1), 100)
    }

    /// Adds a frame.
    /// - Parameter vertices: x, y, z of each vertex.
    mutating func add(_ vertices: UnsafeBufferPointer<Float>, lowest: Float) {
        let places = feet.map { foot in foot.map { SIMD3(vertices[$0 * 3], vertices[$0 * 3 + 1], vertices[$0 * 3 + 2]) } }
        frames.append(Frame(lowest: lowest))
        recent.append(places)
        if recent.count > 2 * step + 1 { recent.removeFirst() }
        let number = frames.count - 1
        if number >= step { measure(number - step) }
    }

    /// Must be called after the last frame.
    mutating func finish() {
        for number in max(frames.count - step, 0)..<frames.count { measure(number) }
        recent = []
    }

    /// Notes each foot's lowest point in a frame and its speed: from as many frames on either side as there are.
    private mutating func measure(_ number: Int) {
        let first = frames.count - recent.count
        let before = max(number - step, first), after = min(number + step, frames.count - 1)
        let seconds = Float(Double(max(after - before, 1)) / frameRate)
        for foot in feet.indices {
            let here = recent[number - first][foot]
            guard let low = here.indices.min(by: { here[$0].z < here[$1].z }) else { continue }
            let way = recent[after - first][foot][low] - recent[before - first][foot][low]
            frames[number].feet.append((here[low], (way * way).sum().squareRoot() / seconds))
        }
    }

    /// The places where the body stands: of every frame in which a foot is planted, the lower planted foot's lowest point, its
    /// height that of the whole body.
    ///
    /// - Parameter speed: what counts as resting.
    func contacts(slowerThan speed: Float) -> [(frame: Int, place: SIMD3<Float>)] {
        let shortest = max(Int((0.1 * frameRate).rounded(.up)), speed > FootContacts.restingSpeed ? 2 : 3)
        var found = [SIMD3<Float>?](repeating: nil, count: frames.count)
        for foot in feet.indices {
            var start = 0
            for number in 0...frames.count {
                if number < frames.count {
                    let (place, itsSpeed) = frames[number].feet[foot]
                    if itsSpeed < speed && place.z < frames[number].lowest + FootContacts.reach { continue }
                }
                if number - start >= shortest {
                    for planted in start..<number {
                        let place = frames[planted].feet[foot].place
                        if let other = found[planted], other.z <= place.z { continue }
                        found[planted] = place
                    }
                }
                start = number + 1
            }
        }
        return found.indices.compactMap { number in
            found[number].map { (number, SIMD3($0.x, $0.y, frames[number].lowest)) }
        }
    }
}
