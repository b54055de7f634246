// The GLSL of `Shaders/`, compiled into the program as bytes; `//#include name` takes in `name.glsl`.

/// Shader sources by name.
package enum ShaderSource {
    /// What becomes of a source before it is compiled; nil but in tests, which break shaders to see that somebody notices. It holds for
    /// programs that are compiled within `withValue`: those of a renderer that has drawn before are not made anew.
    @TaskLocal package static var rewriting: (@Sendable (String) -> String)?

    /// - Parameter defines: names that `#ifdef` asks for.
    static func body(_ stage: Stage, defines: [String] = []) -> [UInt8] {
        resolve(stage == .vertex ? PackageResources.body_vert : PackageResources.body_frag, defines: defines)
    }
    static func lightDepth(_ stage: Stage) -> [UInt8] {
        resolve(stage == .vertex ? PackageResources.light_depth_vert : PackageResources.light_depth_frag)
    }
    static func floorShadow(_ stage: Stage) -> [UInt8] {
        resolve(stage == .vertex ? PackageResources.floor_shadow_vert : PackageResources.floor_shadow_frag)
    }
    static func floorSky(_ stage: Stage) -> [UInt8] {
        resolve(stage == .vertex ? PackageResources.floor_sky_vert : PackageResources.floor_sky_frag)
    }
    static func floor(_ stage: Stage, defines: [String] = []) -> [UInt8] {
        resolve(stage == .vertex ? PackageResources.floor_vert : PackageResources.floor_frag, defines: defines)
    }
    static func floorPath(_ stage: Stage) -> [UInt8] {
        resolve(stage == .vertex ? PackageResources.floor_path_vert : PackageResources.floor_path_frag)
    }
    static func measure(_ stage: Stage) -> [UInt8] {
        resolve(stage == .vertex ? PackageResources.measure_vert : PackageResources.measure_frag)
    }

    package enum Stage { case vertex, fragment }

    /// What several take in.
    private static let shared: [String: [UInt8]] = [
        "srgb": PackageResources.srgb_glsl, "occlusion": PackageResources.occlusion_glsl,
        "lights": PackageResources.lights_glsl,
    ]

    private static func resolve(_ source: [UInt8], defines: [String] = []) -> [UInt8] {
        let whole = included(source, defines: defines)
        return Array((rewriting?(whole) ?? whole).utf8)
    }

    private static func included(_ source: [UInt8], defines: [String]) -> String {
        let lines = String(decoding: source, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
        return lines.map { line in
            // Definitions may come no earlier than behind the version.
            if line.hasPrefix("#version") { return ([String(line)] + defines.map { "#define \($0)" }).joined(separator: "\n") }
            guard line.hasPrefix("//#include ") else { return String(line) }
            return String(decoding: shared[String(line.dropFirst(11))] ?? [], as: UTF8.self)
        }.joined(separator: "\n")
    }
}
