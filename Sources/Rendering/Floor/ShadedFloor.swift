// What darkness on the floor does to the pixels that show it.

/// What darkens a part of the floor in one frame.
struct FloorDarkness {
    let area: FloorArea
    /// Texels along a side of the map of the area.
    let size: Int
    /// See ``FloorShade/codes``.
    let codes: [UInt8]
}

/// How the pixels of an empty scene, RGBA with straight alpha, get darker.
enum ShadedFloor {
    /// The floor has the background's colour.
    case plain
    /// The floor has colours of its own.
    case colored
    /// The background is transparent: the shadow is kept as alpha.
    case transparent

    /// Darkens a part of a picture.
    /// - Parameter pixels: bottom row first.
    func lay(
        _ darkness: FloorDarkness, through projection: FloorProjection, on pixels: inout [UInt32], part: PixelRectangle, rowLength: Int
    ) {
        let tables = LightTables.shared
        pixels.withUnsafeMutableBufferPointer { pixels in
            darkness.codes.withUnsafeBufferPointer { codes in
                tables.linear.withUnsafeBufferPointer { linear in
                    tables.encoded.withUnsafeBufferPointer { encoded in
                        func forEachPixel(_ visit: (Int, UInt32) -> Void) {
                            projection.forEachPixel(in: part, rowLength: rowLength, codes: codes, size: darkness.size, visit)
                        }
                        switch self {
                        case .plain:
                            forEachPixel { i, code in
                                let pixel = pixels[i]
                                // sRGB's curve is nearly a power: the code of a product is the product of the codes. Two channels at a time.
                                let scale = code + (code >> 7)
                                let outer = (((pixel & 0xff00ff) * scale + 0x800080) >> 8) & 0xff00ff
                                let green = (((pixel >> 8) & 0xff) * scale + 0x80) & 0xff00
                                pixels[i] = (pixel & 0xff00_0000) | outer | green
                            }
                        case .colored:
                            forEachPixel { i, code in
                                let pixel = pixels[i], left = linear[Int(code)]
                                func darker(_ shift: UInt32) -> UInt32 {
                                    UInt32(encoded[Int((linear[Int((pixel >> shift) & 255)] * left) >> 19)]) << shift
                                }
                                pixels[i] = (pixel & 0xff00_0000) | darker(0) | darker(8) | darker(16)
                            }
                        case .transparent:
                            forEachPixel { i, code in
                                let pixel = pixels[i], left = linear[Int(code)]
                                let solid = pixel >> 24
                                // In 1/255 of 1/65535.
                                let seen = left * solid, alpha = 255 * 65535 - left * (255 - solid)
                                func darker(_ shift: UInt32) -> UInt32 {
                                    guard seen > 0 else { return 0 }
                                    let share = UInt64(linear[Int((pixel >> shift) & 255)]) * UInt64(seen) / UInt64(alpha)
                                    return UInt32(encoded[Int(min(share, 65535) >> 3)]) << shift
                                }
                                pixels[i] = (((alpha + 32767) / 65535) << 24) | darker(0) | darker(8) | darker(16)
                            }
                        }
                    }
                }
            }
        }
    }
}
