// Which colours frames hold, and how often: bounded memory however many there are.

/// Colours and how many pixels have them.
///
/// An open-addressing hash table. When there are too many different colours the lowest bit of each channel is dropped and
/// neighbours are merged (their mean stays exact), again and again if need be.
struct ColorHistogram: Sendable {
    struct Entry: Sendable {
        /// Red, green and blue, the masked bits zero: the key.
        var key: UInt32 = 0
        var count = 0
        var red = 0, green = 0, blue = 0

        /// The mean colour of the pixels counted here.
        var rgb: UInt32 {
            let half = count / 2
            let r = (red + half) / count, g = (green + half) / count, b = (blue + half) / count
            return UInt32(r) << 16 | UInt32(g) << 8 | UInt32(b)
        }
    }

    private static let maximumColors = 1 << 15
    private static let slots = 1 << 17

    private var table = [Entry](repeating: Entry(), count: slots)
    private var used = 0
    private var mask: UInt32 = 0xFF_FFFF

    /// The colours with their counts, by brightness and then by value: an order that does not depend on the table.
    var colors: [(rgb: UInt32, count: Int)] {
        var merged: [UInt32: Int] = [:]
        for entry in table where entry.count > 0 { merged[entry.rgb, default: 0] += entry.count }
        return merged.map { (rgb: $0.key, count: $0.value) }
            .sorted { (ColorSpace.brightness($0.rgb), $0.rgb) < (ColorSpace.brightness($1.rgb), $1.rgb) }
    }

    mutating func add(_ image: Image) {
        let plain = image.format == .rgb8 || image.format == .rgba8 ? image : image.converted(to: .rgb8)
        let size = plain.format.bytesPerPixel
        plain.pixels.withUnsafeBufferPointer { p in
            var last: UInt32 = 0
            var run = 0
            for i in stride(from: 0, to: p.count, by: size) {
                if size == 4 && p[i + 3] < 128 { continue }
                let rgb = UInt32(p[i]) << 16 | UInt32(p[i + 1]) << 8 | UInt32(p[i + 2])
                if rgb == last {
                    run += 1
                } else {
                    count(last, run)
                    last = rgb
                    run = 1
                }
            }
            count(last, run)
        }
    }

    private mutating func count(_ rgb: UInt32, _ pixels: Int) {
        guard pixels > 0 else { return }
        var entry = Entry()
        entry.key = rgb & mask
        entry.count = pixels
        entry.red = Int(rgb >> 16 & 255) * pixels
        entry.green = Int(rgb >> 8 & 255) * pixels
        entry.blue = Int(rgb & 255) * pixels
        insert(entry)
        while used > ColorHistogram.maximumColors { coarsen() }
    }

    private mutating func insert(_ entry: Entry) {
        var slot = Int(truncatingIfNeeded: (entry.key &* 2_654_435_761) >> 15)
        table.withUnsafeMutableBufferPointer { table in
            while table[slot].count > 0 && table[slot].key != entry.key { slot = (slot + 1) & (ColorHistogram.slots - 1) }
            if table[slot].count == 0 {
                table[slot] = entry
                used += 1
            } else {
                table[slot].count += entry.count
                table[slot].red += entry.red
                table[slot].green += entry.green
                table[slot].blue += entry.blue
            }
        }
    }

    private mutating func coarsen() {
        // Per channel: …1110 after …1111, and so on.
        mask &= (mask << 1) & 0xFEFEFE
        let old = table
        table = [Entry](repeating: Entry(), count: ColorHistogram.slots)
        used = 0
        for var entry in old where entry.count > 0 {
            entry.key &= mask
            insert(entry)
        }
    }
}
