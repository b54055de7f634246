// The pictures of items as CLIP sees them: kept as bytes, as many as may be, the others read again when they are needed.
import CLIP
import Files
import Learning
import Pictures

/// Prepared pictures of items.
///
/// What is kept depends on the order in which pictures are asked for, what is given does not. Once the memory is full nothing is thrown out:
/// in a training, which asks for each picture once an epoch, that serves more often than keeping the latest.
package final class PictureCache {
    private let items: MotionItems
    private let preparation: CLIPPreprocessing
    private let limit: Int
    private var kept: [Int: Image] = [:]
    package private(set) var bytes = 0

    /// - Parameter limit: bytes of pictures that are kept: a gigabyte has room for 7,000 of 224 × 224.
    package init(_ items: MotionItems, resolution: Int, limit: Int = 1 << 30) {
        self.items = items
        self.limit = limit
        preparation = CLIPPreprocessing(size: resolution)
    }

    /// The pictures of some chunks, `(chunks, 3, resolution, resolution)`; nil if one of them has none.
    /// - Throws: `FileProblem` that names a picture which is missing or damaged.
    package func pixels(of chunks: [Int]) throws -> Tensor? {
        guard chunks.allSatisfy({ items.picture(of: $0) != nil }) else { return nil }
        var pictures: [Image] = []
        pictures.reserveCapacity(chunks.count)
        for chunk in chunks {
            guard let picture = try picture(of: chunk) else { return nil }
            pictures.append(picture)
        }
        return preparation.pixels(of: pictures)
    }

    private func picture(of chunk: Int) throws -> Image? {
        if let known = kept[chunk] { return known }
        let whole: Image?
        do { whole = try items.image(of: chunk) } catch let problem as FileProblem {
            throw FileProblem(
                problem.file, problem.problem, expected: problem.expected,
                advice: "It is the picture of \(items.name(of: chunk)). Draw it again with 'smog dataset images', and go on with --resume.")
        }
        guard let whole else { return nil }
        let picture = preparation.crop(of: CLIPPreprocessing.Source(whole))
        if bytes + picture.pixels.count <= limit {
            kept[chunk] = picture
            bytes += picture.pixels.count
        }
        return picture
    }
}
