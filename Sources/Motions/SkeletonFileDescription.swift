// What a .glb or .bvh file holds, in a few lines for people.
import Files

/// Describes a binary glTF or BVH file, whatever is in it: a file of an unknown skeleton, too, that cannot be shown.
///
/// - Returns: nil if the file is of another kind.
/// - Throws: `FileProblem` if the file cannot be read, or is damaged.
public func describeSkeletonFile(at path: String) throws -> String? {
    let file = try MappedFile(path: path)
    let start = file.withBytes { Array($0.prefix(256)) }
    if GLBFile.looksRight(start) { return try glbLines(GLBFile(file), size: file.bytes.count) }
    if BVHParser.looksRight(start) { return try bvhLines(file) }
    return nil
}

private func glbLines(_ file: GLBFile, size: Int) throws -> String {
    let numbers = GLTFNumbers(file: file)
    let nodes = try GLTFNodes(numbers)
    let generator = (file.document["asset"]?["generator"]?.text).map { ", made by \(short($0))" } ?? ""
    var lines = ["\(file.path): binary glTF 2.0\(generator), \(kilobytes(size))", "  nodes      \(nodes.nodes.count)"]
    let accessors = numbers.list("accessors")
    for mesh in numbers.list("meshes").prefix(8) {
        let primitives = mesh["primitives"]?.elements ?? []
        func total(_ accessor: (JSONValue) -> JSONValue?) -> Int {
            primitives.reduce(0) { sum, primitive in
                guard let index = accessor(primitive)?.whole, accessors.indices.contains(index),
                    let count = accessors[index]["count"]?.whole,
                    (0...1_000_000_000).contains(count)
                else { return sum }
                return sum + count
            }
        }
        lines.append(
            "  mesh       \(quoted(mesh["name"]?.text)): \(total { $0["attributes"]?["POSITION"] }) vertices, \(total { $0["indices"] } / 3) triangles"
        )
    }
    let clips = try GLBClip.all(
        file, rate: nil,
        known: file.document["asset"]?["extras"]?["smog"]?["frameRate"]?.finite.flatMap { FrameRates.allowed.contains($0) ? $0 : nil })
    if let first = clips.first { lines.append("  skeleton   \(first.joints.count) joints: \(names(first.joints))") }
    for clip in clips.prefix(20) {
        guard let name = clip.name else { continue }
        lines.append("  animation  \(quoted(name)): \(clip.frameCount) frames at \(FrameRates.text(clip.frameRate)) a second")
    }
    if clips.first?.name == nil { lines.append("  animation  none") }
    return lines.joined(separator: "\n") + "\n"
}

private func bvhLines(_ file: MappedFile) throws -> String {
    let clip = try file.withBytes { try BVHParser.parse($0, path: file.path) }
    let joints = clip.joints.filter { !$0.isEnd }
    return """
        \(file.path): BVH, \(kilobytes(file.bytes.count))
          skeleton   \(joints.count) joints, \(clip.width) channels: \(names(joints))
          animation  \(clip.frameCount) frames at \(FrameRates.text(clip.frameRate)) a second

        """
}

private func names(_ joints: [SkeletonJoint]) -> String {
    joints.prefix(8).map { short($0.name) }.joined(separator: ", ") + (joints.count > 8 ? ", …" : "")
}

private func quoted(_ name: String?) -> String { name.map { "'\(short($0))'" } ?? "without a name" }

/// Text of a file, fit for a terminal: on one line, not too long.
private func short(_ text: String) -> String {
    String(
        text.unicodeScalars.prefix(40).map {
            $0.properties.generalCategory == .control || $0.properties.generalCategory == .format ? " " : Character($0)
        })
}

private func kilobytes(_ bytes: Int) -> String {
    let tenths = (bytes + 50) / 100
    return "\(tenths / 10).\(tenths % 10) kB"
}
