// Made-up features for the tests of metrics and losses.
import Arrays
import Learning

/// Rows of normal numbers.
func cloud(_ count: Int, _ width: Int, seed: UInt64, shift: Float = 0) -> NDArray<Float> {
    var random = RandomNumbers(seed: seed)
    return NDArray(shape: [count, width], elements: (0..<count * width).map { _ in random.normal() + shift })
}
