// Framebuffer objects: what is drawn into instead of a window.

/// A framebuffer of some size with colour, depth, or both.
final class RenderTarget {
    /// What the target keeps.
    enum Kind {
        /// A colour buffer to read back.
        case color
        /// A colour buffer to read back and a depth buffer.
        case colorAndDepth
        /// A depth texture for shadow comparisons.
        case shadowDepth
        /// Two buffers of four floats each, to read back, and a depth buffer.
        case measurements
    }

    let width: Int
    let height: Int
    /// The texture that holds the result; 0 for `.colorAndDepth`.
    private(set) var texture: UInt32 = 0
    private let gl: OpenGL
    private var framebuffer: UInt32 = 0
    private var renderbuffers: [UInt32] = []

    init(_ gl: OpenGL, _ kind: Kind, width: Int, height: Int) throws {
        self.gl = gl
        self.width = width
        self.height = height
        gl.genFramebuffers(1, &framebuffer)
        gl.bindFramebuffer(.framebuffer, framebuffer)
        switch kind {
        case .color:
            attachRenderbuffer(.rgba8, to: .colorAttachment0)
        case .colorAndDepth:
            attachRenderbuffer(.rgba8, to: .colorAttachment0)
            attachRenderbuffer(.depthComponent24, to: .depthAttachment)
        case .shadowDepth:
            makeTexture(.depthComponent24, format: .depthComponent, type: .float)
            // Outside the map nothing casts a shadow.
            gl.texParameteri(.texture2D, .textureWrapS, Int32(bitPattern: .clampToBorder))
            gl.texParameteri(.texture2D, .textureWrapT, Int32(bitPattern: .clampToBorder))
            gl.texParameterfv(.texture2D, .textureBorderColor, [1, 1, 1, 1])
            gl.texParameteri(.texture2D, .textureCompareMode, Int32(bitPattern: .compareReferenceToTexture))
            gl.texParameteri(.texture2D, .textureCompareFunction, Int32(bitPattern: .lequal))
            gl.framebufferTexture2D(.framebuffer, .depthAttachment, .texture2D, texture, 0)
            gl.drawBuffer(.zero)
            gl.readBuffer(.zero)
        case .measurements:
            attachRenderbuffer(.rgba32F, to: .colorAttachment0)
            attachRenderbuffer(.rgba32F, to: .colorAttachment1)
            attachRenderbuffer(.depthComponent32F, to: .depthAttachment)
            gl.drawBuffers(2, [.colorAttachment0, .colorAttachment1])
        }
        let status = gl.checkFramebufferStatus(.framebuffer)
        guard status == .framebufferComplete else {
            throw GraphicsProblem.framebuffer("a \(width)x\(height) framebuffer is incomplete, status \(status)")
        }
    }

    deinit {
        gl.deleteFramebuffers(1, [framebuffer])
        if texture != 0 { gl.deleteTextures(1, [texture]) }
        if !renderbuffers.isEmpty { gl.deleteRenderbuffers(Int32(renderbuffers.count), renderbuffers) }
    }

    private func attachRenderbuffer(_ format: UInt32, to attachment: UInt32) {
        var buffer: UInt32 = 0
        gl.genRenderbuffers(1, &buffer)
        gl.bindRenderbuffer(.renderbuffer, buffer)
        gl.renderbufferStorage(.renderbuffer, format, Int32(width), Int32(height))
        gl.framebufferRenderbuffer(.framebuffer, attachment, .renderbuffer, buffer)
        renderbuffers.append(buffer)
    }

    private func makeTexture(_ internalFormat: UInt32, format: UInt32, type: UInt32) {
        gl.genTextures(1, &texture)
        gl.bindTexture(.texture2D, texture)
        gl.texImage2D(.texture2D, 0, Int32(bitPattern: internalFormat), Int32(width), Int32(height), 0, format, type, nil)
        gl.texParameteri(.texture2D, .textureMinFilter, Int32(bitPattern: .linear))
        gl.texParameteri(.texture2D, .textureMagFilter, Int32(bitPattern: .linear))
    }

    /// Makes this the place where things are drawn and read from.
    func bind() {
        gl.bindFramebuffer(.framebuffer, framebuffer)
        gl.viewport(0, 0, Int32(width), Int32(height))
    }

    /// A part of the colours as drawn, RGBA, bottom row first.
    /// - Parameter rowLength: pixels from one row to the next in `bytes`.
    func readColor(_ part: PixelRectangle, into bytes: UnsafeMutableRawPointer, rowLength: Int) {
        gl.pixelStorei(.packAlignment, 1)
        gl.pixelStorei(.packRowLength, Int32(rowLength))
        gl.readPixels(Int32(part.x), Int32(part.y), Int32(part.width), Int32(part.height), .rgba, .unsignedByte, bytes)
    }

    /// A part of one of the buffers of `.measurements`, four floats a pixel, bottom row first.
    func readFloats(_ part: PixelRectangle, from attachment: UInt32, into values: UnsafeMutableRawPointer) {
        gl.pixelStorei(.packAlignment, 1)
        gl.pixelStorei(.packRowLength, Int32(part.width))
        gl.readBuffer(attachment)
        gl.readPixels(Int32(part.x), Int32(part.y), Int32(part.width), Int32(part.height), .rgba, .float, values)
    }
}
