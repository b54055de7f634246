// A layer of learned functions, one for each pair of input and output.

/// A Kolmogorov–Arnold layer (Liu et al. 2024) as SMoG has it: a linear map of `silu(x)` beside a product with B-spline bases,
/// each normalised over the outputs, then added.
public struct KANLayer {
    public let inputs: Int
    public let outputs: Int
    let baseWeight: Tensor
    let baseBias: Tensor
    let splineWeight: Tensor
    let splineScaler: Tensor?
    let normBase: LayerNorm
    let normSpline: LayerNorm
    let grid: BSplineGrid

    /// - Parameters:
    ///   - gridSize: intervals of the grid over `range`; it goes on by `splineOrder` intervals to both sides.
    ///   - scales: whether each function has a factor of its own besides its coefficients.
    /// - Precondition: `splineOrder` is 1 to 7.
    public init(
        _ scope: ParameterBook.Scope, inputs: Int, outputs: Int, gridSize: Int = 5, splineOrder: Int = 3,
        range: ClosedRange<Float> = -1...1, scales: Bool = true
    ) {
        precondition((1...BSplineGrid.highestOrder).contains(splineOrder), "splines of order \(splineOrder)")
        self.inputs = inputs
        self.outputs = outputs
        let knots = gridSize + 2 * splineOrder + 1
        let step = (range.upperBound - range.lowerBound) / Float(gridSize)
        let row = (0..<knots).map { Float($0 - splineOrder) * step + range.lowerBound }
        baseWeight = scope.parameter("base_weight", [outputs, inputs], .uniform(2 * (3 / Float(max(1, inputs))).squareRoot()))
        baseBias = scope.parameter("base_bias", [outputs], .constant(0))
        splineWeight = scope.parameter("spline_weight", [outputs, inputs, gridSize + splineOrder], .uniform(0.1))
        splineScaler = scales ? scope.parameter("spline_scaler", [outputs, inputs], .constant(1)) : nil
        let grid = scope.buffer("grid", [inputs, knots], .values((0..<inputs).flatMap { _ in row }))
        normBase = LayerNorm(scope.scope("norm_base"), features: outputs)
        normSpline = LayerNorm(scope.scope("norm_spline"), features: outputs)
        self.grid = BSplineGrid(grid.pointer, features: inputs, knots: knots, order: splineOrder)
    }

    /// - Parameter x: `(…, inputs)`.
    /// - Returns: `(…, outputs)`.
    public func callAsFunction(_ x: Tensor) -> Tensor {
        let base = normBase(x.activated(.silu).linear(baseWeight, bias: baseBias))
        let coefficients = splineScaler.map { splineWeight.scaledAlongLastAxis(by: $0) } ?? splineWeight
        return base + normSpline(x.splines(grid, coefficients))
    }
}
