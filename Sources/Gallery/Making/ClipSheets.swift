// The pictures of one clip: thumbnail frames, a still, a strip of moments.
import Files
import Motions
import Pictures
import Rendering
import Visualization

/// What is drawn of a clip, as bytes of PNG files.
struct ClipSheets {
    /// The frames of the thumbnail, ``GalleryOptions/sheetColumns`` in a row.
    let frames: [UInt8]
    /// One of these frames, shown until the others are wanted.
    let still: [UInt8]
    /// Moments of the whole clip, side by side.
    let strip: [UInt8]
    /// The frames again, twice as large.
    let large: [UInt8]?
    /// How many frames, from when on (seconds) and how many a second.
    let count: Int
    let start: Double
    let frameRate: Double
    /// When the strip's moments are, seconds.
    let moments: [Double]

    /// Posed at once.
    private static let group = 12

    /// - Parameters:
    ///   - performer: in the clip's own frame rate.
    ///   - window: from when to when the thumbnail shows it, seconds.
    init(
        _ performer: Performer, window: (start: Double, end: Double), options: GalleryOptions, renderer: Renderer, quantizer: SheetQuantizer
    ) throws {
        let motion = performer.motion
        let rate = min(options.frameRate, motion.frameRate)
        let shown = rate == motion.frameRate ? motion : try motion.resampled(to: rate)
        var shotOptions = ShotOptions()
        shotOptions.background = .transparent
        shotOptions.camera = .view(options.view)
        let shot = Shot(
            [Performer(shown, figure: performer.figure, paint: performer.paint)], aspect: Float(options.width) / Float(options.height),
            options: shotOptions)
        let first = min(max(Int((window.start * rate).rounded()), 0), shown.frameCount - 1)
        let wanted = max(1, Int(((window.end - window.start) * rate).rounded()))
        let range = first..<min(first + wanted, shown.frameCount)

        func draw(_ range: Range<Int>, scales: [Double]) throws -> [[Image]] {
            var images = [[Image]](repeating: [], count: scales.count)
            for start in stride(from: range.lowerBound, to: range.upperBound, by: ClipSheets.group) {
                for scene in shot.scenes(start..<min(start + ClipSheets.group, range.upperBound)) {
                    for (number, scale) in scales.enumerated() {
                        let image = try renderer.draw(
                            scene, width: Int(Double(options.width) * scale), height: Int(Double(options.height) * scale))
                        images[number].append(try image.withPaleShadow())
                    }
                }
            }
            return images
        }
        let isLarge = options.pages == .full
        let images = try draw(range, scales: isLarge ? [1, 2] : [1])
        let sheet = try quantizer.sheet(images[0], columns: GalleryOptions.sheetColumns)
        frames = try PNG.encode(sheet, level: 4)
        still = try PNG.encode(try sheet.tile(images[0].count / 2, width: options.width, height: options.height), level: 6)
        large = isLarge ? try PNG.encode(try quantizer.sheet(images[1], columns: GalleryOptions.sheetColumns), level: 4) : nil
        let steps = ClipSheets.moments(of: shown.frameCount, count: GalleryOptions.stripMoments)
        let stills = try steps.flatMap { try draw($0..<$0 + 1, scales: [options.stripScale])[0] }
        strip = try PNG.encode(try quantizer.sheet(stills, columns: stills.count), level: 6)
        count = images[0].count
        start = Double(first) / rate
        frameRate = rate
        moments = steps.map { Double($0) / rate }
    }

    /// Frames at equal distances, the first and the last among them, each once.
    private static func moments(of frames: Int, count: Int) -> [Int] {
        var steps: [Int] = []
        for k in 0..<count {
            let frame = Int((Double(frames - 1) * Double(k) / Double(count - 1)).rounded())
            if steps.last != frame { steps.append(frame) }
        }
        return steps
    }
}

extension Image {
    /// The shadow, which is black and see-through, paler, and fading towards the edges, where it would end as if cut off.
    fileprivate func withPaleShadow() throws -> Image {
        guard format == .rgba8 else { return self }
        let share: Float = 0.65
        func fade(_ place: Int, _ side: Int) -> Float {
            let near = Float(min(place, side - 1 - place)) / (Float(side) * 0.2)
            return near >= 1 ? 1 : near * near * (3 - 2 * near)
        }
        let across = (0..<width).map { fade($0, width) }
        let pixels = [UInt8](unsafeUninitializedCapacity: self.pixels.count) { out, filled in
            self.pixels.withUnsafeBufferPointer { pixels in
                for y in 0..<height {
                    let down = share * fade(y, height)
                    for x in 0..<width {
                        let i = (y * width + x) * 4
                        out[i] = pixels[i]
                        out[i + 1] = pixels[i + 1]
                        out[i + 2] = pixels[i + 2]
                        let alpha = pixels[i + 3]
                        // Even levels are enough, and make smaller files.
                        let isShadow = alpha > 0 && alpha < 255 && pixels[i] < 12 && pixels[i + 1] < 12 && pixels[i + 2] < 12
                        out[i + 3] = isShadow ? UInt8(Float(alpha) * down * across[x]) & 0xfe : alpha
                    }
                }
            }
            filled = self.pixels.count
        }
        return try Image(width: width, height: height, format: .rgba8, pixels: pixels)
    }
}

extension IndexedImage {
    /// One of the equal pictures that a sheet is made of, counted along its rows.
    fileprivate func tile(_ number: Int, width: Int, height: Int) throws -> IndexedImage {
        let columns = max(self.width / width, 1)
        let (left, top) = (number % columns * width, number / columns * height)
        var rows: [UInt8] = []
        rows.reserveCapacity(width * height)
        for y in top..<top + height { rows += pixels[y * self.width + left..<y * self.width + left + width] }
        return try IndexedImage(width: width, height: height, palette: palette, pixels: rows)
    }
}
