// Measurements as pictures that other programs can read: labels, millimetres, and colours to look at.
import BodyModels
import Pictures
import Rendering

extension Measurements {
    /// The deepest that ``depthPicture()`` can tell, metres.
    public static let deepest: Float = 65.535

    /// True if something is farther away than ``depthPicture()`` can tell.
    public var isTooDeep: Bool { depths.contains { $0 > Measurements.deepest } }

    /// 16-bit gray: millimetres along the camera's axis, rounded; 0 where there is nothing, 65535 from 65.535 m on. What is nearer
    /// than half a millimetre counts as one.
    public func depthPicture() throws -> Image {
        let samples = zip(depths, persons).map { depth, person in
            person == 0 ? 0 : UInt16(min(max((depth * 1000).rounded(), 1), 65535))
        }
        return try Image(width: width, height: height, samples: samples)
    }

    /// Normals as colours, (n + 1) / 2 in each channel; black where there is nothing.
    /// - Parameter normals: `(height, width, 3)`, as ``normals(in:)`` gives them.
    public func picture(ofNormals normals: [Float]) throws -> Image {
        try colors(normals) { value, _ in (value + 1) / 2 }
    }

    /// Places as colours, for looking at: the box around what is seen goes from 0 to 255 in each axis; black where there is nothing.
    /// - Parameter positions: `(height, width, 3)`, such as ``positions``.
    public func picture(ofPositions positions: [Float]) throws -> Image {
        var low = SIMD3<Float>(repeating: .infinity), high = -low
        for i in persons.indices where persons[i] > 0 {
            let place = SIMD3(positions[3 * i], positions[3 * i + 1], positions[3 * i + 2])
            low = pointwiseMin(low, place)
            high = pointwiseMax(high, place)
        }
        let span = pointwiseMax(high - low, SIMD3(repeating: 1e-6))
        return try colors(positions) { value, axis in (value - low[axis]) / span[axis] }
    }

    /// 8-bit gray: 255 where there is a body, else 0.
    public func maskPicture() throws -> Image {
        try Image(width: width, height: height, format: .gray8, pixels: persons.map { $0 > 0 ? 255 : 0 })
    }

    /// Gray: the number of the person plus one, 0 where there is nobody; 16 bits if there are more than 255.
    /// - Parameter count: how many there are.
    public func personPicture(of count: Int) throws -> Image {
        if count > 255 { return try Image(width: width, height: height, samples: persons) }
        return try Image(width: width, height: height, format: .gray8, pixels: persons.map { UInt8(min($0, 255)) })
    }

    /// 8-bit gray: the number of the part plus one, 0 where there is nothing.
    public func partPicture() throws -> Image {
        try Image(width: width, height: height, format: .gray8, pixels: parts)
    }

    /// Three numbers a pixel as a colour.
    private func colors(_ vectors: [Float], _ scaled: (Float, Int) -> Float) throws -> Image {
        precondition(vectors.count == persons.count * 3)
        return try Image(width: width, height: height, format: .rgb8) { out in
            for i in persons.indices where persons[i] > 0 {
                for axis in 0..<3 { out[3 * i + axis] = UInt8(min(max(scaled(vectors[3 * i + axis], axis) * 255, 0), 255).rounded()) }
            }
        }
    }
}

extension BodyParts {
    /// What the numbers in a picture of parts mean: `names[k]` is `k + 1`, 0 is the background.
    public static let labels: [(number: Int, name: String)] = [(0, "background")] + names.enumerated().map { ($0.offset + 1, $0.element) }
}
