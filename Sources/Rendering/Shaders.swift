// The GLSL of `Shaders/`, compiled into the program as bytes; `//#include name` takes in `name.glsl`.

/// Shader sources by name.
enum ShaderSource {
    static func body(_ stage: Stage, softShadows: Bool) -> [UInt8] {
        resolve(stage == .vertex ? PackageResources.body_vert : PackageResources.body_frag, define: softShadows ? "SOFT_SHADOWS" : nil)
    }
    static func lightDepth(_ stage: Stage) -> [UInt8] {
        resolve(stage == .vertex ? PackageResources.light_depth_vert : PackageResources.light_depth_frag)
    }
    static func floorShadow(_ stage: Stage) -> [UInt8] {
        resolve(stage == .vertex ? PackageResources.floor_shadow_vert : PackageResources.floor_shadow_frag)
    }
    static func floor(_ stage: Stage) -> [UInt8] {
        resolve(stage == .vertex ? PackageResources.floor_vert : PackageResources.floor_frag)
    }

    enum Stage { case vertex, fragment }

    private static let included: [String: [UInt8]] = ["srgb": PackageResources.srgb_glsl]

    private static func resolve(_ source: [UInt8], define: String? = nil) -> [UInt8] {
        let lines = String(decoding: source, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
        return Array(
            lines.map { line in
                // Definitions may come no earlier than behind the version.
                if line.hasPrefix("#version"), let define { return "\(line)\n#define \(define)" }
                guard line.hasPrefix("//#include ") else { return String(line) }
                return String(decoding: included[String(line.dropFirst(11))] ?? [], as: UTF8.self)
            }.joined(separator: "\n").utf8)
    }
}
