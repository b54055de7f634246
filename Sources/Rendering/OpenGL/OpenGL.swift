// OpenGL's functions as fetched from the library: one stored function a line, named as in the specification.

/// The part of OpenGL 3.3 core (and what llvmpipe offers beyond it) that this room calls.
struct OpenGL {
    let getString: @convention(c) (UInt32) -> UnsafePointer<CChar>?
    let getIntegerv: @convention(c) (UInt32, UnsafeMutablePointer<Int32>) -> Void
    let getError: @convention(c) () -> UInt32
    let enable: @convention(c) (UInt32) -> Void
    let disable: @convention(c) (UInt32) -> Void
    let clearColor: @convention(c) (Float, Float, Float, Float) -> Void
    let clear: @convention(c) (UInt32) -> Void
    let viewport: @convention(c) (Int32, Int32, Int32, Int32) -> Void
    let scissor: @convention(c) (Int32, Int32, Int32, Int32) -> Void
    let cullFace: @convention(c) (UInt32) -> Void
    let depthFunc: @convention(c) (UInt32) -> Void
    let depthMask: @convention(c) (UInt8) -> Void
    let colorMask: @convention(c) (UInt8, UInt8, UInt8, UInt8) -> Void
    let blendFuncSeparate: @convention(c) (UInt32, UInt32, UInt32, UInt32) -> Void
    let polygonOffset: @convention(c) (Float, Float) -> Void
    let pixelStorei: @convention(c) (UInt32, Int32) -> Void
    let readPixels: @convention(c) (Int32, Int32, Int32, Int32, UInt32, UInt32, UnsafeMutableRawPointer?) -> Void
    let readBuffer: @convention(c) (UInt32) -> Void
    let drawBuffer: @convention(c) (UInt32) -> Void
    let drawBuffers: @convention(c) (Int32, UnsafePointer<UInt32>) -> Void
    let finish: @convention(c) () -> Void
    let genFramebuffers: @convention(c) (Int32, UnsafeMutablePointer<UInt32>) -> Void
    let deleteFramebuffers: @convention(c) (Int32, UnsafePointer<UInt32>) -> Void
    let bindFramebuffer: @convention(c) (UInt32, UInt32) -> Void
    let framebufferRenderbuffer: @convention(c) (UInt32, UInt32, UInt32, UInt32) -> Void
    let framebufferTexture2D: @convention(c) (UInt32, UInt32, UInt32, UInt32, Int32) -> Void
    let checkFramebufferStatus: @convention(c) (UInt32) -> UInt32
    let blitFramebuffer: @convention(c) (Int32, Int32, Int32, Int32, Int32, Int32, Int32, Int32, UInt32, UInt32) -> Void
    let genRenderbuffers: @convention(c) (Int32, UnsafeMutablePointer<UInt32>) -> Void
    let deleteRenderbuffers: @convention(c) (Int32, UnsafePointer<UInt32>) -> Void
    let bindRenderbuffer: @convention(c) (UInt32, UInt32) -> Void
    let renderbufferStorage: @convention(c) (UInt32, UInt32, Int32, Int32) -> Void
    let renderbufferStorageMultisample: @convention(c) (UInt32, Int32, UInt32, Int32, Int32) -> Void
    let genTextures: @convention(c) (Int32, UnsafeMutablePointer<UInt32>) -> Void
    let deleteTextures: @convention(c) (Int32, UnsafePointer<UInt32>) -> Void
    let bindTexture: @convention(c) (UInt32, UInt32) -> Void
    let activeTexture: @convention(c) (UInt32) -> Void
    let texImage2D: @convention(c) (UInt32, Int32, Int32, Int32, Int32, Int32, UInt32, UInt32, UnsafeRawPointer?) -> Void
    let texParameteri: @convention(c) (UInt32, UInt32, Int32) -> Void
    let texParameterfv: @convention(c) (UInt32, UInt32, UnsafePointer<Float>) -> Void
    let genBuffers: @convention(c) (Int32, UnsafeMutablePointer<UInt32>) -> Void
    let deleteBuffers: @convention(c) (Int32, UnsafePointer<UInt32>) -> Void
    let bindBuffer: @convention(c) (UInt32, UInt32) -> Void
    let bufferData: @convention(c) (UInt32, Int, UnsafeRawPointer?, UInt32) -> Void
    let bufferSubData: @convention(c) (UInt32, Int, Int, UnsafeRawPointer?) -> Void
    let genVertexArrays: @convention(c) (Int32, UnsafeMutablePointer<UInt32>) -> Void
    let deleteVertexArrays: @convention(c) (Int32, UnsafePointer<UInt32>) -> Void
    let bindVertexArray: @convention(c) (UInt32) -> Void
    let enableVertexAttribArray: @convention(c) (UInt32) -> Void
    let disableVertexAttribArray: @convention(c) (UInt32) -> Void
    let vertexAttribPointer: @convention(c) (UInt32, Int32, UInt32, UInt8, Int32, UnsafeRawPointer?) -> Void
    let drawElements: @convention(c) (UInt32, Int32, UInt32, UnsafeRawPointer?) -> Void
    let drawArrays: @convention(c) (UInt32, Int32, Int32) -> Void
    let createShader: @convention(c) (UInt32) -> UInt32
    let shaderSource: @convention(c) (UInt32, Int32, UnsafePointer<UnsafePointer<CChar>?>, UnsafePointer<Int32>?) -> Void
    let compileShader: @convention(c) (UInt32) -> Void
    let getShaderiv: @convention(c) (UInt32, UInt32, UnsafeMutablePointer<Int32>) -> Void
    let getShaderInfoLog: @convention(c) (UInt32, Int32, UnsafeMutablePointer<Int32>?, UnsafeMutablePointer<CChar>) -> Void
    let deleteShader: @convention(c) (UInt32) -> Void
    let createProgram: @convention(c) () -> UInt32
    let attachShader: @convention(c) (UInt32, UInt32) -> Void
    let bindAttribLocation: @convention(c) (UInt32, UInt32, UnsafePointer<CChar>) -> Void
    let linkProgram: @convention(c) (UInt32) -> Void
    let getProgramiv: @convention(c) (UInt32, UInt32, UnsafeMutablePointer<Int32>) -> Void
    let getProgramInfoLog: @convention(c) (UInt32, Int32, UnsafeMutablePointer<Int32>?, UnsafeMutablePointer<CChar>) -> Void
    let deleteProgram: @convention(c) (UInt32) -> Void
    let useProgram: @convention(c) (UInt32) -> Void
    let getUniformLocation: @convention(c) (UInt32, UnsafePointer<CChar>) -> Int32
    let uniform1i: @convention(c) (Int32, Int32) -> Void
    let uniform1f: @convention(c) (Int32, Float) -> Void
    let uniform3f: @convention(c) (Int32, Float, Float, Float) -> Void
    let uniform4f: @convention(c) (Int32, Float, Float, Float, Float) -> Void
    let uniform3fv: @convention(c) (Int32, Int32, UnsafePointer<Float>) -> Void
    let uniform4fv: @convention(c) (Int32, Int32, UnsafePointer<Float>) -> Void
    let uniformMatrix4fv: @convention(c) (Int32, Int32, UInt8, UnsafePointer<Float>) -> Void

