// Runs the example named on the command line in the folder it is started in. Every ```swift block in the doc comments of
// `Sources/` is a function here; `ExamplesTests` sees to it that both are the same text, and that what is printed is what the
// comments behind `print` say. A process for each, because some of them fork and all of them are on their own in real use.

import Foundation

let examples: [(name: String, run: () throws -> Void)] = [
    ("outputFile", outputFile),
    ("childProgram", childProgram),
    ("appendedFile", appendedFile),
    ("ndArray", ndArray),
    ("symmetricEigen", symmetricEigen),
    ("namedArrays", namedArrays),
    ("joblibFile", joblibFile),
    ("npyWriter", npyWriter),
    ("npzWriter", npzWriter),
    ("optionsFile", optionsFile),
    ("safeTensorsFile", safeTensorsFile),
    ("stateDictionary", stateDictionary),
    ("torchFile", torchFile),
    ("quaternion", quaternion),
    ("rotationForm", rotationForm),
    ("image", image),
    ("animatedGIF", animatedGIF),
    ("animatedPNG", animatedPNG),
    ("videoFile", videoFile),
    ("rawFrames", rawFrames),
    ("structuralSimilarity", structuralSimilarity),
    ("flip", flip),
    ("paletteBuilder", paletteBuilder),
    ("sheetQuantizer", sheetQuantizer),
    ("galleryRun", galleryRun),
    ("colormap", colormap),
    ("lineChart", lineChart),
    ("histogram", histogram),
    ("rankChart", rankChart),
    ("clipProblem", clipProblem),
    ("clipMeasures", clipMeasures),
    ("clipCheck", clipCheck),
    ("dataSetSurvey", dataSetSurvey),
    ("bodyModel", bodyModel),
    ("motion", motion),
    ("motionLabels", motionLabels),
    ("clipTokenizer", clipTokenizer),
    ("clipPreprocessing", clipPreprocessing),
    ("clipModel", clipModel),
    ("scene", scene),
    ("measurements", measurements),
    ("workerPool", workerPool),
    ("threadTeam", threadTeam),
    ("tensor", tensor),
    ("parameterBook", parameterBook),
    ("motionNetwork", motionNetwork),
    ("shot", shot),
    ("sequenceFigure", sequenceFigure),
    ("sheet", sheet),
    ("floorEstimate", floorEstimate),
    ("amassClip", amassClip),
    ("workerCrew", workerCrew),
    ("portraits", portraits),
    ("amassTree", amassTree),
    ("motionDatabase", motionDatabase),
    ("batchPlan", batchPlan),
    ("retrieval", retrieval),
    ("sampleSummary", sampleSummary),
    ("bodyLayer", bodyLayer),
]

guard CommandLine.arguments.count == 2, let example = examples.first(where: { $0.name == CommandLine.arguments[1] }) else {
    print("usage: Examples \(examples.map(\.name).joined(separator: "|"))")
    exit(2)
}
try example.run()
