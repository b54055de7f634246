// The examples in the documentation of Pictures, as code; see main.swift.
import Pictures

// Sources/Pictures/Image.swift
func image() throws {
    var image = try Image(width: 64, height: 48, format: .rgb8, fill: .white)
    let square = try Image(width: 8, height: 8, format: .rgb8, fill: Color(0xd2, 0xb4, 0x9c))
    image.paste(square, x: 4, y: 4)
    try PNG.write(image, to: "square.png")
    let read = try PNG.read("square.png")
    print(read == image, try read.cropped(x: 4, y: 4, width: 8, height: 8) == square)  // true true
}

// Sources/Pictures/GIF/AnimatedGIF.swift
func animatedGIF() throws {
    let shades = [Color.black, Color(gray: 128), .white]
    let frames = try shades.map { try Image(width: 48, height: 48, format: .rgb8, fill: $0) }
    let gif = try AnimatedGIF(path: "shades.gif", width: 48, height: 48, frameRate: 20, palette: Palette(shades))
    for frame in frames { try gif.append(frame) }
    let summary = try gif.finish()
    print(summary.framesWritten, "frames,", summary.duration, "hundredths of a second")  // 3 frames, 15 hundredths of a second
}

// Sources/Pictures/GIF/PaletteBuilder.swift
func paletteBuilder() throws {
    var builder = PaletteBuilder(exact: [.white])
    for gray in stride(from: 0, through: 255, by: 5) {
        builder.add(try Image(width: 4, height: 4, format: .rgb8, fill: Color(gray: UInt8(gray))))
    }
    let palette = builder.palette(maximumCount: 16)
    print(palette.colors.count, palette.colors.contains(.white))  // 16 true
}

// Sources/Pictures/Color/Colormap.swift
func colormap() throws {
    let early = Colormap.blues[0.5], late = Colormap.blues[0.9]
    print(early, late)  // #6baed6 #084a92
}
