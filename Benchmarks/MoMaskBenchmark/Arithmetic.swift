// How much arithmetic a motion of MoMask needs: the products of matrices whose results something reads.
import MotionModels

/// Floating-point operations of products, two for a multiplication with its addition.
struct Arithmetic {
    private let masked: TokenTransformerConfiguration
    private let residual: TokenTransformerConfiguration?
    private let vq: ResidualVQConfiguration
    private let options = MoMask.Options()

    init(_ model: MoMask) {
        masked = model.masked.configuration
        residual = model.residual?.configuration
        vq = model.vq.configuration
    }

    /// Of motions made together.
    func operations(tokens: [Int]) -> Double {
        // Without a text and with nothing but masks, motions of one length are the same.
        let lengths = Set(tokens)
        let schedule = MaskSchedule(steps: options.masked.steps)
        var sum = 0.0
        for step in 0..<options.masked.steps {
            func pass(_ count: Int) -> Double {
                let wanted = schedule.masked(step: step, of: count)
                return layers(masked, rows: count + 1, kept: wanted) + Double(wanted) * head(masked, outputs: masked.codes)
            }
            sum += tokens.reduce(0) { $0 + pass($1) }
            sum += step == 0 ? lengths.reduce(0) { $0 + pass($1) } : tokens.reduce(0) { $0 + pass($1) }
        }
        if let residual {
            for count in tokens {
                let pass = layers(residual, rows: count + 2, kept: count) + Double(count) * head(residual, outputs: residual.codes + 1)
                sum += 2 * Double(vq.quantizers - 1) * pass
            }
        }
        return 2 * (sum + tokens.reduce(0) { $0 + decoder(tokens: $1) })
    }

    /// Multiplications of a stack of layers of which some rows of the last are read.
    private func layers(_ c: TokenTransformerConfiguration, rows: Int, kept: Int) -> Double {
        let (width, hidden) = (Double(c.width), Double(c.hidden))
        func layer(_ reading: Int, _ written: Int) -> Double {
            let (r, w) = (Double(reading), Double(written))
            // Keys and values of all rows; queries, attention and the rest for those that are read.
            return 2 * r * width * width + w * (2 * width * width + 2 * width * hidden + 2 * r * width)
        }
        return Double(c.layers - 1) * layer(rows, rows) + layer(rows, kept)
    }

    private func head(_ c: TokenTransformerConfiguration, outputs: Int) -> Double { Double(c.width * c.width + c.width * outputs) }

    private func decoder(tokens: Int) -> Double {
        let (width, features) = (Double(vq.width), Double(vq.features))
        var rows = Double(tokens)
        var sum = rows * 3 * Double(vq.codeWidth) * width
        for _ in 0..<vq.halvings {
            sum += rows * Double(vq.depth) * (3 * width * width + width * width)
            rows *= 2
            sum += rows * 3 * width * width
        }
        return sum + rows * 3 * width * (width + features)
    }
}
