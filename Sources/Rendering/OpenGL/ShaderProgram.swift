// A linked pair of shaders and the places of its uniforms.

/// A vertex and a fragment shader linked together.
final class ShaderProgram {
    private let gl: OpenGL
    private let program: UInt32
    private var locations: [String: Int32] = [:]

    /// The names of vertex attributes; their places here are their numbers.
    static let attributes = ["position", "normal", "tint", "part", "regionsA", "regionsB", "label"]

    /// Compiles and links.
    /// - Throws: ``GraphicsProblem/shader(name:log:)`` with the compiler's message.
    init(_ gl: OpenGL, name: String, vertex: [UInt8], fragment: [UInt8]) throws {
        self.gl = gl
        let vertexShader = try ShaderProgram.compile(gl, .vertexShader, name + ".vert", vertex)
        defer { gl.deleteShader(vertexShader) }
        let fragmentShader = try ShaderProgram.compile(gl, .fragmentShader, name + ".frag", fragment)
        defer { gl.deleteShader(fragmentShader) }
        program = gl.createProgram()
        gl.attachShader(program, vertexShader)
        gl.attachShader(program, fragmentShader)
        for (number, name) in ShaderProgram.attributes.enumerated() { gl.bindAttribLocation(program, UInt32(number), name) }
        gl.linkProgram(program)
        var linked: Int32 = 0
        gl.getProgramiv(program, .linkStatus, &linked)
        if linked == 0 {
            var length: Int32 = 0
            gl.getProgramiv(program, .infoLogLength, &length)
            var log = [CChar](repeating: 0, count: Int(max(length, 1)))
            gl.getProgramInfoLog(program, length, nil, &log)
            gl.deleteProgram(program)
            throw GraphicsProblem.shader(name: name, log: ShaderProgram.text(log))
        }
    }

    deinit { gl.deleteProgram(program) }

    private static func compile(_ gl: OpenGL, _ kind: UInt32, _ name: String, _ source: [UInt8]) throws -> UInt32 {
        let shader = gl.createShader(kind)
        let source = gl.rewriting.map { Array($0(String(decoding: source, as: UTF8.self)).utf8) } ?? source
        source.withUnsafeBytes { bytes in
            var pointer: UnsafePointer<CChar>? = bytes.baseAddress?.assumingMemoryBound(to: CChar.self)
            var length = Int32(bytes.count)
            gl.shaderSource(shader, 1, &pointer, &length)
        }
        gl.compileShader(shader)
        var compiled: Int32 = 0
        gl.getShaderiv(shader, .compileStatus, &compiled)
        guard compiled != 0 else {
            var length: Int32 = 0
            gl.getShaderiv(shader, .infoLogLength, &length)
            var log = [CChar](repeating: 0, count: Int(max(length, 1)))
            gl.getShaderInfoLog(shader, length, nil, &log)
            gl.deleteShader(shader)
            throw GraphicsProblem.shader(name: name, log: text(log))
        }
        return shader
    }

    private static func text(_ log: [CChar]) -> String {
        String(decoding: log.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    func use() { gl.useProgram(program) }

    private func location(_ name: String) -> Int32 {
        if let known = locations[name] { return known }
        let found = gl.getUniformLocation(program, name)
        locations[name] = found
        return found
    }

    // Uniforms of the program in use.
    func set(_ name: String, _ value: Int32) { gl.uniform1i(location(name), value) }
    func set(_ name: String, _ value: Float) { gl.uniform1f(location(name), value) }
    func set(_ name: String, _ value: SIMD3<Float>) { gl.uniform3f(location(name), value.x, value.y, value.z) }
    func set(_ name: String, _ value: SIMD4<Float>) { gl.uniform4f(location(name), value.x, value.y, value.z, value.w) }
    /// An array of three-vectors.
    func set(_ name: String, _ values: [SIMD3<Float>]) {
        let flat = values.flatMap { [$0.x, $0.y, $0.z] }
        if !values.isEmpty { gl.uniform3fv(location(name), Int32(values.count), flat) }
    }
    /// An array of four-vectors.
    func set(_ name: String, _ values: [SIMD4<Float>]) {
        let flat = values.flatMap { [$0.x, $0.y, $0.z, $0.w] }
        if !values.isEmpty { gl.uniform4fv(location(name), Int32(values.count), flat) }
    }
    func set(_ name: String, _ value: Matrix4) { gl.uniformMatrix4fv(location(name), 1, 0, value.flat) }
}
