// The body's joints by name.

/// The body's joints by name, for code that knows anatomy.
package enum BodyJoint {
    package static let pelvis = 0, leftHip = 1, rightHip = 2, spine1 = 3, leftKnee = 4, rightKnee = 5, spine2 = 6, leftAnkle = 7
    package static let rightAnkle = 8, spine3 = 9, leftFoot = 10, rightFoot = 11, neck = 12, leftCollar = 13, rightCollar = 14, head = 15
    package static let leftShoulder = 16, rightShoulder = 17, leftElbow = 18, rightElbow = 19, leftWrist = 20, rightWrist = 21
    package static let count = 22
}
