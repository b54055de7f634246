// The programs that make GIFs: ours, and others where they are installed.
import Files
import Foundation
import Pictures

struct Encoder {
    let name: String
    /// Makes a GIF in a folder; gives its path and the seconds it took, reading of frames included for other programs.
    let encode: (Frames, String) throws -> (String, Double)

    /// What the others are set beside.
    static let standard = "ffmpeg palettegen/paletteuse"

    static func all(_ options: Options, large: Bool) -> [Encoder] {
        let own = [ours("smog", GIFOptions()), ours("smog, dithered", GIFOptions(dithering: .ordered))]
        if large { return [own[0], animatedPNG] }
        return own + [
            ffmpeg(standard, ""), ffmpeg("ffmpeg, no dithering", "=dither=none"), ffmpeg("ffmpeg, Bayer dithering", "=dither=bayer"),
            gifsicle("gifsicle -O3 of ffmpeg's", of: standard), gifsicle("gifsicle -O3 of ours", of: "smog"), pillow(options.python),
            animatedPNG, ffmpegAnimatedPNG,
        ]
    }

    static func path(_ name: String, _ frames: Frames, _ folder: String) -> String {
        folder + "/" + frames.name + "-" + name.map { $0.isLetter || $0.isNumber ? String($0) : "_" }.joined() + ".gif"
    }

    /// The best of three runs, the choice of the palette included.
    private static func ours(_ name: String, _ options: GIFOptions) -> Encoder {
        Encoder(name: name) { frames, folder in
            let path = path(name, frames, folder)
            var best = Double.infinity
            for _ in 0..<3 {
                let start = ContinuousClock.now
                let count = frames.images.count
                let samples = (0..<12).map { frames.images[$0 * (count - 1) / 11] }
                let palette = Palette.build(from: samples, exact: frames.exact)
                let gif = try AnimatedGIF(
                    path: path, width: frames.images[0].width, height: frames.images[0].height, frameRate: frames.rate,
                    palette: palette, options: options)
                let building = ContinuousClock.now - start
                for image in frames.images { try gif.append(image) }
                _ = try gif.finish()
                let all = ContinuousClock.now - start
                if all / .seconds(1) < best {
                    best = all / .seconds(1)
                    if ProcessInfo.processInfo.environment["SMOG_VERBOSE"] != nil { print("  palette \(building)") }
                }
            }
            return (path, best)
        }
    }

    private static var animatedPNG: Encoder {
        Encoder(name: "smog, animated PNG") { frames, folder in
            let path = folder + "/" + frames.name + "-smog.png", start = ContinuousClock.now
            let animation = try AnimatedPNG(
                path: path, width: frames.images[0].width, height: frames.images[0].height, frameRate: frames.rate)
            for image in frames.images { try animation.append(image) }
            _ = try animation.finish()
            return (path, (ContinuousClock.now - start) / .seconds(1))
        }
    }

    private static var ffmpegAnimatedPNG: Encoder {
        Encoder(name: "ffmpeg, animated PNG") { frames, folder in
            let path = folder + "/" + frames.name + "-ffmpeg.png"
            let input = ["-framerate", "\(frames.rate)", "-i", frames.pattern]
            return (path, try run(["ffmpeg", "-v", "error", "-y"] + input + ["-plays", "0", "-pred", "mixed", "-f", "apng", path]))
        }
    }

    private static func ffmpeg(_ name: String, _ use: String) -> Encoder {
        Encoder(name: name) { frames, folder in
            let path = path(name, frames, folder), palette = folder + "/palette.png"
            let input = ["-framerate", "\(frames.rate)", "-i", frames.pattern]
            let first = try run(["ffmpeg", "-v", "error", "-y"] + input + ["-vf", "palettegen", palette])
            let second = try run(
                ["ffmpeg", "-v", "error", "-y"] + input + ["-i", palette, "-lavfi", "paletteuse" + use, path])
            return (path, first + second)
        }
    }

    private static func gifsicle(_ name: String, of other: String) -> Encoder {
        Encoder(name: name) { frames, folder in
            let path = path(name, frames, folder), source = self.path(other, frames, folder)
            guard Folders.exists(source) else { throw Missing(what: "there is nothing to make smaller") }
            return (path, try run(["gifsicle", "-O3", source, "-o", path]))
        }
    }

    private static func pillow(_ python: String) -> Encoder {
        Encoder(name: "Pillow") { frames, folder in
            let path = path("Pillow", frames, folder)
            // Pillow rounds each delay to centiseconds itself, so it is given the true ones.
            let script = """
                import sys
                try:
                    from PIL import Image
                except ImportError:
                    sys.exit(127)
                n, pattern, out, rate = int(sys.argv[1]), sys.argv[2], sys.argv[3], float(sys.argv[4])
                images = [Image.open(pattern % i) for i in range(n)]
                ends = [round(i * 100 / rate) * 10 for i in range(n + 1)]
                images[0].save(out, save_all=True, append_images=images[1:], loop=0, optimize=True, duration=[b - a for a, b in zip(ends, ends[1:])])
                """
            return (path, try run([python, "-c", script, "\(frames.images.count)", frames.pattern, path, "\(frames.rate)"]))
        }
    }

    /// Runs a program and gives the seconds it took.
    private static func run(_ command: [String]) throws -> Double {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = command
        let start = ContinuousClock.now
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw Missing(what: process.terminationStatus == 127 ? "\(command[0]) is not installed" : "\(command[0]) failed")
        }
        return (ContinuousClock.now - start) / .seconds(1)
    }
}
