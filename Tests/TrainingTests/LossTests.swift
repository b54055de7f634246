// Losses and their gradients equal the reference's.
import Arrays
import GoldenTensors
import Learning
import TestSupport
import Testing
import Training

@Suite struct LossGoldenTests {
    let golden: GoldenFile
    init() throws { golden = try GoldenFile("losses/losses.npz") }

    @Test("Errors of motions and their gradients equal the reference's", arguments: [MotionLoss.rc, .vel, .rcxyz, .velxyz])
    func motionErrors(_ kind: MotionLoss) throws {
        let suffix = kind.needsPositions ? "_xyz" : ""
        let (target, output) = (try golden["x" + suffix], try golden["output" + suffix])
        output.setRequiresGradient(true)
        let mask = try golden.flags("mask")
        let loss = kind(output, target, mask: mask)
        expectNear(loss, try golden["loss.\(kind.rawValue)"], abs: 1e-6, rel: 1e-5)
        loss.backward()
        expectNear(output.gradient, try golden["grad.\(kind.rawValue)"], abs: 1e-6, rel: 1e-5)

        // With frames second, too.
        let turned = output.detached().framesFirst()
        turned.setRequiresGradient(true)
        let again = kind(turned, target.framesFirst(), axis: .second, mask: mask)
        expectNear(again, loss, abs: 1e-7, rel: 1e-6)
        again.backward()
        expectNear(turned.gradient, try golden["grad.\(kind.rawValue)"].framesFirst(), abs: 1e-6, rel: 1e-5)
    }

    @Test func theDiscrepancyFromNoiseEqualsTheReferences() throws {
        let z = try golden["z"]
        z.setRequiresGradient(true)
        let loss = MotionLoss.mmd(z, try golden["mmd.true_samples"], mask: nil)
        expectNear(loss, try golden["loss.mmd"], abs: 1e-6, rel: 1e-5)
        loss.backward()
        expectNear(z.gradient, try golden["grad.mmd"], abs: 1e-6, rel: 1e-5)
    }

    private func expectTerms(_ terms: LossTerms, _ z: Tensor, _ prefix: String, total: Tensor? = nil) throws {
        expectNear(terms.total, try golden["\(prefix).total"], abs: 1e-6, rel: 1e-5)
        for part in terms.parts {
            expectNear(Double(part.value), try golden.number("\(prefix).part.\(part.name)"), abs: 1e-6, rel: 1e-5, "\(part.name)")
        }
        terms.total.backward()
        expectNear(z.gradient, try golden["\(prefix).grad_z"], abs: 1e-6, rel: 1e-5)
    }

    @Test("Alignment with CLIP equals the reference's, term by term", arguments: CLIPDomain.allCases, CLIPTerm.allCases)
    func alignment(_ domain: CLIPDomain, _ term: CLIPTerm) throws {
        let (z, features) = (try golden["z"], try golden["features.\(domain.rawValue)"])
        z.setRequiresGradient(true)
        features.setRequiresGradient(true)
        let terms = CLIPAlignment(domain, weights: [term: 1])(z, features: features, logitScale: try golden["logit_scale"])
        #expect(terms.parts.count == (term == .ce ? 3 : 1))
        try expectTerms(terms, z, "clip.\(domain.rawValue).\(term.rawValue)")
        #expect(features.gradient == nil, "a frozen CLIP must not learn")
    }

    @Test func weightedTermsAddUpAsTheReferences() throws {
        let z = try golden["z"]
        z.setRequiresGradient(true)
        var terms = LossTerms()
        for domain in [CLIPDomain.image, .text] {
            var weights: [CLIPTerm: Float] = [:]
            for term in CLIPTerm.allCases where golden.file.contains("clip.mixed.lambda.\(domain.rawValue).\(term.rawValue)") {
                weights[term] = Float(try golden.number("clip.mixed.lambda.\(domain.rawValue).\(term.rawValue)"))
            }
            terms.add(
                CLIPAlignment(domain, weights: weights)(
                    z, features: try golden["features.\(domain.rawValue)"], logitScale: try golden["logit_scale"]))
        }
        #expect(terms.parts.count == 9)
        try expectTerms(terms, z, "clip.mixed")
    }

    @Test func trainingCLIPMovesFeaturesAndTemperatureToo() throws {
        let (z, scale) = (try golden["z"], try golden["logit_scale"])
        z.setRequiresGradient(true)
        scale.setRequiresGradient(true)
        var terms = LossTerms()
        var all: [Tensor] = []
        for domain in CLIPDomain.allCases {
            let features = try golden["features.\(domain.rawValue)"]
            features.setRequiresGradient(true)
            all.append(features)
            terms.add(CLIPAlignment.training(z, features: features, logitScale: scale, domain: domain))
        }
        let value = terms.total.item
        expectNear(terms.total, try golden["clip.training_text_image.total"], abs: 1e-6, rel: 1e-5)
        terms.total.backward()
        expectNear(z.gradient, try golden["clip.training_text_image.grad_z"], abs: 1e-6, rel: 1e-5)
        // The temperature's slope against a difference.
        let step: Float = 1e-2
        func total(_ scale: Float) throws -> Float {
            try CLIPDomain.allCases.map {
                CLIPAlignment.training(
                    z.detached(), features: try golden["features.\($0.rawValue)"], logitScale: Tensor([scale], shape: []), domain: $0
                ).total.item
            }.reduce(0, +)
        }
        let slope = (try total(scale.item + step) - total(scale.item - step)) / (2 * step)
        expectNear(Double(scale.gradient?.item ?? .nan), Double(slope), abs: 2e-3)
        #expect(all.allSatisfy { $0.gradient != nil } && value > 0)
    }
}

@Suite struct LossTests {
    @Test func paddingCountsForNothingWhateverItHolds() {
        let x = Tensor(cloud(2, 3 * 4 * 5, seed: 1).reshaped([2, 3, 4, 5]))
        let y = Tensor(cloud(2, 3 * 4 * 5, seed: 2).reshaped([2, 3, 4, 5]))
        let mask = (0..<10).map { $0 % 5 < 3 }
        for kind in [MotionLoss.rc, .vel] {
            let clean = kind(x, y, mask: mask).item
            let dirty = Tensor(
                x.elements.enumerated().map { $0.offset % 5 < 3 ? $0.element : .nan }, shape: x.shape, requiresGradient: true)
            let loss = kind(dirty, y, mask: mask)
            #expect(loss.item == clean)
            loss.backward()
            #expect(dirty.gradient?.isFinite == true)
        }
    }

    @Test func withoutRealFramesThereIsNoLoss() {
        let x = Tensor(repeating: 1, shape: [1, 2, 3, 4]), y = Tensor(repeating: 0, shape: [1, 2, 3, 4])
        #expect(MotionLoss.rc(x, y, mask: [false, false, false, false]).item == 0)
        // One frame has no velocity.
        #expect(MotionLoss.vel(x, y, mask: [true, false, false, false]).item == 0)
    }

    @Test func errorsAreTheSameBitsForAnyNumberOfThreads() {
        let (x, y) = (
            Tensor(cloud(6, 3000 * 10, seed: 1).reshaped([6, 10, 3000])), Tensor(cloud(6, 30_000, seed: 2).reshaped([6, 10, 3000]))
        )
        let once = MotionLoss.velxyz(x, y, axis: .second, mask: nil).item
        for _ in 0..<5 { #expect(MotionLoss.velxyz(x, y, axis: .second, mask: nil).item == once) }
    }
}
