// Bodies that are drawn without OpenGL because they are small look as if it had drawn them.
import BodyModels
import Comparison
import Pictures
import Rendering
import Testing
import Visualization

@Suite(.serialized) struct SoftwareBodyTests {
    private func shot(_ look: Look, _ options: ShotOptions = ShotOptions()) throws -> Shot {
        Shot([Performer(try Samples.motion("05/05_11"), figure: Figure(try Samples.body(), look: look))], aspect: 1, options: options)
    }

    @Test(arguments: [Look.clay, .clothed, .parts, .stick]) func theyLookAsOpenGLWouldDrawThem(_ look: Look) throws {
        let scene = try shot(look).scenes(300..<301)[0]
        let renderer = try Renderer()
        let own = try renderer.draw(scene, width: 160, height: 160)
        renderer.choice = .gl
        let difference = try ImageDifference(own, try renderer.draw(scene, width: 160, height: 160), tolerance: 3)
        // Samples whose centres lie on an edge belong to one side or the other.
        #expect(difference.mean < 0.1)
        #expect(difference.outliers < 0.005)
        #expect(difference.maximum > 0, "both have drawn")
    }

    @Test func transparencyAndSingleSamplesAreTheSameToo() throws {
        var options = ShotOptions()
        options.background = Color(0, 0, 0, 0)
        let scene = try shot(.clay, options).scenes(300..<301)[0]
        let renderer = try Renderer()
        for antialiasing in Antialiasing.allCases {
            renderer.choice = .auto
            let own = try renderer.draw(scene, width: 120, height: 120, antialiasing: antialiasing)
            renderer.choice = .gl
            let other = try renderer.draw(scene, width: 120, height: 120, antialiasing: antialiasing)
            #expect(own.format == .rgba8)
            let difference = try ImageDifference(own, other, tolerance: 3)
            #expect(difference.mean < 0.1 && difference.outliers < 0.005, "\(antialiasing): \(difference)")
        }
    }

    @Test func whatIsLargeOrTranslucentIsLeftToOpenGL() throws {
        let renderer = try Renderer()
        for (look, size) in [(Look.clay, 900), (.skeleton, 160), (.wire, 160)] {
            let scene = try shot(look).scenes(300..<301)[0]
            renderer.choice = .auto
            let first = try renderer.draw(scene, width: size, height: size)
            renderer.choice = .gl
            #expect(try renderer.draw(scene, width: size, height: size) == first, "\(look)")
        }
    }
}
