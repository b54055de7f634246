// From what OpenGL drew (bottom row first, perhaps twice as large) to a picture (top row first).
import Pictures
#if canImport(Glibc)
@preconcurrency import Glibc
#elseif canImport(Musl)
@preconcurrency import Musl
#endif

/// Turns drawn pixels into an image, averaging 2×2 samples in linear light where there are four a pixel.
struct Resolve: Sendable {
    /// Linear light of each sRGB byte, 0...65535.
    private let linear: [UInt32]
    /// The sRGB byte of linear light in 8192 steps.
    private let encoded: [UInt8]
    private static let steps: UInt32 = 8192

    init() {
        linear = (0..<256).map { UInt32((SRGB.decode(Float($0) / 255) * 65535).rounded()) }
        encoded = (0..<Int(Resolve.steps)).map { UInt8((SRGB.encode((Float($0) + 0.5) / Float(Resolve.steps)) * 255).rounded()) }
    }

    /// - Parameters:
    ///   - drawn: RGBA, bottom row first, `width * scale` by `height * scale` pixels.
    ///   - scale: samples along a pixel's side, 1 or 2.
    ///   - keepsAlpha: an RGBA picture if true, else RGB.
    func image(from drawn: [UInt32], width: Int, height: Int, scale: Int, keepsAlpha: Bool) throws -> Image {
        try Image(width: width, height: height, format: keepsAlpha ? .rgba8 : .rgb8) { out in
            guard let base = out.baseAddress else { return }
            drawn.withUnsafeBufferPointer { drawn in
                for y in 0..<height {
                    let source = (height - 1 - y) * scale
                    if scale == 1 {
                        copyRow(drawn, from: source * width, width, to: base + y * width * (keepsAlpha ? 4 : 3), keepsAlpha)
                    } else if keepsAlpha {
                        averageRowWithAlpha(drawn, from: source * width * 2, width, to: base + y * width * 4)
                    } else {
                        averageRow(drawn, from: source * width * 2, width, to: base + y * width * 3)
                    }
                }
            }
        }
    }

    private func copyRow(
        _ drawn: UnsafeBufferPointer<UInt32>, from start: Int, _ width: Int, to out: UnsafeMutablePointer<UInt8>, _ keepsAlpha: Bool
    ) {
        let step = keepsAlpha ? 4 : 3
        for x in 0..<width {
            let p = drawn[start + x]
            out[x * step] = UInt8(truncatingIfNeeded: p)
            out[x * step + 1] = UInt8(truncatingIfNeeded: p >> 8)
            out[x * step + 2] = UInt8(truncatingIfNeeded: p >> 16)
            if keepsAlpha { out[x * step + 3] = UInt8(truncatingIfNeeded: p >> 24) }
        }
    }

    private func averageRow(
        _ drawn: UnsafeBufferPointer<UInt32>, from start: Int, _ width: Int, to out: UnsafeMutablePointer<UInt8>
    ) {
        linear.withUnsafeBufferPointer { linear in
            encoded.withUnsafeBufferPointer { encoded in
                for x in 0..<width {
                    let i = start + 2 * x
                    let a = drawn[i], b = drawn[i + 1], c = drawn[i + 2 * width], d = drawn[i + 2 * width + 1]
                    let o = out + 3 * x
                    if a == b && c == d && a == c {
                        o[0] = UInt8(truncatingIfNeeded: a)
                        o[1] = UInt8(truncatingIfNeeded: a >> 8)
                        o[2] = UInt8(truncatingIfNeeded: a >> 16)
                        continue
                    }
                    for channel in 0..<3 {
                        let shift = UInt32(channel * 8)
                        let sum = linear[Int(a >> shift & 255)] &+ linear[Int(b >> shift & 255)]
                            &+ linear[Int(c >> shift & 255)] &+ linear[Int(d >> shift & 255)]
                        // Four times 65535 to 8191: a division by 32.
                        o[channel] = encoded[Int(min(sum >> 5, Resolve.steps - 1))]
                    }
                }
            }
        }
    }

    /// Straight alpha: colours weigh by how opaque their samples are.
    private func averageRowWithAlpha(
        _ drawn: UnsafeBufferPointer<UInt32>, from start: Int, _ width: Int, to out: UnsafeMutablePointer<UInt8>
    ) {
        for x in 0..<width {
            let i = start + 2 * x
            let samples = [drawn[i], drawn[i + 1], drawn[i + 2 * width], drawn[i + 2 * width + 1]]
            let o = out + 4 * x
            let opacity = samples.reduce(UInt32(0)) { $0 + ($1 >> 24) }
            o[3] = UInt8((opacity + 2) / 4)
            for channel in 0..<3 {
                let shift = UInt32(channel * 8)
                let sum = samples.reduce(UInt32(0)) { $0 + linear[Int($1 >> shift & 255)] * ($1 >> 24) }
                let mean = opacity == 0 ? 0 : sum / opacity
                o[channel] = encoded[Int(min(mean >> 3, Resolve.steps - 1))]
            }
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
