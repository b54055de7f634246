// A motion on another skeleton of the SMPL family.
import Arrays
import BodyModels

extension Motion {
    /// The same motion with the joints of another layout.
    ///
    /// The 22 joints of the body are common to all. Between SMPL+H and SMPL-X hands are copied finger by finger; jaw and eyes are
    /// dropped or left at rest. SMPL has one joint per hand, which takes the place of the first joint of the index finger, as in the
    /// motion models trained on AMASS; on the way back fingers other than that one are flat.
    public func converted(to layout: JointLayout) -> Motion {
        guard layout != self.layout else { return self }
        var pairs = (0..<JointLayout.bodyJointCount).map { ($0, $0) }
        pairs += zip(self.layout.leftHand, layout.leftHand)
        pairs += zip(self.layout.rightHand, layout.rightHand)
        var result = self
        result.layout = layout
        result.poses = NDArray(repeating: 0, shape: [frameCount, layout.jointCount, 3])
        let (from, to) = (self.layout.jointCount, layout.jointCount)
        result.poses.elements.withUnsafeMutableBufferPointer { target in
            poses.elements.withUnsafeBufferPointer { source in
                for frame in 0..<frameCount {
                    for (a, b) in pairs {
                        for axis in 0..<3 { target[(frame * to + b) * 3 + axis] = source[(frame * from + a) * 3 + axis] }
                    }
                }
            }
        }
        return result
    }
}
