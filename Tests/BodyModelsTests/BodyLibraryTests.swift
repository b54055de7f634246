// Bodies are found under every name the field gives them, and the best one is taken.
import BodyModels
import TestSupport
import Testing

@Suite struct BodyLibraryTests {
    /// A folder with empty files of these names, gone after the test.
    private func withFolder<Result>(_ names: [String], _ body: (String) throws -> Result) throws -> Result {
        let folder = try TestFolder()
        for name in names { try folder.write([], name) }
        return try body(folder.path)
    }

    @Test(arguments: [
        ("smpl/SMPL_NEUTRAL.pkl", JointLayout.smpl, Gender.neutral),
        ("smpl/SMPL_FEMALE.pkl", .smpl, .female),
        ("smpl/basicModel_neutral_lbs_10_207_0_v1.0.0.pkl", .smpl, .neutral),
        ("smpl/basicModel_f_lbs_10_207_0_v1.0.0.pkl", .smpl, .female),
        ("smpl/basicmodel_m_lbs_10_207_0_v1.1.0.pkl", .smpl, .male),
        ("smplh/neutral/model.npz", .smplh, .neutral),
        ("smplh/male/model.npz", .smplh, .male),
        ("smplh/SMPLH_male.pkl", .smplh, .male),
        ("smplh/SMPLH_NEUTRAL.npz", .smplh, .neutral),
        ("smplx/SMPLX_NEUTRAL.pkl", .smplx, .neutral),
        ("smplx/SMPLX_FEMALE.npz", .smplx, .female),
        ("SMPL_MALE.pkl", .smpl, .male),
        ("open/open_body_female.npz", .smplh, .female),
    ])
    func everyKnownFileNameIsFound(name: String, layout: JointLayout, gender: Gender) throws {
        try withFolder([name]) { folder in
            let found = BodyLibrary(folders: [folder]).files
            #expect(found.count == 1)
            #expect(found.first?.layout == layout)
            #expect(found.first?.gender == gender)
            #expect(found.first?.path.hasSuffix(name.split(separator: "/").last.map(String.init) ?? "") == true)
        }
    }

    @Test func regressorsAndOtherFilesBesideTheModelsAreNotTakenForBodies() throws {
        try withFolder(["smpl/kintree_table.pkl", "smpl/J_regressor_extra.npy", "smpl/readme.txt"]) { folder in
            #expect(BodyLibrary(folders: [folder]).files.isEmpty)
        }
    }

    @Test func licensedBodiesComeBeforeTheOpenOneAndTheMotionsLayoutBeforeOthers() throws {
        try withFolder(["open/open_body_neutral.npz", "smpl/SMPL_NEUTRAL.pkl", "smplh/neutral/model.npz"]) { folder in
            let library = BodyLibrary(folders: [folder])
            #expect(library.best(for: .smplh, gender: .neutral)?.path.hasSuffix("smplh/neutral/model.npz") == true)
            #expect(library.best(for: .smpl, gender: .neutral)?.path.hasSuffix("SMPL_NEUTRAL.pkl") == true)
            #expect(library.best(for: .smplx, gender: .neutral)?.layout == .smplh)
        }
        try withFolder(["open/open_body_neutral.npz", "open/open_body_male.npz", "open/open_body_smpl_male.npz"]) { folder in
            let library = BodyLibrary(folders: [folder])
            #expect(library.best(for: .smplh, gender: .male)?.path.hasSuffix("open_body_male.npz") == true)
            #expect(library.best(for: .smpl, gender: .male)?.path.hasSuffix("open_body_smpl_male.npz") == true)
            #expect(library.best(for: .smplh, gender: .female)?.path.hasSuffix("open_body_neutral.npz") == true)
        }
        #expect(BodyLibrary(folders: ["/nowhere/at/all"]).best(for: .smpl, gender: .neutral) == nil)
    }

    @Test func theOpenBodyIsKnownByItsTriangles() throws {
        #expect(try Bodies.open("open_body_male").isOpenBody)
        #expect(OpenBody.isTopology([0, 1, 2]) == false)
    }
}
