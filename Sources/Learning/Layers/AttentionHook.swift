// Looking into the attention of a running model, and changing it.

/// What an attention layer is about to work with.
public struct AttentionInputs {
    /// `(batch, time, width)`, the heads one after the other.
    public var queries: Tensor
    /// `(batch, keys, width)`.
    public var keys: Tensor
    /// `(batch, keys, width)`.
    public var values: Tensor
    public let heads: Int
}

/// Is told of every attention layer of a model as it runs, by the layer's name, and may change what the layer works with.
///
/// Edits of motions without training are made this way (Chen et al. 2024, "MotionCLR"): the queries of one motion given to another, the
/// weights of a word raised. Nothing is computed differently where nobody asks.
public protocol AttentionHook: AnyObject {
    /// Before queries meet keys.
    func willAttend(_ layer: String, _ inputs: inout AttentionInputs)
    /// True if ``didWeigh(_:_:)`` is to be called for this layer: its weights are then all in memory at once.
    func wantsWeights(_ layer: String) -> Bool
    /// Between softmax and the mean over values.
    ///
    /// - Parameter weights: `(batch, heads, time, keys)`; what is left in it is used, and need not add up to 1.
    func didWeigh(_ layer: String, _ weights: inout Tensor)
}

extension AttentionHook {
    public func willAttend(_ layer: String, _ inputs: inout AttentionInputs) {}
    public func wantsWeights(_ layer: String) -> Bool { true }
    public func didWeigh(_ layer: String, _ weights: inout Tensor) {}
}

extension Tensor {
    /// ``attention(queries:keys:values:heads:mask:dropout:)`` of a layer that somebody may be watching.
    ///
    /// - Parameters:
    ///   - layer: its name, for the hook.
    ///   - hook: is asked first; nil for none.
    public static func attention(
        queries: Tensor, keys: Tensor, values: Tensor, heads: Int, mask: AttentionMask = AttentionMask(), dropout: Dropout? = nil,
        layer: String, hook: (any AttentionHook)?
    ) -> Tensor {
        guard let hook else { return attention(queries: queries, keys: keys, values: values, heads: heads, mask: mask, dropout: dropout) }
        var inputs = AttentionInputs(queries: queries, keys: keys, values: values, heads: heads)
        hook.willAttend(layer, &inputs)
        guard hook.wantsWeights(layer) else {
            return attention(queries: inputs.queries, keys: inputs.keys, values: inputs.values, heads: heads, mask: mask, dropout: dropout)
        }
        var weights = attentionWeights(queries: inputs.queries, keys: inputs.keys, heads: heads, mask: mask)
        hook.didWeigh(layer, &weights)
        return weights.dropped(dropout).weightedMean(of: inputs.values)
    }
}
