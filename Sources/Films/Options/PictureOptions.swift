// What a picture looks like: size, look, light, camera, colours.
import Pictures
import Rendering
import Visualization
import Workers

/// How a picture is drawn.
public struct PictureOptions: Sendable {
    /// Of the picture, or of each cell where there are several; nil for what suits the layout.
    public var size: PictureSize?
    /// Cells in a row of a grid; nil chooses well.
    public var columns: Int?
    public var background = Color.white
    /// Nil for clay.
    public var look: Look?
    /// Nil for a plain one; none where the motion is in a camera's coordinates.
    public var floor: ShotOptions.FloorStyle?
    /// True to draw on the floor where the body goes.
    public var showsPath = false
    /// True to show places exactly as in the file, even where the floor sloped or hands sink into it; as always with an exact camera.
    public var isAsCaptured = false
    public var light = ShotOptions.LightStyle.studio
    public var antialiasing = Antialiasing.four
    /// The camera where the program places it; nil for what suits the layout.
    public var view: View?
    /// Further wishes about that camera: degrees, degrees, metres, degrees.
    public var azimuth: Double?
    public var elevation: Double?
    public var distance: Double?
    public var fieldOfView: Double?
    public var isOrthographic = false
    /// A camera whose place is known.
    public var calibration = Calibration()
    /// Nil for the look's own colours.
    public var color: PaintChoice?
    public var colorBy: ColorBy?
    /// Processes that draw at once.
    public var workers = WorkerPool.processorCount

    public init() {}

    /// The size of a picture, or of each cell.
    ///
    /// - Parameter cells: how many there are; very many get smaller cells, so that the picture can still be looked at.
    func size(for layout: Layout, cells: Int = 1) -> PictureSize {
        if let size { return size }
        switch layout {
        case .single, .sequence, .strip, .overlay: return PictureSize(width: 512, height: 512)
        case .grid, .compare:
            let usual = PictureSize(width: 260, height: 280)
            let scale = min(1, (PictureOptions.largestSheet / Double(max(cells, 1) * usual.width * usual.height)).squareRoot())
            return PictureSize(width: max(48, Int(Double(usual.width) * scale)), height: max(52, Int(Double(usual.height) * scale)))
        }
    }

    /// Pixels that a sheet of cells takes at most where the user names no size.
    private static let largestSheet = 8_000_000.0

    /// The paint that ``color`` and ``colorBy`` ask for; nil for the look's own.
    func paintAsked() -> BodyPaint? {
        switch (colorBy, color) {
        case (.speed, let value): .bySpeed(value?.scale ?? .turbo, upTo: PictureOptions.fastest)
        case (.person, _): nil
        case (.time, let value): .overTime(value?.scale ?? .viridis, from: PaintChoice.scaleStart, to: PaintChoice.scaleEnd)
        case (nil, .scale(let scale)?): .overTime(scale, from: PaintChoice.scaleStart, to: PaintChoice.scaleEnd)
        case (nil, .paint(let paint)?): paint
        case (nil, nil): nil
        }
    }

    /// The speed at the end of a scale, metres a second: hands of somebody running.
    private static let fastest: Float = 5

    /// The colour of one of several people where nothing else says it.
    /// - Parameter always: true where people must be told apart.
    func paint(ofPerson number: Int, of count: Int, always: Bool) -> BodyPaint? {
        guard colorBy == .person || (always && color == nil && colorBy == nil) else { return nil }
        if case .scale(let scale)? = color {
            return .plain(scale[0.25 + 0.6 * Double(number) / Double(max(count - 1, 1))])
        }
        if look == .stick { return number % 2 == 0 ? .chainBlues : .chainOranges }
        return .person(number)
    }

    /// The camera whose place is named, if one is.
    ///
    /// - Parameter calibrated: the size of the pictures that the intrinsics are about.
    /// - Throws: `FileProblem` for what is wrong with the file of extrinsics.
    func exactCamera(_ calibrated: PictureSize) throws -> Camera? {
        let projection =
            calibration.lens.map { Camera.Projection.pinhole($0.intrinsics(calibrated)) }
            ?? .perspective(degrees: Float(fieldOfView ?? View.defaultFieldOfView))
        if let file = calibration.extrinsics { return try ExtrinsicsFile.camera(file, projection) }
        if let position = calibration.position, let target = calibration.target {
            return Camera(position: position, target: target, up: calibration.up ?? [0, 0, 1], projection: projection)
        }
        return calibration.lens == nil ? nil : .atOrigin(projection)
    }

    /// - Parameters:
    ///   - view: the view where none is named.
    ///   - paint: the colour where none is named.
    ///   - exact: the camera that ``exactCamera(_:)`` gave.
    func shotOptions(view: View = .fit, paint: BodyPaint? = nil, exact: Camera?) -> ShotOptions {
        var options = ShotOptions()
        options.background = background
        options.floor = floor ?? (calibration.isMotionInCameraCoordinates ? .none : .plain)
        options.paint = paintAsked() ?? paint
        options.light = light
        options.showsPath = showsPath
        options.settles = !isAsCaptured
        if let exact {
            options.camera = .exact(exact)
        } else {
            var view = self.view ?? view
            if let azimuth { view.azimuth = azimuth }
            if let elevation { view.elevation = elevation }
            if let fieldOfView { view.fieldOfView = fieldOfView }
            if isOrthographic { view.fieldOfView = nil }
            view.distance = distance
            options.camera = .view(view)
        }
        return options
    }
}
