// The space in which GIF colours are compared: brightness counts most, as in the eye.

/// A colour as brightness and two colour differences (ITU-R BT.601 luma of the encoded values, and six tenths of Cb and Cr).
///
/// Encoded sRGB is close to even steps in seen brightness, and the transform is linear: the mean of colours is the mean of
/// their points. Only additions and multiplications of Float are used, so every machine gets the same palette.
struct ColorPoint: Sendable, Equatable {
    var y: Float, u: Float, v: Float

    init(_ y: Float, _ u: Float, _ v: Float) {
        self.y = y
        self.u = u
        self.v = v
    }

    init(rgb: UInt32) {
        let r = Float(rgb >> 16 & 255), g = Float(rgb >> 8 & 255), b = Float(rgb & 255)
        y = 0.299 * r + 0.587 * g + 0.114 * b
        u = (b - y) * ColorSpace.blueScale
        v = (r - y) * ColorSpace.redScale
    }

    /// The nearest 24-bit colour.
    var rgb: UInt32 {
        let r = y + v / ColorSpace.redScale, b = y + u / ColorSpace.blueScale
        let g = (y - 0.299 * r - 0.114 * b) / 0.587
        func byte(_ value: Float) -> UInt32 { UInt32(min(max(value, 0), 255) + 0.5) }
        return byte(r) << 16 | byte(g) << 8 | byte(b)
    }

    /// Squared distance.
    @inline(__always)
    func distance(_ other: ColorPoint) -> Float {
        let dy = y - other.y, du = u - other.u, dv = v - other.v
        return dy * dy + du * du + dv * dv
    }
}

enum ColorSpace {
    // Six tenths of the Cb and Cr of BT.601: of the palettes of rendered bodies these come closest to the true frames, by
    // structural similarity of brightness and of each channel alike (smog-benchmark-gif).
    static let blueScale: Float = 0.3384, redScale: Float = 0.4278

    /// A whole number that grows with brightness.
    static func brightness(_ rgb: UInt32) -> UInt32 {
        299 * (rgb >> 16 & 255) + 587 * (rgb >> 8 & 255) + 114 * (rgb & 255)
    }
}

/// Points sorted by brightness, for finding the nearest one without looking at all of them.
struct NearestColor: Sendable {
    /// Sorted by brightness.
    private(set) var points: [ColorPoint]
    /// `numbers[i]` is where `points[i]` stood in the list given.
    private(set) var numbers: [Int]

    init(_ list: [ColorPoint]) {
        numbers = list.indices.sorted { (list[$0].y, $0) < (list[$1].y, $1) }
        points = numbers.map { list[$0] }
    }

    /// The place in the given list of the point nearest to `point` (the first of equals), and the squared distance.
    func find(_ point: ColorPoint) -> (number: Int, distance: Float) {
        points.withUnsafeBufferPointer { points in
            var low = 0, high = points.count
            while low < high {
                let middle = (low + high) / 2
                if points[middle].y < point.y { low = middle + 1 } else { high = middle }
            }
            var best = -1, distance = Float.infinity
            func consider(_ i: Int) {
                let d = points[i].distance(point)
                if d < distance || (d == distance && numbers[i] < numbers[best]) { (best, distance) = (i, d) }
            }
            // Outward from the same brightness, until brightness alone is too far off.
            var down = low - 1, up = low
            while true {
                let upGap = up < points.count ? points[up].y - point.y : .infinity
                let downGap = down >= 0 ? point.y - points[down].y : .infinity
                let gap = min(upGap, downGap)
                if gap == .infinity || gap * gap > distance { break }
                if upGap <= downGap {
                    consider(up)
                    up += 1
                } else {
                    consider(down)
                    down -= 1
                }
            }
            return (best < 0 ? 0 : numbers[best], distance)
        }
    }
}
