// What is settled before anybody is posed: size, camera, light, and the photographs behind.
import Pictures
import Rendering
import Visualization

/// The setting of one picture.
struct PictureSetting {
    /// Of the picture, or of each cell.
    let size: PictureSize
    let options: ShotOptions
    /// At the size of the picture.
    let photographs: Photographs?

    /// - Parameters:
    ///   - cells: how many cells the layout has.
    ///   - frames: how many photographs are of use at most.
    ///   - view: the view where the user names none, by default that of the layout.
    ///   - paint: the colour where none is named.
    init(_ picture: PictureOptions, layout: Layout, cells: Int = 1, frames: Int = 1, view: View? = nil, paint: BodyPaint? = nil) throws {
        let taken = try picture.calibration.photographs.map { try PhotographReading.photographs($0, frames: frames) }
        let own = taken.map { PictureSize(width: $0.width, height: $0.height) }
        let size = picture.size ?? own ?? picture.size(for: layout, cells: cells)
        self.size = size
        var options = picture.shotOptions(
            view: view ?? (layout == .grid || layout == .compare ? .follow : .fit), paint: paint,
            exact: try picture.exactCamera(own ?? size))
        if taken != nil { options.background = .transparent }
        self.options = options
        photographs = try size == own ? taken : taken?.shown(width: size.width, height: size.height)
    }
}
