// What is seen at each sample of a part of the picture, and the picture made of it.
import Pictures

/// Depth and linear light of samples.
///
/// A sample is one number: 22 bits of depth, then 14 bits each of blue, green and red. All bits are set where nothing is seen.
struct SampleBuffer {
    private(set) var width = 0
    private(set) var height = 0
    /// Bottom row first.
    private var samples: [UInt64] = []

    static let nothing = UInt64.max
    /// The largest depth that is something.
    static let farthest: Float = 4_194_302
    /// Where depth begins.
    static let depthShift: UInt64 = 42
    private static let full: Float = 16383

    /// A sample of a depth up to ``farthest``.
    @inline(__always)
    static func sample(_ light: SIMD4<Float>, depth: UInt64) -> UInt64 {
        @inline(__always) func code(_ channel: Float) -> UInt64 { UInt64(nearestWhole(min(1, max(0, channel)) * full)) }
        return depth &<< depthShift | code(light.z) &<< 28 | code(light.y) &<< 14 | code(light.x)
    }

    /// The channels of a sample 16 bits apart, so that four of them can be added at once.
    @inline(__always)
    private static func channels(_ sample: UInt64) -> UInt64 {
        sample & 0x3fff | (sample &<< 2) & 0x3fff_0000 | (sample &<< 4) & 0x3fff_0000_0000
    }

    mutating func clear(width: Int, height: Int) {
        self.width = width
        self.height = height
        let count = width * height
        if samples.count < count {
            samples = [UInt64](repeating: SampleBuffer.nothing, count: count)
        } else {
            samples.withUnsafeMutableBufferPointer { samples in
                for i in 0..<count { samples[i] = SampleBuffer.nothing }
            }
        }
    }

    mutating func withSamples(_ body: (UnsafeMutablePointer<UInt64>) -> Void) {
        samples.withUnsafeMutableBufferPointer { if let base = $0.baseAddress { body(base) } }
    }

    /// Lays the samples over what is behind them.
    ///
    /// - Parameters:
    ///   - part: where the samples are in the picture.
    ///   - scale: samples along a pixel's side, 1 or 2.
    ///   - backdrop: RGBA of the whole picture, bottom row first, straight alpha, one sample a pixel.
    ///   - keepsAlpha: an RGBA picture with straight alpha if true, else RGB.
    func image(part: PixelRectangle, scale: Int, over backdrop: [UInt32], width: Int, height: Int, keepsAlpha: Bool) throws -> Image {
        let channels = keepsAlpha ? 4 : 3
        let tables = LightTables.shared
        return try Image(width: width, height: height, format: keepsAlpha ? .rgba8 : .rgb8) { out in
            samples.withUnsafeBufferPointer { samples in
                backdrop.withUnsafeBufferPointer { backdrop in
                    tables.linear.withUnsafeBufferPointer { linear in
                        tables.encoded.withUnsafeBufferPointer { encoded in
                            guard let out = out.baseAddress, let backdrop = backdrop.baseAddress, let linear = linear.baseAddress,
                                let encoded = encoded.baseAddress
                            else { return }
                            for row in 0..<height {
                                let y = height - 1 - row
                                let behind = backdrop + y * width
                                let target = out + row * width * channels
                                SampleBuffer.copy(behind, 0..<width, to: target, channels)
                                guard let samples = samples.baseAddress, y >= part.y, y < part.y + part.height else { continue }
                                let near = samples + (y - part.y) * scale * self.width, far = near + (scale - 1) * self.width
                                for x in 0..<part.width {
                                    let left = x &* scale, right = left &+ scale &- 1
                                    let (a, b, c, d) = (near[left], near[right], far[left], far[right])
                                    if a & b & c & d == SampleBuffer.nothing { continue }
                                    SampleBuffer.merge(
                                        a, b, c, d, over: behind[part.x &+ x], to: target + (part.x &+ x) &* channels, channels, linear,
                                        encoded)
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    @inline(__always)
    private static func copy(_ row: UnsafePointer<UInt32>, _ columns: Range<Int>, to out: UnsafeMutablePointer<UInt8>, _ channels: Int) {
        if channels == 4 {
            for x in columns {
                let pixel = row[x], target = out + x &* 4
                target[0] = UInt8(truncatingIfNeeded: pixel)
                target[1] = UInt8(truncatingIfNeeded: pixel &>> 8)
                target[2] = UInt8(truncatingIfNeeded: pixel &>> 16)
                target[3] = UInt8(truncatingIfNeeded: pixel &>> 24)
            }
        } else {
            // Four pixels are three words.
            let words = UnsafeMutableRawPointer(out)
            let end = columns.lowerBound + columns.count / 4 * 4
            var x = columns.lowerBound
            while x < end {
                let (a, b, c, d) = (row[x], row[x &+ 1], row[x &+ 2], row[x &+ 3])
                words.storeBytes(of: (a & 0xff_ffff | b &<< 24).littleEndian, toByteOffset: x &* 3, as: UInt32.self)
                words.storeBytes(of: ((b &>> 8) & 0xffff | c &<< 16).littleEndian, toByteOffset: x &* 3 &+ 4, as: UInt32.self)
                words.storeBytes(of: ((c &>> 16) & 0xff | d &<< 8).littleEndian, toByteOffset: x &* 3 &+ 8, as: UInt32.self)
                x &+= 4
            }
            while x < columns.upperBound {
                let pixel = row[x], target = out + x &* 3
                target[0] = UInt8(truncatingIfNeeded: pixel)
                target[1] = UInt8(truncatingIfNeeded: pixel &>> 8)
                target[2] = UInt8(truncatingIfNeeded: pixel &>> 16)
                x &+= 1
            }
        }
    }

    /// The mean of four samples in linear light, where each is a body's or nothing.
    @inline(__always)
    private static func merge(
        _ a: UInt64, _ b: UInt64, _ c: UInt64, _ d: UInt64, over back: UInt32, to out: UnsafeMutablePointer<UInt8>, _ channels: Int,
        _ linear: UnsafePointer<UInt32>, _ encoded: UnsafePointer<UInt8>
    ) {
        var sum: UInt64 = 0
        var empty: UInt64 = 0
        for sample in [a, b, c, d] {
            if sample == nothing { empty &+= 1 } else { sum &+= SampleBuffer.channels(sample) }
        }
        if channels == 3 || empty == 0 {
            if empty > 0 {
                let behind =
                    UInt64(linear[Int(back & 255)] &>> 2) | UInt64(linear[Int((back &>> 8) & 255)] &>> 2) << 16
                    | UInt64(linear[Int((back &>> 16) & 255)] &>> 2) << 32
                sum &+= behind &* empty
            }
            // Four times 16383 to 8191.
            out[0] = encoded[Int((sum &>> 3) & 8191)]
            out[1] = encoded[Int((sum &>> 19) & 8191)]
            out[2] = encoded[Int((sum &>> 35) & 8191)]
            if channels == 4 { out[3] = 255 }
            return
        }
        // Straight alpha: colours weigh by how opaque their samples are.
        let behind = (UInt64(back) &>> 24) &* empty, opacity = (4 &- empty) &* 255 &+ behind
        out[3] = UInt8(truncatingIfNeeded: (opacity &+ 2) / 4)
        for channel in 0..<3 {
            let body = ((sum &>> UInt64(16 &* channel)) & 0xffff) &* 255
            let light = body &+ UInt64(linear[Int((back &>> UInt32(8 &* channel)) & 255)] &>> 2) &* behind
            out[channel] = encoded[Int(min(light / opacity, 16383) &>> 1)]
        }
    }
}
