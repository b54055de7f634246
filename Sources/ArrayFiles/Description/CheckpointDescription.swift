// Describes checkpoints for people: which model, how big, trained with what, and its tensors.
import Files

extension ArrayFileDescriber {
    /// The line on a checkpoint, and its items: the model's facts and parts, what else was saved, every tensor.
    mutating func checkpoint(_ weights: StateDictionary, format: String, others: [DescriptionItem], size: Int) throws -> String {
        var options: OptionsFile?
        var trouble: String?
        do { options = try OptionsFile.beside(checkpoint: path) } catch { trouble = "\(error)" }
        let model = ModelSummary(weights, options: options)
        var items = model.facts.map { DescriptionItem(name: $0.name, type: $0.value) }
        if model.kind == .smog || model.kind == .motionCLIP {
            let width = weights["encoder.muQuery"]?.shape.last.map { " with an embedding of \($0)" } ?? ""
            items.append(
                DescriptionItem(name: "CLIP", type: model.carriesCLIP ? "inside (clip_model.…)" : "not inside: needs CLIP weights\(width)"))
        }
        if let options, model.kind != .unknown {
            let name = options.path.split(separator: "/").last ?? ""
            items.append(DescriptionItem(name: "options", type: "\(options.options.count) in \(name)", children: self.options(options)))
        }
        if let trouble { items.append(DescriptionItem(name: "options", type: DescriptionTree.printable(trouble, limit: 400))) }
        let parts = model.parts.prefix(Self.maximumParts).map { part in
            DescriptionItem(
                name: DescriptionTree.printable(part.name), type: Self.counted(part.tensors, "tensor"),
                shape: Self.counted(part.parameters, "parameter"), note: part.buffers > 0 ? "and \(part.buffers) numbers in tables" : "")
        }
        var text = "\(DescriptionTree.printable(path, limit: 1000)): \(format), \(model.kind.rawValue), "
        text += "\(Self.counted(weights.count, "tensor")), \(Self.counted(model.parameters, "parameter")), \(Self.size(size))\n"
        text += DescriptionTree.text(items + others)
        text += "  parts\n" + DescriptionTree.text(Array(parts) + Self.left(model.parts.count - parts.count), indent: 4)
        text += "  tensors\n" + DescriptionTree.text(tensors(weights), indent: 4)
        return text
    }

    private static let maximumParts = 24

    private static func counted(_ count: Int, _ word: String) -> String { NumberText.count(count, word) }

    private static func left(_ count: Int) -> [DescriptionItem] { count > 0 ? [DescriptionItem(name: "…", type: "and \(count) more")] : [] }

    /// What matters when a model is used; `opt.yaml` itself has the rest.
    private func options(_ options: OptionsFile) -> [DescriptionItem] {
        let telling = [
            "modelname", "modeltype", "pose_rep", "num_frames", "latent_dim", "num_layers", "glob", "translation", "vertstrans",
            "jointstype", "dataset", "losses",
            "lambdas", "clip_text_losses", "clip_image_losses", "clip_training", "batch_size", "lr", "num_epochs",
        ]
        return telling.compactMap { key in
            options[key].map { DescriptionItem(name: key, type: DescriptionTree.printable($0.description)) }
        }
    }

    private mutating func tensors(_ weights: StateDictionary) -> [DescriptionItem] {
        limited(weights.names, 200) { describer, name in
            guard let array = weights[name] else { return DescriptionItem(name: DescriptionTree.printable(name), type: "") }
            let item = describer.item(array, name: DescriptionTree.printable(name))
            array.bytes?.release()
            return item
        }
    }

    /// What was saved beside the tensors: the epoch and the like.
    mutating func plainValues(of file: TorchFile) -> [DescriptionItem] {
        guard file.format != .torchScript, let pairs = file.root.pairs else { return [] }
        let plain = pairs.filter { $0.value.pairs == nil && !$0.value.graph.isArray($0.value.id) && $0.key.string != nil }
        return limited(Array(plain), 24) { describer, pair in
            describer.item(pair.value.graph, pair.value.id, name: DescriptionTree.printable(pair.key.string ?? ""), depth: 4)
        }
    }
}

/// Describes a file of PyTorch.
func describe(_ file: TorchFile, size: Int) throws -> String {
    try file.verify()
    let format =
        switch file.format {
        case .archive: "PyTorch checkpoint (zip)"
        case .legacy: "PyTorch checkpoint (before 1.6)"
        case .torchScript: "TorchScript archive"
        }
    var describer = ArrayFileDescriber(path: file.path)
    guard try !ModuleWalk.tensors(below: file.root).isEmpty else {
        // Something else than a model was saved: shown as it is.
        let root = describer.item(file.root.graph, file.root.id, name: "", depth: 0)
        let head =
            "\(DescriptionTree.printable(file.path, limit: 1000)): \(format), \(file.root.summary), \(ArrayFileDescriber.size(size))\n"
        return head + DescriptionTree.text(root.children.isEmpty ? [root] : root.children)
    }
    let others = describer.plainValues(of: file)
    return try describer.checkpoint(file.stateDictionary(), format: format, others: others, size: size)
}

/// Describes a safetensors file.
func describe(_ file: SafeTensorsFile, size: Int) throws -> String {
    var describer = ArrayFileDescriber(path: file.tensors.path)
    let others = file.metadata.sorted { $0.key < $1.key }.prefix(24).map {
        DescriptionItem(name: DescriptionTree.printable($0.key), type: DescriptionTree.quoted($0.value))
    }
    return try describer.checkpoint(file.tensors, format: "safetensors", others: others, size: size)
}
