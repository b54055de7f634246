// Several motions in one picture: cells in step, the longest decides, the others wait.
import BodyModels
import Motions
import Pictures
import Rendering
import Testing
import Visualization

@Suite(.serialized) struct SheetTests {
    private func shots(look: Look = .stick) throws -> [Shot] {
        let figure = Figure(try Samples.body(), look: look)
        return try ["02/02_01", "09/09_01", "49/49_04"].map {
            Shot([Performer(try Samples.motion($0).resampled(to: 10), figure: figure)], aspect: 1)
        }
    }

    @Test func theLongestMotionDecidesAndThePauseComesOnTop() throws {
        let shots = try shots()
        #expect(shots.map(\.frameCount) == [29, 13, 21])
        let sheet = try Sheet(shots, cellWidth: 40, cellHeight: 40, columns: 2, pause: 3)
        #expect(sheet.frameCount == 32 && sheet.width == 80 && sheet.height == 80)
        #expect(try Sheet(shots, captions: ["a", "", ""], cellWidth: 40, cellHeight: 40, columns: 3).height > 40)
        #expect(try Sheet(shots, captions: ["", "", ""], cellWidth: 40, cellHeight: 40, columns: 3).height == 40)
    }

    @Test func aCellShowsWhatItsShotShowsAloneAndWaitsDimmedInItsLastFrame() throws {
        let shots = try shots()
        let sheet = try Sheet(shots, cellWidth: 48, cellHeight: 48, columns: 3)
        let renderer = try Renderer()
        let painter = SheetRenderer(sheet, renderer: renderer)
        func alone(_ cell: Int, _ frame: Int) throws -> Image {
            try renderer.draw(shots[cell].scenes(frame..<frame + 1)[0], width: 48, height: 48)
        }
        let early = try painter.image(7), late = try painter.image(25)
        for cell in 0..<3 {
            #expect(try early.cropped(x: cell * 48, y: 0, width: 48, height: 48) == alone(cell, 7))
        }
        #expect(try late.cropped(x: 0, y: 0, width: 48, height: 48) == alone(0, 25))
        #expect(try late.cropped(x: 48, y: 0, width: 48, height: 48) == alone(1, 12).dimmed(by: 15))
    }

    @Test func framesDoNotDependOnTheOrderInWhichTheyAreDrawn() throws {
        let sheet = try Sheet(shots(), captions: ["one", "two", "three"], cellWidth: 40, cellHeight: 40)
        let renderer = try Renderer()
        let forward = SheetRenderer(sheet, renderer: renderer), backward = SheetRenderer(sheet, renderer: renderer)
        let numbers = [0, 9, 14, 28]
        let images = try numbers.map(forward.image)
        for (number, image) in zip(numbers, images).reversed() { #expect(try backward.image(number) == image) }
    }

    @Test func motionsInOneSceneStandOnOneFloorAndEndEachInItsTime() throws {
        let figure = Figure(try Samples.body())
        let performers = try ["02/02_01", "09/09_01"].map { Performer(try Samples.motion($0).resampled(to: 10), figure: figure) }
        let shot = Shot(performers, aspect: 1)
        #expect(shot.frameCount == 29)
        let scenes = shot.scenes(0..<29)
        #expect(scenes.allSatisfy { $0.surfaces.count == 2 })
        #expect(scenes[12].surfaces[1].positions == scenes[28].surfaces[1].positions)
        #expect(scenes[12].surfaces[0].positions != scenes[28].surfaces[0].positions)
        // A range that begins after the second is over.
        #expect(shot.scenes(20..<21)[0].surfaces.map(\.positions) == scenes[20].surfaces.map(\.positions))
        // Alone, a performer keeps camera and floor.
        let alone = shot.only(1).scenes(5..<6)[0]
        #expect(alone.surfaces.count == 1 && alone.camera == scenes[5].camera && alone.floor == scenes[5].floor)
        #expect(alone.surfaces[0].positions == scenes[5].surfaces[1].positions)
    }

    @Test func comparedMotionsBeginAtTheSamePlace() throws {
        let figure = Figure(try Samples.body(), look: .stick)
        let performers = Performer.startingTogether(try ["02/02_01", "49/49_06"].map { Performer(try Samples.motion($0), figure: figure) })
        for axis in 0..<2 { #expect(abs(performers[0].motion.translations[0, axis] - performers[1].motion.translations[0, axis]) < 1e-5) }
        let own = try Samples.motion("49/49_06").translations
        #expect(performers[1].motion.translations[50, 2] == own[50, 2], "heights stay")
    }

    @Test func oneThatGoesFiftyMetresAwayIsStillSeen() throws {
        var far = try Samples.motion("02/02_01").resampled(to: 10)
        for frame in 15..<far.frameCount { far.translations[frame, 0] += 50 }
        let figure = Figure(try Samples.body())
        for view in [View.fit, .follow, .top, .orbit] {
            var options = ShotOptions()
            options.camera = .view(view)
            let shot = Shot([Performer(far, figure: figure)], aspect: 1, options: options)
            let (low, high) = clipExtent(of: shot)
            #expect(low.x > -1.01 && low.y > -1.01 && high.x < 1.01 && high.y < 1.01)
            let image = try Renderer().draw(shot.scenes(20..<21)[0], width: 400, height: 400)
            #expect(Set(image.pixels).count > 3, "\(view)")
        }
    }
}
