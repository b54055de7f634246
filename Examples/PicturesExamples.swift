// The examples in the documentation of Pictures, as code; see main.swift.
import Charts
import Comparison
import Files
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

// Sources/Pictures/PNG/AnimatedPNG.swift
func animatedPNG() throws {
    let shades = [Color.black, Color(gray: 128), Color(gray: 128), .white]
    let animation = try AnimatedPNG(path: "shades.png", width: 48, height: 48, frameRate: 30)
    for shade in shades { try animation.append(try Image(width: 48, height: 48, format: .rgb8, fill: shade)) }
    let summary = try animation.finish()
    print(summary.framesIn, "frames,", summary.framesWritten, "stored")  // 4 frames, 3 stored
    let (frames, delays) = try AnimatedPNG.read("shades.png")
    print(frames.count, delays[1])  // 3 2/30 s
}

// Sources/Pictures/Video/VideoFile.swift
func videoFile() throws {
    let frames = try (0..<3).map { try Image(width: 48, height: 48, format: .rgb8, fill: Color(gray: UInt8($0 * 100))) }
    do {
        let video = try VideoFile(path: "shades.mp4", width: 48, height: 48, frameRate: 30)
        for frame in frames { try video.append(frame) }
        try video.finish()
    } catch is MissingProgram {
        let folder = try NumberedFrames(folder: "shades")
        for (index, frame) in frames.enumerated() { try folder.write(frame, index: index) }
    }
    print(Folders.exists("shades.mp4") || Folders.exists("shades/000002.png"))  // true
}

// Sources/Pictures/Video/RawFrames.swift
func rawFrames() throws {
    let raw = try RawFrames(path: "shades.rgb", width: 48, height: 48)
    for gray in [0, 100, 200] { try raw.append(try Image(width: 48, height: 48, format: .rgb8, fill: Color(gray: UInt8(gray)))) }
    try raw.finish()
    let pixels = try MappedFile(path: "shades.rgb")
    print(pixels.bytes.count == 3 * 48 * 48 * 3)  // true
}

// Sources/Comparison/FLIP.swift
func flip() throws {
    let shades: [UInt8] = (0..<4096).map { UInt8($0 % 64) * 3 }
    let picture = try Image(width: 64, height: 64, format: .gray8, pixels: shades)
    let nudged = try Image(width: 64, height: 64, format: .gray8, pixels: shades.map { $0 + 1 })
    let darker = try Image(width: 64, height: 64, format: .gray8, pixels: shades.map { $0 / 2 })
    print(try FLIP(picture, picture).mean)  // 0.0
    print(try FLIP(picture, nudged).mean < 0.05)  // true
    print(try FLIP(picture, darker).mean > 0.2)  // true
}

// Sources/Comparison/StructuralSimilarity.swift
func structuralSimilarity() throws {
    let shades: [UInt8] = (0..<4096).map { UInt8($0 % 64) * 3 }
    let picture = try Image(width: 64, height: 64, format: .gray8, pixels: shades)
    let darker = try Image(width: 64, height: 64, format: .gray8, pixels: shades.map { $0 / 2 })
    print(try StructuralSimilarity(picture, picture).mean)  // 1.0
    print(try StructuralSimilarity(picture, darker).mean < 0.8)  // true
}

// Sources/Charts/LineChart.swift
func lineChart() throws {
    let chart = LineChart(
        title: "Loss", x: ChartAxis("epoch", isWhole: true), y: ChartAxis(scale: .logarithmic),
        lines: [.init("rc", [0.5, 0.2, 0.1]), .init("vel", [0.05, 0.04, 0.03])])
    let picture = try chart.image(ChartStyle(width: 400, height: 240))
    print(picture.width, picture.height)  // 400 240
}

// Sources/Charts/Histogram.swift
func histogram() throws {
    let histogram = Histogram([1, 1.2, 2.5, 2.6, 2.7, 4], bins: 3)
    print(histogram.edges, histogram.counts)  // [1.0, 2.0, 3.0, 4.0] [2, 3, 1]
}

// Sources/Charts/RankChart.swift
func rankChart() throws {
    let chart = RankChart(title: "Labels", x: ChartAxis("seconds"), bars: [("walk forward", 410), ("turn around", 120)])
    let picture = try chart.image(ChartStyle(width: 320, height: 140))
    print(picture.width, picture.height)  // 320 140
}

// Sources/Pictures/Indexed/SheetQuantizer.swift
func sheetQuantizer() throws {
    let frames = try [Color.black, .white, .transparent].map { try Image(width: 16, height: 16, format: .rgba8, fill: $0) }
    let sheet = try SheetQuantizer(colors: 64).sheet(frames, columns: 2)
    print(sheet.width, sheet.height, sheet.palette.count)  // 32 32 3
    try OutputFile.write(PNG.encode(sheet), to: "sheet.png")
    print(try PNG.read("sheet.png").width)  // 32
}
