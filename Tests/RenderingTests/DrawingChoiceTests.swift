// Which painter draws the bodies, and what is needed for it.
import Pictures
import Rendering
import Testing

@Suite struct DrawingChoiceTests {
    private let ball = TestScenes.ball(center: [0, 0, 1], radius: 0.5)

    private func draw(_ scene: Scene, _ choice: DrawingChoice, size: Int = 40) throws -> (image: Image, usesOpenGL: Bool) {
        let renderer = try Renderer(choice: choice, rewriting: nil)
        let image = try renderer.draw(scene, width: size, height: size)
        return (image, renderer.description != nil)
    }

    @Test(arguments: [(nil, DrawingChoice.auto), ("", .auto), ("auto", .auto), ("gl", .gl), ("cpu", .cpu)] as [(String?, DrawingChoice)])
    func theEnvironmentChooses(text: String?, choice: DrawingChoice) throws {
        #expect(try DrawingChoice(text) == choice)
    }

    @Test(arguments: ["GL", "cpu ", "software", "1"])
    func anythingElseIsRefusedWithWhatMayBeSaid(text: String) {
        let problem = GraphicsProblem.unknownDrawing(text)
        #expect(throws: problem) { try DrawingChoice(text) }
        for word in [text, "SMOG_DRAW", "auto", "gl", "cpu"] { #expect(problem.description.contains(word)) }
    }

    /// On machines without Mesa, bodies on plain floors can be drawn all the same.
    @Test func theSoftwarePainterNeedsNoOpenGL() throws {
        let scene = TestScenes.scene([ball])
        let software = try draw(scene, .cpu), automatic = try draw(scene, .auto)
        #expect(!software.usesOpenGL && automatic.usesOpenGL)
        #expect(software.image == automatic.image)
    }

    @Test func openGLIsFetchedForWhatTheSoftwarePainterCannotDraw() throws {
        var glass = ball
        glass.opacity = 0.5
        let scene = TestScenes.scene([glass])
        let software = try draw(scene, .cpu)
        #expect(software.usesOpenGL)
        #expect(try software.image == draw(scene, .gl).image)
        let renderer = try Renderer(choice: .cpu, rewriting: nil)
        _ = try renderer.measure(TestScenes.scene([ball]), width: 20, height: 20)
        #expect(renderer.description != nil)
    }

    @Test func largeBodiesAreTheSoftwarePaintersWhereItIsAskedFor() throws {
        let scene = TestScenes.scene([ball])
        let software = try draw(scene, .cpu, size: 900), openGL = try draw(scene, .gl, size: 900)
        #expect(!software.usesOpenGL && openGL.usesOpenGL)
        #expect(software.image != openGL.image)
        #expect(try draw(scene, .auto, size: 900).image == openGL.image)
    }
}
