// What posing must keep whatever the body: frames do not see each other, translations move, batches do not matter.
import Arrays
import BodyModels
import TestSupport
import Testing

enum Bodies {
    static func open(_ name: String) throws -> BodyModel {
        try BodyModel(contentsOf: Project.root + "/models/open/\(name).npz")
    }
}

/// Rotations that look like poses, the same on every machine.
func somePoses(frames: Int, joints: Int, seed: UInt64, size: Float = 0.6) -> NDArray<Float> {
    var state = seed
    let values = (0..<frames * joints * 3).map { _ -> Float in
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return (Float(state >> 40) / Float(1 << 24) - 0.5) * 2 * size
    }
    return NDArray(shape: [frames, joints, 3], elements: values)
}

@Suite struct PosingTests {
    @Test(arguments: ["open_body_neutral", "open_body_smpl_neutral"])
    func aFrameDoesNotDependOnTheBatchItIsIn(name: String) throws {
        let body = try Bodies.open(name).shaped()
        let poses = somePoses(frames: 21, joints: body.model.jointCount, seed: 1)
        let shifts = somePoses(frames: 21, joints: 1, seed: 2).reshaped([21, 3])
        let together = body.pose(axisAngles: poses, translations: shifts)
        for frame in [0, 6, 7, 8, 20] {
            let alone = body.pose(axisAngles: poses.rows(frame..<frame + 1), translations: shifts.rows(frame..<frame + 1))
            #expect(alone.vertices.elements == Array(together.vertices.row(frame)))
            #expect(alone.joints.elements == Array(together.joints.row(frame)))
        }
    }

    @Test func denseAndSparseCorrectivesAgreeAndBatchesDoNotMatterToDenseOnesEither() throws {
        let sparse = try Bodies.open("open_body_smpl_neutral")
        let dense = sparse.withDenseCorrectives()
        let poses = somePoses(frames: 11, joints: 24, seed: 3)
        let shifts = NDArray<Float>(repeating: 0, shape: [11, 3])
        let a = sparse.shaped().pose(axisAngles: poses, translations: shifts)
        let b = dense.shaped().pose(axisAngles: poses, translations: shifts)
        let worst = zip(a.vertices.elements, b.vertices.elements).reduce(Float(0)) { max($0, ($1.0 - $1.1).magnitude) }
        #expect(worst < 2e-6)
        for frame in [0, 3, 7, 8, 10] {
            let alone = dense.shaped().pose(axisAngles: poses.rows(frame..<frame + 1), translations: shifts.rows(frame..<frame + 1))
            #expect(alone.vertices.elements == Array(b.vertices.row(frame)))
        }
    }

    @Test func atRestTheBodyIsItsTemplateMovedByTheTranslation() throws {
        let body = try Bodies.open("open_body_neutral").shaped()
        let posed = body.pose(
            axisAngles: NDArray(repeating: 0, shape: [1, 52, 3]), translations: NDArray(shape: [1, 3], elements: [1, 2, 3]))
        for i in 0..<body.restVertices.count {
            #expect((posed.vertices.elements[i] - body.restVertices[i] - Float(i % 3 + 1)).magnitude < 1e-5)
        }
        for i in 0..<body.restJoints.count {
            #expect((posed.joints.elements[i] - body.restJoints[i] - Float(i % 3 + 1)).magnitude < 1e-5)
        }
    }

    @Test func theRootTurnsTheWholeBodyAboutThePelvis() throws {
        let body = try Bodies.open("open_body_neutral").shaped()
        var turn = NDArray<Float>(repeating: 0, shape: [1, 52, 3])
        turn[0, 0, 0] = .pi / 2  // about x: what was up (Y) looks along Z, as AMASS stands bodies up
        let posed = body.pose(axisAngles: turn, translations: NDArray(repeating: 0, shape: [1, 3]))
        let pelvis = Array(body.restJoints[0..<3])
        for v in stride(from: 0, to: body.restVertices.count, by: 3 * 97) {
            let y = body.restVertices[v + 1] - pelvis[1], z = body.restVertices[v + 2] - pelvis[2]
            #expect((posed.vertices.elements[v] - body.restVertices[v]).magnitude < 1e-5)
            #expect((posed.vertices.elements[v + 1] - (pelvis[1] - z)).magnitude < 1e-5)
            #expect((posed.vertices.elements[v + 2] - (pelvis[2] + y)).magnitude < 1e-5)
        }
        #expect(
            posed.vertices.elements.indices.filter { $0 % 3 == 2 }.map { posed.vertices.elements[$0] }.max() ?? 0 > 0.4, "the crown is up")
    }

    @Test func shapeMovesTheJointsWithTheSkin() throws {
        let model = try Bodies.open("open_body_neutral")
        let tall = model.shaped(by: [2]), short = model.shaped(by: [-2])
        func height(_ body: ShapedBody) -> Float {
            let y = stride(from: 1, to: body.restVertices.count, by: 3).map { body.restVertices[$0] }
            return (y.max() ?? 0) - (y.min() ?? 0)
        }
        #expect(height(tall) > height(short) + 0.15)
        let head = 15 * 3 + 1, ankle = 7 * 3 + 1
        #expect(tall.restJoints[head] - tall.restJoints[ankle] > short.restJoints[head] - short.restJoints[ankle] + 0.1)
    }

    @Test func betasMayBeFewerOrMoreThanTheModelTakes() throws {
        let model = try Bodies.open("open_body_neutral")
        #expect(model.shaped(by: [1, 0.5]).restVertices == model.shaped(by: [1, 0.5] + [Float](repeating: 0, count: 14)).restVertices)
        #expect(
            model.shaped(by: [Float](repeating: 0.1, count: 16)).restVertices
                == model.shaped(by: [Float](repeating: 0.1, count: 40)).restVertices)
        #expect(model.shaped(by: []).restVertices == model.shaped().restVertices)
    }

    @Test func theOutlineStaysOnTheBody() throws {
        let body = try Bodies.open("open_body_neutral").shaped()
        let poses = somePoses(frames: 3, joints: 52, seed: 5), shifts = NDArray<Float>(repeating: 0, shape: [3, 3])
        let whole = body.pose(axisAngles: poses, translations: shifts)
        let few = body.outline(vertices: 50).pose(axisAngles: poses, translations: shifts)
        #expect(few.vertices.shape == [3, 50, 3])
        #expect(few.joints == whole.joints)
        for frame in 0..<3 {
            let all = Set(stride(from: 0, to: 6890 * 3, by: 3).map { i in Array(whole.vertices.row(frame))[i..<i + 3].map(\.bitPattern) })
            let found = Array(few.vertices.row(frame))
            for i in stride(from: 0, to: found.count, by: 3) { #expect(all.contains(found[i..<i + 3].map(\.bitPattern))) }
        }
    }
}
