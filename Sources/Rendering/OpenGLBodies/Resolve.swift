// From what OpenGL drew (bottom row first, perhaps twice as large) to a picture (top row first).
@preconcurrency import LibC
import Pictures

/// Lays the drawn bodies over the backdrop, averaging their 2×2 samples a pixel in linear light.
struct Resolve: Sendable {
    private let linear = LightTables.shared.linear
    private let encoded = LightTables.shared.encoded
    private static let steps = LightTables.steps

    /// - Parameters:
    ///   - bodies: RGBA of `part`, bottom row first, `scale` samples along a pixel's side; colours are
    ///     premultiplied by alpha, which is 255 where there is a body, less where one can be seen through, else 0.
    ///   - backdrop: RGBA of the whole picture, bottom row first, one sample a pixel.
    ///   - keepsAlpha: an RGBA picture with straight alpha if true, else RGB.
    func image(
        bodies: [UInt32], part: PixelRectangle, scale: Int, over backdrop: [UInt32], width: Int, height: Int, keepsAlpha: Bool
    ) throws -> Image {
        let channels = keepsAlpha ? 4 : 3
        return try Image(width: width, height: height, format: keepsAlpha ? .rgba8 : .rgb8) { out in
            guard let out = out.baseAddress else { return }
            bodies.withUnsafeBufferPointer { bodies in
                backdrop.withUnsafeBufferPointer { backdrop in
                    for row in 0..<height {
                        let y = height - 1 - row
                        let target = out + row * width * channels
                        let behind = backdrop.baseAddress.map { $0 + y * width }
                        guard let behind, let front = bodies.baseAddress, y >= part.y, y < part.y + part.height else {
                            if let behind { copy(behind, 0..<width, to: target, channels) }
                            continue
                        }
                        copy(behind, 0..<part.x, to: target, channels)
                        copy(behind, part.x + part.width..<width, to: target, channels)
                        let samples = front + (y - part.y) * scale * part.width * scale
                        for x in 0..<part.width {
                            let pixel = target + (part.x + x) * channels
                            let back = behind[part.x + x]
                            if scale == 1 {
                                store(over(samples[x], back), to: pixel, channels)
                            } else {
                                let i = 2 * x, j = i + 2 * part.width
                                merge(samples[i], samples[i + 1], samples[j], samples[j + 1], over: back, to: pixel, channels)
                            }
                        }
                    }
                }
            }
        }
    }

    @inline(__always)
    private func copy(_ row: UnsafePointer<UInt32>, _ columns: Range<Int>, to out: UnsafeMutablePointer<UInt8>, _ channels: Int) {
        for x in columns { store(row[x], to: out + x * channels, channels) }
    }

    /// A body's sample before the backdrop, straight alpha.
    @inline(__always)
    private func over(_ sample: UInt32, _ back: UInt32) -> UInt32 {
        let alpha = sample >> 24
        if alpha == 255 { return sample }
        return alpha == 0 ? back : blended(sample, alpha, back)
    }

    private func blended(_ sample: UInt32, _ alpha: UInt32, _ back: UInt32) -> UInt32 {
        let behind = (back >> 24) * (255 - alpha)
        let opacity = alpha * 255 + behind
        var result = ((opacity + 127) / 255) << 24
        for shift in [UInt32(0), 8, 16] {
            let sum = (sample >> shift & 255) * 255 * 255 + (back >> shift & 255) * behind
            result |= min((sum + opacity / 2) / opacity, 255) << shift
        }
        return result
    }

    @inline(__always)
    private func store(_ pixel: UInt32, to out: UnsafeMutablePointer<UInt8>, _ channels: Int) {
        out[0] = UInt8(truncatingIfNeeded: pixel)
        out[1] = UInt8(truncatingIfNeeded: pixel >> 8)
        out[2] = UInt8(truncatingIfNeeded: pixel >> 16)
        if channels == 4 { out[3] = UInt8(truncatingIfNeeded: pixel >> 24) }
    }

    /// Four samples, where each is a body's or, with alpha 0, the backdrop's.
    @inline(__always)
    private func merge(
        _ a: UInt32, _ b: UInt32, _ c: UInt32, _ d: UInt32, over back: UInt32, to out: UnsafeMutablePointer<UInt8>, _ channels: Int
    ) {
        if a == b && c == d && a == c {
            store(over(a, back), to: out, channels)
            return
        }
        let s0 = over(a, back), s1 = over(b, back), s2 = over(c, back), s3 = over(d, back)
        if channels == 3 {
            linear.withUnsafeBufferPointer { linear in
                encoded.withUnsafeBufferPointer { encoded in
                    for channel in 0..<3 {
                        let shift = UInt32(channel * 8)
                        let sum =
                            linear[Int(s0 >> shift & 255)] &+ linear[Int(s1 >> shift & 255)]
                            &+ linear[Int(s2 >> shift & 255)] &+ linear[Int(s3 >> shift & 255)]
                        // Four times 65535 to 8191: a division by 32.
                        out[channel] = encoded[Int(min(sum >> 5, Resolve.steps - 1))]
                    }
                }
            }
            return
        }
        // Straight alpha: colours weigh by how opaque their samples are.
        let opacity = (s0 >> 24) + (s1 >> 24) + (s2 >> 24) + (s3 >> 24)
        out[3] = UInt8((opacity + 2) / 4)
        for channel in 0..<3 {
            let shift = UInt32(channel * 8)
            var sum: UInt32 = 0
            for s in [s0, s1, s2, s3] { sum += linear[Int(s >> shift & 255)] * (s >> 24) }
            out[channel] = opacity == 0 ? 0 : encoded[Int(min((sum / opacity) >> 3, Resolve.steps - 1))]
        }
    }
}

/// sRGB's transfer curve (IEC 61966-2-1).
public enum SRGB {
    /// From encoded, 0...1, to linear light.
    public static func decode(_ v: Float) -> Float {
        v <= 0.04045 ? v / 12.92 : powf((v + 0.055) / 1.055, 2.4)
    }

    /// From linear light, 0...1, to encoded.
    public static func encode(_ v: Float) -> Float {
        v <= 0.0031308 ? v * 12.92 : 1.055 * powf(v, 1 / 2.4) - 0.055
    }

    /// The linear light of an 8-bit colour.
    public static func linear(_ color: Color) -> SIMD3<Float> {
        [decode(Float(color.red) / 255), decode(Float(color.green) / 255), decode(Float(color.blue) / 255)]
    }
}
