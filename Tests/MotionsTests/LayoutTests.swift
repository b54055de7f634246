// Joints are taken from one layout to another by their names.
import BodyModels
import Motions
import Testing

@Suite struct LayoutTests {
    @Test(arguments: JointLayout.allCases)
    func `names, parents and ranges agree with the joint count`(layout: JointLayout) {
        #expect(layout.jointNames.count == layout.jointCount)
        #expect(Set(layout.jointNames).count == layout.jointCount)
        #expect(layout.parents.count == layout.jointCount)
        #expect(layout.parents[0] == -1)
        for joint in 1..<layout.jointCount { #expect((0..<joint).contains(layout.parents[joint])) }
        #expect(layout.rightHand.upperBound == layout.jointCount)
        #expect(JointLayout.bodyJointCount + layout.face.count + layout.leftHand.count + layout.rightHand.count == layout.jointCount)
    }

    @Test func `joints have their published places`() {
        let smplh = JointLayout.smplh
        #expect(smplh.jointNames[15] == "head" && smplh.jointNames[21] == "right_wrist")
        #expect(smplh.jointNames[22] == "left_index1" && smplh.jointNames[36] == "left_thumb3")
        #expect(smplh.jointNames[37] == "right_index1" && smplh.jointNames[51] == "right_thumb3")
        #expect(smplh.jointNames[28] == "left_pinky1")
        #expect(smplh.parents[25] == 20 && smplh.parents[26] == 25 && smplh.parents[37] == 21)
        let smplx = JointLayout.smplx
        #expect(smplx.jointNames[22] == "jaw" && smplx.parents[22] == 15 && smplx.parents[24] == 15)
        #expect(smplx.leftHand == 25..<40 && smplx.rightHand == 40..<55)
        #expect(smplx.jointNames[25] == "left_index1" && smplx.parents[40] == 21 && smplx.parents[41] == 40)
        #expect(JointLayout.smpl.jointNames[23] == "right_hand" && JointLayout.smpl.parents[23] == 21)
    }

    @Test func `converting between layouts keeps the body and every finger`() throws {
        let h = try MotionFiles.read("smplh.npz")
        let x = h.converted(to: .smplx)
        for frame in 0..<h.frameCount {
            for (joint, name) in h.layout.jointNames.enumerated() {
                let place = try #require(x.layout.jointNames.firstIndex(of: name))
                #expect(rotation(x, frame, place) == rotation(h, frame, joint))
            }
            for joint in x.layout.face { #expect(rotation(x, frame, joint) == .zero) }
        }
        #expect(x.converted(to: .smplh).poses == h.poses)
        let smpl = h.converted(to: .smpl)
        #expect(rotation(smpl, 1, 21) == rotation(h, 1, 21))
        #expect(rotation(smpl, 1, 22) == rotation(h, 1, 22) && rotation(smpl, 1, 23) == rotation(h, 1, 37))
    }
}
