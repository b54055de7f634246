// A camera as calibrations and pose estimators describe it, and the photographs it took: options of the commands that draw.
import ArgumentParser
import Films
import Foundation

struct CalibrationArguments: ParsableArguments {
    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            """
            Focal lengths and principal point of a pinhole camera, in pixels of the photograph (or of --size); the first pixel's centre is \
            at 0.5. Alone, the motion is in the camera's own coordinates: x right, y down, z forward.
            """, valueName: "fx,fy,cx,cy"))
    var intrinsics: IntrinsicsArgument?

    @Option(
        help: ArgumentHelp(
            """
            An .npy or text file with the 3x4 or 4x4 matrix from the motion's world (metres, Z up) to the camera: x right, y down, z forward.
            """, valueName: "file"))
    var extrinsics: String?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("What is up in the picture, with --camera-position. (default: 0,0,1)", valueName: "x,y,z"))
    var cameraUp: Point?

    @Option(
        help: ArgumentHelp(
            """
            A photograph to draw over, or a folder of them: the first by name behind frame 0, and so on. PNG; other pictures and films \
            through ffmpeg. Sets the size.
            """, valueName: "image"))
    var over: String?

    /// - Parameter placing: an option that lets the program place the camera, if there is one.
    func check(with picture: PictureArguments, placing: String?) throws {
        if let given = intrinsics != nil ? "--intrinsics" : extrinsics != nil ? "--extrinsics" : nil, let placing {
            throw ValidationError(
                "\(placing) lets the program place the camera; \(given) is about a camera that has its place. Use one of them.")
        }
        if intrinsics != nil, picture.fov != nil {
            throw ValidationError("--intrinsics and --fov both say how wide the camera sees. Use one of them.")
        }
        if extrinsics != nil, picture.cameraPosition != nil {
            throw ValidationError("--extrinsics and --camera-position both say where the camera is. Use one of them.")
        }
        if let cameraUp {
            guard picture.cameraPosition != nil else {
                throw ValidationError("--camera-up goes with --camera-position and --camera-target.")
            }
            if cameraUp.vector == .zero { throw ValidationError("--camera-up is 0,0,0; expected a direction.") }
        }
    }
}

/// The value of `--intrinsics`.
struct IntrinsicsArgument: ExpressibleByArgument {
    let lens: Calibration.Lens

    init?(argument: String) {
        let numbers = argument.split(separator: ",", omittingEmptySubsequences: false).map {
            Float($0.trimmingCharacters(in: .whitespaces)) ?? .nan
        }
        guard numbers.count == 4, numbers.allSatisfy({ $0.isFinite && $0.magnitude < 1e6 }), numbers[0] > 1e-3, numbers[1] > 1e-3 else {
            return nil
        }
        lens = Calibration.Lens(fx: numbers[0], fy: numbers[1], cx: numbers[2], cy: numbers[3])
    }
}
