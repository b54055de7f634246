// Fills samples with triangles: what `body.frag` does of bodies whose light is worked out at their corners.

/// Draws the triangles of one surface.
struct TrianglePainter {
    let corners: CornerLight.Numbers
    let keyColor: SIMD4<Float>
    let rimColor: SIMD4<Float>
    /// Samples in a row, and rows.
    let width: Int
    let height: Int
    /// Texels along a side of the shadow map.
    let mapSize: Int

    /// What arrives at a corner.
    private struct Light {
        var soft: SIMD4<Float>
        var direct: Float
        var gloss: Float
        var rim: Float
        var open: Float

        /// The light reflected, without that of the key light.
        @inline(__always)
        func reflected(by albedo: SIMD4<Float>, rimColor: SIMD4<Float>) -> SIMD4<Float> {
            // What hides the sky reflects some light, in its own colour, which is likely the same.
            albedo * soft * (open * (1 + albedo * (LightModel.limbReflection * (1 - open)))) + rimColor * (rim * open)
        }

        /// The key light reflected, in the last lane how much of it arrives; below zero where it does not.
        @inline(__always)
        func key(by albedo: SIMD4<Float>, color: SIMD4<Float>) -> SIMD4<Float> {
            var reflected = (albedo + gloss) * color * direct
            reflected.w = direct
            return reflected
        }
    }

    @inline(__always)
    private func light(_ i: Int) -> Light {
        Light(
            soft: SIMD4(corners[.softRed, i], corners[.softGreen, i], corners[.softBlue, i], 0), direct: corners[.direct, i],
            gloss: corners[.gloss, i], rim: corners[.rim, i], open: corners[.open, i])
    }

    /// - Parameter depths: the shadow map; nil where no shadows fall.
    func paint(_ form: MeshLevels.Form, _ color: SurfaceColor, depths: UnsafePointer<Float>?, _ samples: UnsafeMutablePointer<UInt64>) {
        form.corners.withUnsafeBufferPointer { places in
            form.vertices.withUnsafeBufferPointer { vertices in
                var t = 0
                while t < places.count {
                    let a = Int(places[t]), b = Int(places[t + 1]), c = Int(places[t + 2])
                    t += 3
                    guard
                        let shape = TriangleShape(
                            corners[.column, a], corners[.row, a], corners[.column, b], corners[.row, b], corners[.column, c],
                            corners[.row, c])
                    else { continue }
                    switch color {
                    case .plain(let albedo): fill(shape, a, b, c, albedo, albedo, albedo, depths, samples)
                    case .vertices(let tints):
                        func tint(_ i: Int) -> SIMD4<Float> {
                            let v = Int(vertices[i]) * 3
                            return SIMD4(tints[v], tints[v + 1], tints[v + 2], 0)
                        }
                        fill(shape, a, b, c, tint(a), tint(b), tint(c), depths, samples)
                    case .parts(let colors, let parts):
                        // A triangle has the part of its last corner.
                        let part = Int(parts[Int(vertices[c])]), albedo = part < colors.count ? colors[part] : .zero
                        fill(shape, a, b, c, albedo, albedo, albedo, depths, samples)
                    case .regions(let palette, let fields):
                        fields.withUnsafeBufferPointer { fields in
                            guard let base = fields.baseAddress else { return }
                            let (fa, fb, fc) = (base + Int(vertices[a]) * 8, base + Int(vertices[b]) * 8, base + Int(vertices[c]) * 8)
                            var region = 0
                            while region < 8 {
                                let inside = (fa[region] > 0 ? 1 : 0) + (fb[region] > 0 ? 1 : 0) + (fc[region] > 0 ? 1 : 0)
                                if inside == 3 { break }
                                if inside > 0 {
                                    split(shape, a, b, c, palette, fa, fb, fc, from: region, depths, samples)
                                    return
                                }
                                region += 1
                            }
                            fill(shape, a, b, c, palette[region], palette[region], palette[region], depths, samples)
                        }
                    }
                }
            }
        }
    }

    /// Depth and place in the shadow map, linear across a triangle: at corner a, and how they change to the right and upwards.
    private struct Places {
        var start: SIMD4<Float>
        var perX: SIMD4<Float>
        var perY: SIMD4<Float>

        @inline(__always)
        init(_ corners: CornerLight.Numbers, _ shape: TriangleShape, _ a: Int, _ b: Int, _ c: Int) {
            let scale = SampleBuffer.farthest
            func all(_ i: Int) -> SIMD4<Float> {
                SIMD4(corners[.depth, i] * scale, corners[.shadowColumn, i], corners[.shadowRow, i], corners[.shadowDepth, i])
            }
            start = all(a)
            (perX, perY) = shape.slopes(start, all(b), all(c))
        }
    }

