// A camera as calibrations and pose estimators describe it, and the photographs it took.
import Rendering

/// What is known of a camera: its lens, its place, its photographs.
public struct Calibration: Sendable {
    /// A pinhole camera's focal lengths and principal point, pixels; the first pixel's centre is at 0.5.
    public struct Lens: Sendable, Equatable {
        public var fx, fy, cx, cy: Float

        public init(fx: Float, fy: Float, cx: Float, cy: Float) {
            (self.fx, self.fy, self.cx, self.cy) = (fx, fy, cx, cy)
        }

        func intrinsics(_ size: PictureSize) -> Intrinsics {
            Intrinsics(fx: fx, fy: fy, cx: cx, cy: cy, width: size.width, height: size.height)
        }
    }

    /// Of the photographs, or of pictures of the size asked for. Alone, the motion is in the camera's own coordinates: x right, y down,
    /// z forward.
    public var lens: Lens?
    /// A file with the 3x4 or 4x4 matrix from the motion's world (metres, Z up) to the camera: x right, y down, z forward.
    public var extrinsics: String?
    /// Where the camera is, what is in the middle of its picture, and what is up in it, in the motion's world: metres, Z up.
    public var position: SIMD3<Float>?
    public var target: SIMD3<Float>?
    public var up: SIMD3<Float>?
    /// A photograph to draw over, a film, or a folder of photographs: the first by name behind frame 0, and so on. Sets the size.
    public var photographs: String?

    public init() {}

    /// True where the camera's lens is known but not its place: the motion is then relative to it.
    public var isMotionInCameraCoordinates: Bool { lens != nil && extrinsics == nil && position == nil }
}
