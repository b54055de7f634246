// swift-tools-version: 6.1
// The house: lowest floor first; a room imports only rooms above it in this list.
import PackageDescription

/// The C library under one name; everything may import it.
let libC: Target = .target(name: "LibC")

/// A room of the house: a library target under `Sources/`, a product, and its tests under `Tests/`.
struct Room {
    let name: String
    var needs: [String] = []
    /// Rooms and helpers that only its tests import, such as the reader of the golden files.
    var tested: [String] = []
    /// Products of other packages: (product, package).
    var products: [(String, String)] = []
    /// A folder of files compiled into it.
    var embedded: String? = nil
}

let cLibraries: [Target] = [
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .systemLibrary(name: "CPNG", pkgConfig: "libpng", providers: [.apt(["libpng-dev"])]),
    .systemLibrary(name: "CGIF", providers: [.apt(["libgif-dev"])]),
    .systemLibrary(name: "COpenBLAS", providers: [.apt(["libopenblas-dev"])]),
]

let rooms: [Room] = [
    Room(name: "Files", needs: ["CZlib"], products: [("Yams", "Yams")]),
    Room(name: "Workers", needs: ["Files"], tested: ["Pictures"]),
    Room(name: "Arrays", needs: ["COpenBLAS"]),
    Room(name: "ArrayFiles", needs: ["Files", "Arrays", "CZlib"]),
    Room(name: "Rotations", tested: ["Files", "Arrays", "ArrayFiles"]),
    Room(name: "Pictures", needs: ["Files", "Workers", "CPNG", "CGIF", "CZlib"], tested: ["Comparison"]),
    Room(name: "Comparison", needs: ["Files", "Pictures", "Rotations", "Workers"]),
    Room(name: "Snapshots", needs: ["Comparison", "Files", "Pictures", "Workers"]),
    Room(name: "Charts", needs: ["Pictures"]),
    Room(name: "BodyModels", needs: ["Files", "Arrays", "ArrayFiles", "Rotations", "Workers"]),
    Room(name: "HumanML3D", needs: ["Files", "Arrays", "ArrayFiles", "BodyModels", "Rotations"], tested: ["Motions"]),
    Room(name: "Motions", needs: ["Files", "Arrays", "ArrayFiles", "BodyModels", "HumanML3D", "Rotations"]),
    Room(name: "Rendering", needs: ["Pictures", "Rotations"], embedded: "Shaders"),
    Room(
        name: "Visualization", needs: ["Files", "Arrays", "BodyModels", "Motions", "Pictures", "Rendering", "Rotations", "Workers"],
        tested: ["Comparison"]),
    Room(
        name: "Films",
        needs: ["Files", "Arrays", "ArrayFiles", "BodyModels", "HumanML3D", "Motions", "Pictures", "Rendering", "Visualization", "Workers"]),
    Room(name: "Learning", needs: ["Files", "Arrays", "ArrayFiles", "Workers"], tested: ["GoldenTensors"]),
    Room(name: "CLIP", needs: ["Files", "Arrays", "ArrayFiles", "Learning", "Pictures", "Workers"]),
    Room(
        name: "BodyLayers", needs: ["Files", "Arrays", "ArrayFiles", "BodyModels", "Learning", "Rotations", "Workers"],
        tested: ["GoldenTensors"]),
    Room(
        name: "MotionModels",
        needs: ["Files", "Arrays", "ArrayFiles", "BodyModels", "CLIP", "HumanML3D", "Learning", "Motions", "Rotations", "Workers"],
        tested: ["GoldenTensors"]),
    Room(
        name: "Datasets",
        needs: [
            "Films", "Charts", "Files", "ArrayFiles", "Arrays", "BodyModels", "Motions", "Pictures", "Rendering", "Rotations",
            "Visualization", "Workers",
        ]),
    Room(
        name: "Gallery",
        needs: ["Files", "Films", "Arrays", "BodyModels", "Motions", "Pictures", "Rendering", "Visualization", "Workers", "Datasets"],
        tested: ["ArrayFiles", "GalleryTrial"], products: [("Mustache", "swift-mustache")], embedded: "Templates"),
    Room(
        name: "Evaluation", needs: ["Files", "Arrays", "ArrayFiles", "HumanML3D", "Learning", "Workers"], tested: ["GoldenTensors"]),
    Room(
        name: "Training",
        needs: [
            "Files", "Arrays", "ArrayFiles", "Learning", "BodyLayers", "Evaluation", "MotionModels", "Motions", "BodyModels", "Rotations",
            "Pictures", "Workers", "CLIP", "Charts", "Datasets",
        ], tested: ["GoldenTensors"]),
]

