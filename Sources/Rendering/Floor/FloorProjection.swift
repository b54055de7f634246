// From the pixels of a picture to the floor they show: how a map of the floor gets into the picture.
import Rotations

/// Takes pixels to texels of a square map of a horizontal plane.
struct FloorProjection {
    /// The plane as the columns of a matrix: texels' u and v, and the weight they are to be divided by, for a pixel's column and row, and
    /// for the corner of the picture.
    private let perColumn: SIMD3<Double>
    private let perRow: SIMD3<Double>
    private let corner: SIMD3<Double>

    /// Nil if the plane is seen from below or from its edge.
    ///
    /// - Parameter size: texels along the map's side.
    init?(_ worldToClip: Matrix4, height: Float, area: FloorArea, size: Int, pictureWidth: Int, pictureHeight: Int) {
        // Texels from their place in the picture: the inverse of the projection of the plane. A texel's place in the world:
        let texel = 2 * Double(area.half) / Double(size)
        let origin = SIMD2<Double>(area.middle) - SIMD2(repeating: Double(area.half) - texel / 2)
        func flat(_ v: SIMD4<Float>) -> SIMD3<Double> { SIMD3(Double(v.x), Double(v.y), Double(v.w)) }
        let (x, y) = (flat(worldToClip.columns.0) * texel, flat(worldToClip.columns.1) * texel)
        let base =
            flat(worldToClip.columns.0) * origin.x + flat(worldToClip.columns.1) * origin.y + flat(worldToClip.columns.2) * Double(height)
            + flat(worldToClip.columns.3)
        let (r0, r1, r2) = (cross(y, base), cross(base, x), cross(x, y))
        let determinant = (x * r0).sum()
        guard determinant > 1e-12, determinant.isFinite else { return nil }
        // The rows of the inverse, times x and y from -1 to 1 and one.
        func column(_ axis: Int) -> SIMD3<Double> { SIMD3(r0[axis], r1[axis], r2[axis]) / determinant }
        let (acrossX, acrossY) = (column(0) * (2 / Double(pictureWidth)), column(1) * (2 / Double(pictureHeight)))
        perColumn = acrossX
        perRow = acrossY
        corner = column(2) - column(0) - column(1) + acrossX / 2 + acrossY / 2
    }

    /// Visits the pixels of a part of the picture that show a part of the map that is not 255 throughout.
    ///
    /// - Parameters:
    ///   - codes: the map, `size × size` bytes, 255 along its border.
    ///   - visit: gets a pixel's number and what the map has there, blended linearly between the centres of texels.
    @inline(__always)
    func forEachPixel(in part: PixelRectangle, rowLength: Int, codes: UnsafeBufferPointer<UInt8>, size: Int, _ visit: (Int, UInt32) -> Void)
    {
        let limit = Float(size - 1)
        let perColumn = SIMD3<Float>(self.perColumn)
        for y in part.y..<part.y + part.height {
            // In double precision up to here: the picture's corner may be far from the map.
            let start = SIMD3<Float>(corner + self.perRow * Double(y) + self.perColumn * Double(part.x))
            let line = y * rowLength + part.x
            for x in 0..<part.width {
                let place = start + perColumn * Float(Int32(truncatingIfNeeded: x))
                // Beyond the horizon, the weight is negative. The comparisons fail for what is no number, too.
                let share = 1 / place.z
                let u = place.x * share, v = place.y * share
                guard place.z > 0, u >= 0, v >= 0, u < limit, v < limit else { continue }
                let column = wholeBelow(u), row = wholeBelow(v)
                let i = row &* size &+ column
                let a = UInt32(codes[i]), b = UInt32(codes[i &+ 1]), c = UInt32(codes[i &+ size]), d = UInt32(codes[i &+ size &+ 1])
                if a & b & c & d == 255 { continue }
                let right = UInt32(nearestWhole((u - Float(Int32(truncatingIfNeeded: column))) * 256))
                let up = UInt32(nearestWhole((v - Float(Int32(truncatingIfNeeded: row))) * 256))
                let low = a &* (256 &- right) &+ b &* right, high = c &* (256 &- right) &+ d &* right
                visit(line &+ x, (low &* (256 &- up) &+ high &* up &+ 0x8000) &>> 16)
            }
        }
    }
}
