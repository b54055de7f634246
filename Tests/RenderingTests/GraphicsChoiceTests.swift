// Which OpenGL context is chosen, and what is said where there is none.
import Rendering
import Testing

@Suite struct GraphicsChoiceTests {
    @Test(
        arguments: [
            (nil, GraphicsChoice.best), ("", .best), ("osmesa", .only(.osmesa, device: 0)), ("egl", .only(.egl, device: 0)),
            ("gpu", .only(.gpu, device: 0)), ("gpu:0", .only(.gpu, device: 0)), ("gpu:3", .only(.gpu, device: 3)),
        ] as [(String?, GraphicsChoice)])
    func theEnvironmentChooses(text: String?, choice: GraphicsChoice) throws {
        #expect(try GraphicsChoice(text) == choice)
    }

    @Test(arguments: ["OSMesa", "egl:1", "gpu:", "gpu:-1", "gpu:x", "gpu:99999999999999999999", " ", "llvmpipe"])
    func anythingElseIsRefusedWithWhatMayBeSaid(text: String) {
        let problem = GraphicsProblem.unknownChoice(text)
        #expect(throws: problem) { try GraphicsChoice(text) }
        for word in [text, "SMOG_GL", "osmesa", "egl", "gpu"] { #expect(problem.description.contains(word)) }
    }

    /// Whoever reads only this line knows what to do, on an old system and on a new one.
    @Test func whereNothingWorksOneLineNamesBothReasonsAndBothRemedies() {
        let line = GraphicsProblem.noneWorks([.libraryMissing(.osmesa, "no such file A"), .noContext(.egl, "no driver B")]).description
        for word in ["no such file A", "no driver B", "apt-get install libosmesa6", "apt-get install libegl1 libegl-mesa0 libgl1-mesa-dri"]
        {
            #expect(line.contains(word), "\(line)")
        }
        #expect(!line.contains("\n"))
    }

    @Test func whoAskedForOneKindIsToldHowToInstallItAndOfTheOther() {
        #expect(GraphicsProblem.libraryMissing(.osmesa, "x").description.contains("unset SMOG_GL to draw with EGL"))
        #expect(GraphicsProblem.libraryMissing(.egl, "x").description.contains("unset SMOG_GL to draw with OSMesa"))
        #expect(GraphicsProblem.noContext(.gpu, "x").description.contains("unset SMOG_GL to draw on the processor"))
    }
}