/// What tests share, under `Tests/`: where golden files are, folders that go away, what is demanded of errors and numbers. Every test has TestSupport.
let testHelpers: [Room] = [
    Room(name: "TestSupport", needs: ["Files", "Arrays", "ArrayFiles", "Workers"]),
    Room(name: "GoldenTensors", needs: ["TestSupport", "Arrays", "ArrayFiles", "Learning"]),
    // A program: what the tests of galleries must not do in their own process is fork.
    Room(name: "GalleryTrial", needs: ["BodyModels", "Gallery", "Visualization"]),
]

// `SMOG_ROOMS=Learning,CLIP swift test …` builds and tests those rooms and what they stand on, and nothing else: work on one room needs no more.
// `SMOG_ROOMS=smog swift build …` builds the program without tests and benchmarks.
let wanted = Set((Context.environment["SMOG_ROOMS"] ?? "").split(separator: ",").map(String.init))
let isProgramOnly = wanted == ["smog"]

func standsUnder(_ names: Set<String>) -> Set<String> {
    let all = (rooms + testHelpers).filter { names.contains($0.name) }.reduce(names) { $0.union($1.needs).union($1.tested) }
    return all == names ? all : standsUnder(all)
}

let built = standsUnder(wanted.union(["TestSupport"]))
let builtRooms = wanted.isEmpty || isProgramOnly ? rooms : rooms.filter { built.contains($0.name) }
let builtHelpers = wanted.isEmpty ? testHelpers : isProgramOnly ? [] : testHelpers.filter { built.contains($0.name) }
let testedRooms = wanted.isEmpty ? rooms : rooms.filter { wanted.contains($0.name) }

let programs: [Target] = [
    .executableTarget(
        name: "smog",
        dependencies: rooms.map { .byName(name: $0.name) }
            + ["LibC", .product(name: "ArgumentParser", package: "swift-argument-parser")]),
    // The examples of the documentation, and what is said about the program.
    .executableTarget(name: "Examples", dependencies: rooms.map { .byName(name: $0.name) }, path: "Examples"),
    .testTarget(name: "ExamplesTests", dependencies: ["Examples", "smog", "BodyModels", "TestSupport"]),
    // Runs the program as its users do.
    .testTarget(
        name: "CommandTests",
        dependencies: [
            "smog", "LibC", "TestSupport", "Arrays", "ArrayFiles", "BodyModels", "CLIP", "Comparison", "Learning", "MotionModels",
            "Motions",
            "Pictures", "Rotations",
        ]),
    .executableTarget(
        name: "smog-benchmark",
        dependencies: ["Arrays", "BodyModels", "Motions", "Pictures", "Rendering", "Visualization", "Workers"],
        path: "Benchmarks/RoadBenchmark"),
    .executableTarget(
        name: "smog-benchmark-models",
        dependencies: ["Arrays", "BodyLayers", "BodyModels", "Learning", "MotionModels", "Rotations", "Workers"],
        path: "Benchmarks/ModelBenchmark"),
    .executableTarget(
        name: "smog-benchmark-momask", dependencies: ["Arrays", "Learning", "MotionModels", "Workers"],
        path: "Benchmarks/MoMaskBenchmark"),
    .executableTarget(
        name: "smog-benchmark-gif",
        dependencies: ["BodyModels", "Comparison", "Files", "Motions", "Pictures", "Rendering", "Visualization"],
        path: "Benchmarks/GIFBenchmark"),
    .executableTarget(
        name: "smog-benchmark-dataset",
        dependencies: ["smog", "ArrayFiles", "Arrays", "BodyModels", "Datasets", "Files", "Motions", "Pictures"],
        path: "Benchmarks/DatasetBenchmark"),
]

let package = Package(
    name: "smog",
    products: builtRooms.map { .library(name: $0.name, targets: [$0.name]) }
        + (wanted.isEmpty || isProgramOnly ? [.executable(name: "smog", targets: ["smog"])] : []),
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    ],
    targets: cLibraries + [libC]
        + builtRooms.map { room in
            .target(
                name: room.name,
                dependencies: ["LibC"] + room.needs.map { .byName(name: $0) } + room.products.map { .product(name: $0.0, package: $0.1) },
                resources: room.embedded.map { [.embedInCode($0)] } ?? [])
        }
        + builtHelpers.map { helper -> Target in
            let needs = (["LibC"] + helper.needs).map { Target.Dependency.byName(name: $0) }
            let path = "Tests/" + helper.name
            return helper.name == "GalleryTrial"
                ? .executableTarget(name: helper.name, dependencies: needs, path: path)
                : .target(name: helper.name, dependencies: needs, path: path)
        }
        + testedRooms.map {
            .testTarget(
                name: $0.name + "Tests",
                dependencies: ([$0.name, "LibC", "TestSupport"] + $0.needs.filter { need in !cLibraries.contains { $0.name == need } }
                    + $0.tested)
                    .map { .byName(name: $0) })
        }
        + (wanted.isEmpty ? programs : isProgramOnly ? Array(programs.prefix(1)) : []),
    swiftLanguageModes: [.v6]
)
