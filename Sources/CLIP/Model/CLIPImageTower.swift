// Images to features.
import Learning

/// CLIP's image tower, a vision transformer (Dosovitskiy et al. 2021): squares of the image and one learned token go through a transformer; that
/// token's place gives the feature.
public struct CLIPImageTower {
    /// Width and height of the images, in pixels.
    public let resolution: Int
    let patch: Int
    let width: Int
    let kernels: Tensor
    let classToken: Tensor
    let positions: Tensor
    let before: LayerNorm
    let transformer: ResidualTransformer
    let after: LayerNorm
    let projection: FeatureProjection

    /// - Parameter scope: where OpenAI's names begin, `visual` not included.
    public init(_ scope: ParameterBook.Scope, _ configuration: CLIPConfiguration) {
        let scope = scope.scope("visual")
        resolution = configuration.resolution
        patch = configuration.patch
        width = configuration.imageWidth
        let scale = 1 / Float(max(1, width)).squareRoot()
        classToken = scope.parameter("class_embedding", [width], .normal(scale))
        positions = scope.parameter("positional_embedding", [configuration.grid * configuration.grid + 1, width], .normal(scale))
        projection = FeatureProjection(scope, "proj", width: width, embedding: configuration.embedding)
        let inputs = 3 * patch * patch
        kernels = scope.scope("conv1").parameter("weight", [width, 3, patch, patch], .uniform(1 / Float(max(1, inputs)).squareRoot()))
        before = LayerNorm(scope.scope("ln_pre"), features: width)
        transformer = ResidualTransformer(
            scope.scope("transformer"), width: width, layers: configuration.imageLayers, heads: configuration.imageHeads)
        after = LayerNorm(scope.scope("ln_post"), features: width)
    }

    /// The features of prepared images.
    ///
    /// - Parameter images: `(images, 3, resolution, resolution)`, as ``CLIPPreprocessing`` makes them.
    /// - Returns: `(images, embedding)`, not normalised.
    /// - Throws: ``CLIPProblem`` for images of another size.
    public func callAsFunction(_ images: Tensor) throws -> Tensor {
        let shape = images.shape
        guard shape.count == 4, shape[1...] == [3, resolution, resolution] else {
            throw CLIPProblem("images of shape \(shape)", expected: "(images, 3, \(resolution), \(resolution))")
        }
        let count = shape[0], length = positions.shape[0]
        let squares = images.patches(patch).linear(kernels.reshaped([width, 3 * patch * patch]))
        let x = before(Tensor.joined([classToken, squares], batch: count) + positions)
        let firsts = (0..<count).map { $0 * length }
        let rows = transformer(
            x.reshaped([count * length, width]), lengths: Array(repeating: length, count: count), causal: false, kept: firsts)
        return projection(after(rows))
    }
}
