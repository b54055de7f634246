// The colour of bodies as users choose it.
import Pictures
import Visualization

/// A colour, or a scale of colours.
public enum PaintChoice: Sendable {
    case scale(Colormap)
    case paint(BodyPaint)

    var scale: Colormap? {
        guard case .scale(let map) = self else { return nil }
        return map
    }

    /// The ends of a scale are too pale and too dark to show a body's form.
    static let scaleStart = 0.35, scaleEnd = 0.9

    /// As users write it: a scale's name, `sticks-blue`, `sticks-orange`, a colour's name or `#RRGGBB`. Nil for anything else.
    public init?(_ text: String) {
        if let map = Colormap(named: text) {
            self = .scale(map)
        } else if text == "sticks-blue" {
            self = .paint(.chainBlues)
        } else if text == "sticks-orange" {
            self = .paint(.chainOranges)
        } else if let color = try? Color(parsing: text), color.alpha == 255 {
            self = .paint(.plain(color))
        } else {
            return nil
        }
    }
}

/// What a scale or the colour stands for.
public enum ColorBy: String, Sendable, CaseIterable {
    case time, person, speed
}
