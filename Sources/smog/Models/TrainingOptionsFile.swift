// What a training leaves in opt.yaml: the options of MotionCLIP/SMoG's Python code, and the words it was begun with.
import ArrayFiles
import Foundation
import MotionModels
import Training

enum TrainingOptionsFile {
    /// - Parameter words: those the training was begun with, as they count now.
    static func options(_ arguments: TrainingArguments, _ options: TrainingOptions, folder: String, words begun: [String]) -> [OptionValue
        .Option]
    {
        func words(_ text: String?) -> OptionValue { .list((text ?? "").split(separator: "_").map { .string(String($0)) }) }
        let lambdas = options.lambdas.map { OptionValue.Option($0.loss.rawValue, .number(Double($0.weight))) }
        return [
            .init("activation", .string("gelu")), .init("archiname", .string("transformer")),
            .init("batch_size", .integer(options.batchSize)),
            .init("clip_image_losses", words(arguments.clipImageLosses)), .init("clip_lambda_ce", .number(Double(arguments.clipLambdaCe))),
            .init("clip_lambda_cosine", .number(Double(arguments.clipLambdaCosine))),
            .init("clip_lambda_mse", .number(Double(arguments.clipLambdaMse))),
            .init("clip_layers", .integer(arguments.clipLayers)), .init("clip_text_losses", words(arguments.clipTextLosses)),
            .init("clip_training", .string(arguments.clipTraining ?? "")), .init("dataset", .string(arguments.dataset ?? "amass")),
            .init("datapath", .string(arguments.datapath ?? "")), .init("face_front", .bool(arguments.faceFront)),
            .init("ff_size", .integer(options.hidden)), .init("folder", .string(folder)),
            .init("fps", .number(30)), .init("glob", .bool(options.hasRootOrientation)),
            .init("glob_rot", .list([.number(.pi), .integer(0), .integer(0)])),
            .init("jointstype", .string(arguments.jointstype.rawValue)), .init("lambdas", .dictionary(lambdas)),
            .init("latent_dim", .integer(options.latentDim)), .init("losses", .list(options.lambdas.map { .string($0.loss.rawValue) })),
            .init("lr", .number(Double(arguments.lr))), .init("max_len", .integer(arguments.maxLen)),
            .init("min_len", .integer(arguments.minLen)),
            .init("modelname", .string("motionclip_transformer_" + options.lambdas.map(\.loss.rawValue).joined(separator: "_"))),
            .init("modeltype", .string("motionclip")), .init("num_epochs", .integer(arguments.numEpochs)),
            .init("num_frames", .integer(options.frameCount)),
            .init("num_heads", .integer(options.heads)), .init("num_layers", .integer(options.layers)),
            .init("num_seq_max", .integer(arguments.numSeqMax)),
            .init("pose_rep", .string(options.pose.rawValue)), .init("sampling", .string(arguments.sampling.rawValue)),
            .init("sampling_step", .integer(arguments.samplingStep)), .init("snapshot", .integer(arguments.snapshot)),
            .init("smog_arguments", .list(begun.map { .string($0) })),
            .init("translation", .bool(options.hasTranslation)),
            // The path in the Python code's data is the right ankle's.
            .init("translation_joint", .string(arguments.compat ? "right_ankle" : "pelvis")),
            .init("vertstrans", .bool(arguments.vertstrans)),
        ]
    }
}
