// sRGB's curve in tables, for pictures that are worked on pixel by pixel.

/// Linear light of bytes, and bytes of linear light.
struct LightTables: Sendable {
    /// Linear light of each sRGB byte, 0...65535.
    let linear: [UInt32]
    /// The sRGB byte of linear light in ``steps`` steps.
    let encoded: [UInt8]
    static let steps: UInt32 = 8192

    static let shared = LightTables()

    private init() {
        linear = (0..<256).map { UInt32((SRGB.decode(Float($0) / 255) * 65535).rounded()) }
        encoded = (0..<Int(LightTables.steps)).map { UInt8((SRGB.encode((Float($0) + 0.5) / Float(LightTables.steps)) * 255).rounded()) }
    }
}
