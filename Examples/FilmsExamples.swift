// The examples in the documentation of Films, as code; see main.swift.
import Films
import Motions

// Sources/Films/Film.swift
func film() throws {
    var options = FilmOptions()
    options.picture.look = .clothed
    options.picture.size = PictureSize(width: 96, height: 96)
    let walk = try Motion.read(path: "data/sample/CMU/02/02_01_poses.npz").trimmed(from: 0, to: 0.5)
    let film = try Film(options).write([walk], to: "walk.gif")
    print(film.what, film.width, film.height)  // 15 frames 96 96
}
