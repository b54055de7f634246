// Motions as monocular estimators write them: in the coordinates of the camera that saw them.

extension Motion {
    /// The motion turned from a camera's coordinates (X right, Y down, Z forward) into a world with Z up.
    ///
    /// The camera is then at the origin and looks along +Y, its upper side towards +Z: (x, y, z) becomes (x, z, -y).
    ///
    /// - Parameter pelvis: the root joint's place in the rest pose of the body that is shown, metres.
    public func turnedUpright(fromCameraWithPelvisAt pelvis: SIMD3<Float>) -> Motion {
        turned(.fromYDown, pelvis: SIMD3<Double>(Double(pelvis.x), Double(pelvis.y), Double(pelvis.z)))
    }
}
