// What the libraries are told by the options of `smog train`.
import ArgumentParser
import Learning
import Training

extension TrainingArguments {
    /// What is learned.
    /// - Throws: ``CommandFailure`` if nothing is.
    func trainingOptions() throws -> TrainingOptions {
        var options = TrainingOptions()
        options.kind = model == .smog ? .smog : .motionCLIP
        options.pose = poseRep
        options.hasTranslation = translation
        options.hasRootOrientation = glob
        options.latentDim = latentDim
        options.layers = numLayers
        options.dropout = dropout
        options.frameCount = numFrames
        options.batchSize = batchSize
        options.seed = seed
        options.textReconstruction = lambdaTextRc
        options.savesHalves = half
        let weights: [(loss: MotionLoss, weight: Float)] = [
            (.rc, lambdaRc), (.vel, lambdaVel), (.rcxyz, lambdaRcxyz), (.velxyz, lambdaVelxyz),
        ]
        options.lambdas = weights.filter { $0.weight > 0 }
        let text = try terms(clipTextLosses, "--clip_text_losses")
        let image = try terms(clipImageLosses, "--clip_image_losses")
        options.alignments =
            (text.isEmpty ? [] : [CLIPAlignment(.text, weights: text)]) + (image.isEmpty ? [] : [CLIPAlignment(.image, weights: image)])
        options.clipTraining = try domains()
        guard !options.lambdas.isEmpty || options.textReconstruction > 0 else {
            throw CommandFailure("all losses of the motion have weight 0; set --lambda_rc or another one")
        }
        return options
    }

    /// How steps are taken.
    func trainerOptions() -> TrainerOptions {
        var options = TrainerOptions()
        options.epochs = numEpochs
        options.learningRate = lr
        options.optimiser = optimiser
        options.weightDecay = weightDecay
        options.clipNorm = clipNorm
        let warmUp = warmUp
        switch schedule {
        case .cosine: options.schedule = { LearningRateSchedule(.cosine(steps: $0), warmUp: warmUp) }
        case .constant: if warmUp > 0 { options.schedule = { _ in LearningRateSchedule(.constant, warmUp: warmUp) } }
        }
        return options
    }

    /// What is drawn from the data.
    /// - Throws: `FileProblem` if other words for labels cannot be read.
    func itemOptions() throws -> ItemOptions {
        var options = ItemOptions()
        options.pose = poseRep
        options.hasTranslation = translation
        options.hasRoot = glob
        options.frameCount = numFrames
        options.sampling = sampling
        options.samplingStep = samplingStep
        options.maximumLength = maxLen
        options.minimumLength = minLen
        options.itemLimit = numSeqMax
        options.isCompatible = compat
        options.mirroring = mirroring
        options.isTurnedToFront = faceFront
        if let path = phrasings { options.phrasings = try Phrasings(contentsOf: path) }
        return options
    }
}

extension TrainingOptions {
    /// True if CLIP is trained together with the motions, and then belongs to the checkpoint.
    var trainsCLIP: Bool { !clipTraining.isEmpty || textReconstruction > 0 }
}