    /// Fills a triangle whose reflected light is linear between its corners.
    private func fill(
        _ shape: TriangleShape, _ a: Int, _ b: Int, _ c: Int, _ albedoA: SIMD4<Float>, _ albedoB: SIMD4<Float>, _ albedoC: SIMD4<Float>,
        _ depths: UnsafePointer<Float>?, _ samples: UnsafeMutablePointer<UInt64>
    ) {
        let places = Places(corners, shape, a, b, c)
        let (lightA, lightB, lightC) = (light(a), light(b), light(c))
        let soft = lightA.reflected(by: albedoA, rimColor: rimColor), key = lightA.key(by: albedoA, color: keyColor)
        let (softX, softY) = shape.slopes(
            soft, lightB.reflected(by: albedoB, rimColor: rimColor), lightC.reflected(by: albedoC, rimColor: rimColor))
        let (keyX, keyY) = shape.slopes(key, lightB.key(by: albedoB, color: keyColor), lightC.key(by: albedoC, color: keyColor))
        let width = width, mapSize = mapSize
        shape.forEachRow(width: Float(width), height: Float(height)) { row, from, to, away, up in
            let line = samples + (row &* width &+ from)
            let placeHere = places.start + places.perX * away + places.perY * up
            let softHere = soft + softX * away + softY * up
            let keyHere = key + keyX * away + keyY * up
            var i = 0
            while i < to &- from {
                let step = Float(Int32(truncatingIfNeeded: i))
                let depth = UInt64(nearestWhole(min(SampleBuffer.farthest, max(0, placeHere.x + places.perX.x * step))))
                if depth < line[i] &>> SampleBuffer.depthShift {
                    var light = softHere + softX * step
                    let direct = keyHere + keyX * step
                    if direct.w > 0 {
                        var share: Float = 1
                        if let depths {
                            let place = placeHere + places.perX * step
                            share = ShadowMap.lit(depths, size: mapSize, column: place.y, row: place.z, depth: place.w)
                        }
                        light += direct * share
                    }
                    line[i] = SampleBuffer.sample(light, depth: depth)
                }
                i &+= 1
            }
        }
    }

    /// Fills a triangle that borders of regions cross.
    private func split(
        _ shape: TriangleShape, _ a: Int, _ b: Int, _ c: Int, _ palette: [SIMD4<Float>], _ fieldsA: UnsafePointer<Float>,
        _ fieldsB: UnsafePointer<Float>, _ fieldsC: UnsafePointer<Float>, from first: Int, _ depths: UnsafePointer<Float>?,
        _ samples: UnsafeMutablePointer<UInt64>
    ) {
        let places = Places(corners, shape, a, b, c)
        let (lightA, lightB, lightC) = (light(a), light(b), light(c))
        // How much of corners b and c is in a sample.
        let (shareBX, shareBY) = shape.slopes(0, 1, 0), (shareCX, shareCY) = shape.slopes(0, 0, 1)
        let width = width, mapSize = mapSize
        shape.forEachRow(width: Float(width), height: Float(height)) { row, from, to, away, up in
            let line = samples + (row &* width &+ from)
            for i in 0..<to - from {
                let x = away + Float(Int32(truncatingIfNeeded: i))
                let place = places.start + places.perX * x + places.perY * up
                let depth = UInt64(nearestWhole(min(SampleBuffer.farthest, max(0, place.x))))
                guard depth < line[i] &>> SampleBuffer.depthShift else { continue }
                let ofB = shareBX * x + shareBY * up, ofC = shareCX * x + shareCY * up, ofA = 1 - ofB - ofC
                var region = first
                while region < 8, ofA * fieldsA[region] + ofB * fieldsB[region] + ofC * fieldsC[region] <= 0 { region &+= 1 }
                let albedo = palette[region]
                let here = Light(
                    soft: lightA.soft * ofA + lightB.soft * ofB + lightC.soft * ofC,
                    direct: lightA.direct * ofA + lightB.direct * ofB + lightC.direct * ofC,
                    gloss: lightA.gloss * ofA + lightB.gloss * ofB + lightC.gloss * ofC,
                    rim: lightA.rim * ofA + lightB.rim * ofB + lightC.rim * ofC,
                    open: lightA.open * ofA + lightB.open * ofB + lightC.open * ofC)
                var light = here.reflected(by: albedo, rimColor: rimColor)
                if here.direct > 0 {
                    var share: Float = 1
                    if let depths { share = ShadowMap.lit(depths, size: mapSize, column: place.y, row: place.z, depth: place.w) }
                    light += here.key(by: albedo, color: keyColor) * share
                }
                line[i] = SampleBuffer.sample(light, depth: depth)
            }
        }
    }
}
