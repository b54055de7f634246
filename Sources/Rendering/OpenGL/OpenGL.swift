// The table of OpenGL's functions: one stored function a line, named and typed as in the specification, fetched from the library.

/// The part of OpenGL 3.3 core (and what llvmpipe offers beyond it) that this room calls.
struct OpenGL {
    let getString: @convention(c) (UInt32) -> UnsafePointer<CChar>?
    let getIntegerv: @convention(c) (UInt32, UnsafeMutablePointer<Int32>) -> Void
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
    let genRenderbuffers: @convention(c) (Int32, UnsafeMutablePointer<UInt32>) -> Void
    let deleteRenderbuffers: @convention(c) (Int32, UnsafePointer<UInt32>) -> Void
    let bindRenderbuffer: @convention(c) (UInt32, UInt32) -> Void
    let renderbufferStorage: @convention(c) (UInt32, UInt32, Int32, Int32) -> Void
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

    /// What becomes of shaders before they are compiled; nil but in tests, which break them to prove that a comparison fails.
    var rewriting: (@Sendable (String) -> String)?

    /// Fetches every function of a context.
    init(_ library: any CurrentContext) throws {
        getString = try library.function("glGetString")
        getIntegerv = try library.function("glGetIntegerv")
        enable = try library.function("glEnable")
        disable = try library.function("glDisable")
        clearColor = try library.function("glClearColor")
        clear = try library.function("glClear")
        viewport = try library.function("glViewport")
        scissor = try library.function("glScissor")
        cullFace = try library.function("glCullFace")
        depthFunc = try library.function("glDepthFunc")
        depthMask = try library.function("glDepthMask")
        colorMask = try library.function("glColorMask")
        blendFuncSeparate = try library.function("glBlendFuncSeparate")
        polygonOffset = try library.function("glPolygonOffset")
        pixelStorei = try library.function("glPixelStorei")
        readPixels = try library.function("glReadPixels")
        readBuffer = try library.function("glReadBuffer")
        drawBuffer = try library.function("glDrawBuffer")
        drawBuffers = try library.function("glDrawBuffers")
        finish = try library.function("glFinish")
        genFramebuffers = try library.function("glGenFramebuffers")
        deleteFramebuffers = try library.function("glDeleteFramebuffers")
        bindFramebuffer = try library.function("glBindFramebuffer")
        framebufferRenderbuffer = try library.function("glFramebufferRenderbuffer")
        framebufferTexture2D = try library.function("glFramebufferTexture2D")
        checkFramebufferStatus = try library.function("glCheckFramebufferStatus")
        genRenderbuffers = try library.function("glGenRenderbuffers")
        deleteRenderbuffers = try library.function("glDeleteRenderbuffers")
        bindRenderbuffer = try library.function("glBindRenderbuffer")
        renderbufferStorage = try library.function("glRenderbufferStorage")
        genTextures = try library.function("glGenTextures")
        deleteTextures = try library.function("glDeleteTextures")
        bindTexture = try library.function("glBindTexture")
        activeTexture = try library.function("glActiveTexture")
        texImage2D = try library.function("glTexImage2D")
        texParameteri = try library.function("glTexParameteri")
        texParameterfv = try library.function("glTexParameterfv")
        genBuffers = try library.function("glGenBuffers")
        deleteBuffers = try library.function("glDeleteBuffers")
        bindBuffer = try library.function("glBindBuffer")
        bufferData = try library.function("glBufferData")
        genVertexArrays = try library.function("glGenVertexArrays")
        deleteVertexArrays = try library.function("glDeleteVertexArrays")
        bindVertexArray = try library.function("glBindVertexArray")
        enableVertexAttribArray = try library.function("glEnableVertexAttribArray")
        disableVertexAttribArray = try library.function("glDisableVertexAttribArray")
        vertexAttribPointer = try library.function("glVertexAttribPointer")
        drawElements = try library.function("glDrawElements")
        drawArrays = try library.function("glDrawArrays")
        createShader = try library.function("glCreateShader")
        shaderSource = try library.function("glShaderSource")
        compileShader = try library.function("glCompileShader")
        getShaderiv = try library.function("glGetShaderiv")
        getShaderInfoLog = try library.function("glGetShaderInfoLog")
        deleteShader = try library.function("glDeleteShader")
        createProgram = try library.function("glCreateProgram")
        attachShader = try library.function("glAttachShader")
        bindAttribLocation = try library.function("glBindAttribLocation")
        linkProgram = try library.function("glLinkProgram")
        getProgramiv = try library.function("glGetProgramiv")
        getProgramInfoLog = try library.function("glGetProgramInfoLog")
        deleteProgram = try library.function("glDeleteProgram")
        useProgram = try library.function("glUseProgram")
        getUniformLocation = try library.function("glGetUniformLocation")
        uniform1i = try library.function("glUniform1i")
        uniform1f = try library.function("glUniform1f")
        uniform3f = try library.function("glUniform3f")
        uniform4f = try library.function("glUniform4f")
        uniform3fv = try library.function("glUniform3fv")
        uniform4fv = try library.function("glUniform4fv")
        uniformMatrix4fv = try library.function("glUniformMatrix4fv")
    }
}
