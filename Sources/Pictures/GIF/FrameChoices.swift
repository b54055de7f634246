// What each pixel of a GIF frame may be stored as, given what the screen shows before it.

enum FrameChoices {
    /// Changes of colour that make an unchanged stretch busy.
    private static let busy = 2
    /// Pixels from which on an unchanged stretch is stored as transparent, without a choice that would have to be weighed.
    private static let long = 16

    /// Pixels that changed may be their number or the other one that serves. Unchanged stretches may be what the screen shows,
    /// or transparent: plain ones preferably as they are, because the same colours are likely around them, busy ones preferably
    /// transparent, which makes them plain.
    /// - Parameters:
    ///   - choices: gets the choices of the box, row by row.
    ///   - screen: palette numbers on the screen, the whole picture, `width` to a row.
    ///   - after: the numbers wanted there.
    ///   - others: numbers that serve as well, or the same.
    static func fill(
        _ choices: inout [LZWEncoder.Choice], _ box: PixelBox, screen: [UInt8], after: [UInt8], others: [UInt8], width: Int,
        transparent: UInt8
    ) {
        let asBefore = LZWEncoder.Choice(transparent, transparent, transparent)
        choices.withUnsafeMutableBufferPointer { choices in
            screen.withUnsafeBufferPointer { screen in
                after.withUnsafeBufferPointer { after in
                    others.withUnsafeBufferPointer { others in
                        var o = 0
                        for y in box.top..<box.bottom {
                            var i = y * width + box.left
                            let end = y * width + box.right
                            while i < end {
                                let number = after[i], other = others[i]
                                if number != screen[i], other != screen[i] {
                                    choices[o] = LZWEncoder.Choice(number, other, number)
                                    i += 1
                                    o += 1
                                    continue
                                }
                                var stop = i + 1, changes = 0
                                while stop < end, after[stop] == screen[stop] || others[stop] == screen[stop] {
                                    if screen[stop] != screen[stop - 1] { changes += 1 }
                                    stop += 1
                                }
                                if stop - i >= long {
                                    UnsafeMutableBufferPointer(rebasing: choices[o..<o + stop - i]).update(repeating: asBefore)
                                    o += stop - i
                                    i = stop
                                    continue
                                }
                                let isBusy = changes >= busy
                                while i < stop {
                                    let shown = screen[i], rest = shown == after[i] ? others[i] : after[i]
                                    choices[o] =
                                        isBusy ? LZWEncoder.Choice(transparent, shown, rest) : LZWEncoder.Choice(shown, transparent, rest)
                                    i += 1
                                    o += 1
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    /// Brings the screen up to what was stored.
    static func show(_ stored: [UInt8], _ box: PixelBox, _ screen: inout [UInt8], width: Int, transparent: UInt8) {
        screen.withUnsafeMutableBufferPointer { screen in
            stored.withUnsafeBufferPointer { stored in
                var o = 0
                for y in box.top..<box.bottom {
                    for i in y * width + box.left..<y * width + box.right {
                        screen[i] = stored[o] == transparent ? screen[i] : stored[o]
                        o += 1
                    }
                }
            }
        }
    }
}
