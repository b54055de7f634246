// Hands: filled in where a motion has none, left alone where it has, mirrored.
import Arrays
import BodyModels
import Motions
import Testing

@Suite struct HandTests {
    func still(_ layout: JointLayout, frames: Int = 3) -> Motion {
        madeUpMotion(layout: layout, frames: frames, rate: 30) { joint, _ in joint == 0 ? SIMD3(.pi / 2, 0, 0) : .zero }
    }

    @Test(arguments: [JointLayout.smplh, .smplx])
    func `empty hands are curled alike in all frames, left and right as mirror images`(layout: JointLayout) {
        let motion = still(layout)
        let relaxed = motion.withHands(.relaxed)
        #expect(!motion.hasHandPose && relaxed.hasHandPose)
        for frame in 0..<3 {
            for (left, right) in zip(layout.leftHand, layout.rightHand) {
                let (a, b) = (rotation(relaxed, frame, left), rotation(relaxed, frame, right))
                #expect(a == rotation(relaxed, 0, left) && a.x == b.x && a.y == -b.y && a.z == -b.z)
                #expect(length(a) < 1)
            }
            // Index, middle, little, ring finger in the file's order: curled more and more from index to little finger.
            let curl = [0, 3, 9, 6].map { first in
                (0..<3).reduce(0) { $0 - rotation(relaxed, frame, layout.leftHand.lowerBound + first + $1).z }
            }
            #expect(curl == curl.sorted() && curl[0] > 0.4 && curl[3] < 2)
            for joint in 0..<layout.leftHand.lowerBound { #expect(rotation(relaxed, frame, joint) == rotation(motion, frame, joint)) }
        }
        #expect(relaxed.withHands(.flat).poses == motion.poses)
    }

    @Test func `hands that are there stay, each by itself`() {
        let layout = JointLayout.smplh
        let motion = madeUpMotion(layout: layout, frames: 4, rate: 30) { joint, time in
            joint == layout.leftHand.lowerBound + 7 && time > 0.05 ? SIMD3(0, 0, -0.5) : .zero
        }
        let relaxed = motion.withHands(.relaxed)
        for frame in 0..<4 {
            for joint in layout.leftHand { #expect(rotation(relaxed, frame, joint) == rotation(motion, frame, joint)) }
            #expect(layout.rightHand.contains { rotation(relaxed, frame, $0) != .zero })
        }
        #expect(motion.withHands(.own).poses == motion.poses)
        #expect(!motion.withHands(.flat).hasHandPose)
    }

    @Test func `SMPL's hand turns all fingers of the relaxed hand`() {
        let motion = madeUpMotion(layout: .smpl, frames: 2, rate: 30) { joint, time in joint == 22 && time > 0 ? SIMD3(0, 0, -0.4) : .zero }
        #expect(motion.withHands(.relaxed).poses == motion.poses)
        let wide = motion.converted(to: .smplh)
        let relaxed = wide.withHands(.relaxed)
        let plain = still(.smplh, frames: 1).withHands(.relaxed)
        for joint in JointLayout.smplh.leftHand {
            #expect(length(rotation(relaxed, 0, joint) - rotation(plain, 0, joint)) < 1e-6)
            let turned = rotation(relaxed, 1, joint).z - rotation(relaxed, 0, joint).z
            if (joint - 22) % 3 != 0 { #expect(turned == 0) } else if joint < 34 { #expect(abs(turned + 0.4) < 0.02) }
        }
        #expect(rotation(relaxed, 1, 40) == rotation(plain, 0, 40), "the right hand is relaxed")
    }
}
