// The GLSL of `Shaders/`, compiled into the program as bytes; `//#include name` takes in `name.glsl`.

/// Shader sources by name.
enum ShaderSource {
    /// - Parameter defines: names that `#ifdef` asks for.
    static func body(_ stage: Stage, defines: [String] = []) -> [UInt8] {
        resolve(stage == .vertex ? PackageResources.body_vert : PackageResources.body_frag, defines: defines)
    }
    static func lightDepth(_ stage: Stage) -> [UInt8] {
        resolve(stage == .vertex ? PackageResources.light_depth_vert : PackageResources.light_depth_frag)
    }
    static func floor(_ stage: Stage) -> [UInt8] {
        resolve(stage == .vertex ? PackageResources.floor_vert : PackageResources.floor_frag)
    }
    static func floorPath(_ stage: Stage) -> [UInt8] {
        resolve(stage == .vertex ? PackageResources.floor_path_vert : PackageResources.floor_path_frag)
    }
    static func measure(_ stage: Stage) -> [UInt8] {
        resolve(stage == .vertex ? PackageResources.measure_vert : PackageResources.measure_frag)
    }

    enum Stage { case vertex, fragment }

    private static let included: [String: [UInt8]] = [
        "srgb": PackageResources.srgb_glsl, "occlusion": PackageResources.occlusion_glsl,
        "lights": Array(LightModel.glsl.utf8) + PackageResources.lights_glsl,
    ]

    /// How long the shaders' arrays are.
    private static let limits = ["CAPSULE_LIMIT \(Occlusion.limit)", "PART_LIMIT \(Paint.partLimit)"]

    private static func resolve(_ source: [UInt8], defines: [String] = []) -> [UInt8] {
        let lines = String(decoding: source, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
        return Array(
            lines.map { line in
                // Definitions may come no earlier than behind the version.
                if line.hasPrefix("#version") {
                    return ([String(line)] + (limits + defines).map { "#define \($0)" }).joined(separator: "\n")
                }
                guard line.hasPrefix("//#include ") else { return String(line) }
                return String(decoding: included[String(line.dropFirst(11))] ?? [], as: UTF8.self)
            }.joined(separator: "\n").utf8)
    }
}