    /// What becomes of shaders before they are compiled; nil but in tests, which break them to see that somebody notices.
    var rewriting: (@Sendable (String) -> String)?

    /// Fetches every function of a context.
    init(_ library: any CurrentContext) throws {
        getString = try library.function("glGetString", (@convention(c) (UInt32) -> UnsafePointer<CChar>?).self)
        getIntegerv = try library.function("glGetIntegerv", (@convention(c) (UInt32, UnsafeMutablePointer<Int32>) -> Void).self)
        getError = try library.function("glGetError", (@convention(c) () -> UInt32).self)
        enable = try library.function("glEnable", (@convention(c) (UInt32) -> Void).self)
        disable = try library.function("glDisable", (@convention(c) (UInt32) -> Void).self)
        clearColor = try library.function("glClearColor", (@convention(c) (Float, Float, Float, Float) -> Void).self)
        clear = try library.function("glClear", (@convention(c) (UInt32) -> Void).self)
        viewport = try library.function("glViewport", (@convention(c) (Int32, Int32, Int32, Int32) -> Void).self)
        scissor = try library.function("glScissor", (@convention(c) (Int32, Int32, Int32, Int32) -> Void).self)
        cullFace = try library.function("glCullFace", (@convention(c) (UInt32) -> Void).self)
        depthFunc = try library.function("glDepthFunc", (@convention(c) (UInt32) -> Void).self)
        depthMask = try library.function("glDepthMask", (@convention(c) (UInt8) -> Void).self)
        colorMask = try library.function("glColorMask", (@convention(c) (UInt8, UInt8, UInt8, UInt8) -> Void).self)
        blendFuncSeparate = try library.function("glBlendFuncSeparate", (@convention(c) (UInt32, UInt32, UInt32, UInt32) -> Void).self)
        polygonOffset = try library.function("glPolygonOffset", (@convention(c) (Float, Float) -> Void).self)
        pixelStorei = try library.function("glPixelStorei", (@convention(c) (UInt32, Int32) -> Void).self)
        readPixels = try library.function("glReadPixels", (@convention(c) (Int32, Int32, Int32, Int32, UInt32, UInt32, UnsafeMutableRawPointer?) -> Void).self)
        readBuffer = try library.function("glReadBuffer", (@convention(c) (UInt32) -> Void).self)
        drawBuffer = try library.function("glDrawBuffer", (@convention(c) (UInt32) -> Void).self)
        drawBuffers = try library.function("glDrawBuffers", (@convention(c) (Int32, UnsafePointer<UInt32>) -> Void).self)
        finish = try library.function("glFinish", (@convention(c) () -> Void).self)
        genFramebuffers = try library.function("glGenFramebuffers", (@convention(c) (Int32, UnsafeMutablePointer<UInt32>) -> Void).self)
        deleteFramebuffers = try library.function("glDeleteFramebuffers", (@convention(c) (Int32, UnsafePointer<UInt32>) -> Void).self)
        bindFramebuffer = try library.function("glBindFramebuffer", (@convention(c) (UInt32, UInt32) -> Void).self)
        framebufferRenderbuffer = try library.function("glFramebufferRenderbuffer", (@convention(c) (UInt32, UInt32, UInt32, UInt32) -> Void).self)
        framebufferTexture2D = try library.function("glFramebufferTexture2D", (@convention(c) (UInt32, UInt32, UInt32, UInt32, Int32) -> Void).self)
        checkFramebufferStatus = try library.function("glCheckFramebufferStatus", (@convention(c) (UInt32) -> UInt32).self)
        blitFramebuffer = try library.function("glBlitFramebuffer", (@convention(c) (Int32, Int32, Int32, Int32, Int32, Int32, Int32, Int32, UInt32, UInt32) -> Void).self)
        genRenderbuffers = try library.function("glGenRenderbuffers", (@convention(c) (Int32, UnsafeMutablePointer<UInt32>) -> Void).self)
        deleteRenderbuffers = try library.function("glDeleteRenderbuffers", (@convention(c) (Int32, UnsafePointer<UInt32>) -> Void).self)
        bindRenderbuffer = try library.function("glBindRenderbuffer", (@convention(c) (UInt32, UInt32) -> Void).self)
        renderbufferStorage = try library.function("glRenderbufferStorage", (@convention(c) (UInt32, UInt32, Int32, Int32) -> Void).self)
        renderbufferStorageMultisample = try library.function("glRenderbufferStorageMultisample", (@convention(c) (UInt32, Int32, UInt32, Int32, Int32) -> Void).self)
        genTextures = try library.function("glGenTextures", (@convention(c) (Int32, UnsafeMutablePointer<UInt32>) -> Void).self)
        deleteTextures = try library.function("glDeleteTextures", (@convention(c) (Int32, UnsafePointer<UInt32>) -> Void).self)
        bindTexture = try library.function("glBindTexture", (@convention(c) (UInt32, UInt32) -> Void).self)
        activeTexture = try library.function("glActiveTexture", (@convention(c) (UInt32) -> Void).self)
        texImage2D = try library.function("glTexImage2D", (@convention(c) (UInt32, Int32, Int32, Int32, Int32, Int32, UInt32, UInt32, UnsafeRawPointer?) -> Void).self)
        texParameteri = try library.function("glTexParameteri", (@convention(c) (UInt32, UInt32, Int32) -> Void).self)
        texParameterfv = try library.function("glTexParameterfv", (@convention(c) (UInt32, UInt32, UnsafePointer<Float>) -> Void).self)
        genBuffers = try library.function("glGenBuffers", (@convention(c) (Int32, UnsafeMutablePointer<UInt32>) -> Void).self)
        deleteBuffers = try library.function("glDeleteBuffers", (@convention(c) (Int32, UnsafePointer<UInt32>) -> Void).self)
        bindBuffer = try library.function("glBindBuffer", (@convention(c) (UInt32, UInt32) -> Void).self)
        bufferData = try library.function("glBufferData", (@convention(c) (UInt32, Int, UnsafeRawPointer?, UInt32) -> Void).self)
        bufferSubData = try library.function("glBufferSubData", (@convention(c) (UInt32, Int, Int, UnsafeRawPointer?) -> Void).self)
        genVertexArrays = try library.function("glGenVertexArrays", (@convention(c) (Int32, UnsafeMutablePointer<UInt32>) -> Void).self)
        deleteVertexArrays = try library.function("glDeleteVertexArrays", (@convention(c) (Int32, UnsafePointer<UInt32>) -> Void).self)
        bindVertexArray = try library.function("glBindVertexArray", (@convention(c) (UInt32) -> Void).self)
        enableVertexAttribArray = try library.function("glEnableVertexAttribArray", (@convention(c) (UInt32) -> Void).self)
        disableVertexAttribArray = try library.function("glDisableVertexAttribArray", (@convention(c) (UInt32) -> Void).self)
        vertexAttribPointer = try library.function("glVertexAttribPointer", (@convention(c) (UInt32, Int32, UInt32, UInt8, Int32, UnsafeRawPointer?) -> Void).self)
        drawElements = try library.function("glDrawElements", (@convention(c) (UInt32, Int32, UInt32, UnsafeRawPointer?) -> Void).self)
        drawArrays = try library.function("glDrawArrays", (@convention(c) (UInt32, Int32, Int32) -> Void).self)
        createShader = try library.function("glCreateShader", (@convention(c) (UInt32) -> UInt32).self)
        shaderSource = try library.function("glShaderSource", (@convention(c) (UInt32, Int32, UnsafePointer<UnsafePointer<CChar>?>, UnsafePointer<Int32>?) -> Void).self)
        compileShader = try library.function("glCompileShader", (@convention(c) (UInt32) -> Void).self)
        getShaderiv = try library.function("glGetShaderiv", (@convention(c) (UInt32, UInt32, UnsafeMutablePointer<Int32>) -> Void).self)
        getShaderInfoLog = try library.function("glGetShaderInfoLog", (@convention(c) (UInt32, Int32, UnsafeMutablePointer<Int32>?, UnsafeMutablePointer<CChar>) -> Void).self)
        deleteShader = try library.function("glDeleteShader", (@convention(c) (UInt32) -> Void).self)
        createProgram = try library.function("glCreateProgram", (@convention(c) () -> UInt32).self)
        attachShader = try library.function("glAttachShader", (@convention(c) (UInt32, UInt32) -> Void).self)
        bindAttribLocation = try library.function("glBindAttribLocation", (@convention(c) (UInt32, UInt32, UnsafePointer<CChar>) -> Void).self)
        linkProgram = try library.function("glLinkProgram", (@convention(c) (UInt32) -> Void).self)
        getProgramiv = try library.function("glGetProgramiv", (@convention(c) (UInt32, UInt32, UnsafeMutablePointer<Int32>) -> Void).self)
        getProgramInfoLog = try library.function("glGetProgramInfoLog", (@convention(c) (UInt32, Int32, UnsafeMutablePointer<Int32>?, UnsafeMutablePointer<CChar>) -> Void).self)
        deleteProgram = try library.function("glDeleteProgram", (@convention(c) (UInt32) -> Void).self)
        useProgram = try library.function("glUseProgram", (@convention(c) (UInt32) -> Void).self)
        getUniformLocation = try library.function("glGetUniformLocation", (@convention(c) (UInt32, UnsafePointer<CChar>) -> Int32).self)
        uniform1i = try library.function("glUniform1i", (@convention(c) (Int32, Int32) -> Void).self)
        uniform1f = try library.function("glUniform1f", (@convention(c) (Int32, Float) -> Void).self)
        uniform3f = try library.function("glUniform3f", (@convention(c) (Int32, Float, Float, Float) -> Void).self)
        uniform4f = try library.function("glUniform4f", (@convention(c) (Int32, Float, Float, Float, Float) -> Void).self)
        uniform3fv = try library.function("glUniform3fv", (@convention(c) (Int32, Int32, UnsafePointer<Float>) -> Void).self)
        uniform4fv = try library.function("glUniform4fv", (@convention(c) (Int32, Int32, UnsafePointer<Float>) -> Void).self)
        uniformMatrix4fv = try library.function("glUniformMatrix4fv", (@convention(c) (Int32, Int32, UInt8, UnsafePointer<Float>) -> Void).self)
    }
}
