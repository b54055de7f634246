// Concatenates and splits sequences, and looks up their rows.

extension Tensor {
    /// Sequences one after the other: `(batch, time, width)` each, joined along time.
    ///
    /// A part of shape `(time, width)` or `(width)` stands before or between the others the same for every item, such as a
    /// learned query.
    public static func joined(_ parts: [Tensor], batch: Int) -> Tensor {
        let width = parts.first?.columns ?? 0
        let lengths = parts.map { $0.shape.count == 3 ? $0.shape[1] : $0.rows }
        let time = lengths.reduce(0, +)
        precondition(parts.allSatisfy { $0.columns == width && ($0.shape.count < 3 || $0.shape[0] == batch) }, "\(parts)")
        let out = Tensor(uninitialized: [batch, time, width])
        var start = 0
        for (part, length) in zip(parts, lengths) {
            for item in 0..<batch {
                let from = part.pointer + (part.shape.count == 3 ? item * length * width : 0)
                (out.mutablePointer + (item * time + start) * width).update(from: from, count: length * width)
            }
            start += length
        }
        return out.recording(parts) { gradient in
            var start = 0
            for (part, length) in zip(parts, lengths) {
                let first = start
                part.addGradient { sink, beta in
                    if part.shape.count == 3 {
                        for item in 0..<batch {
                            accumulate(
                                gradient + (item * time + first) * width, into: sink + item * length * width, beta: beta,
                                count: length * width)
                        }
                    } else {
                        for item in 0..<batch {
                            accumulate(
                                gradient + (item * time + first) * width, into: sink, beta: item == 0 ? beta : 1, count: length * width)
                        }
                    }
                }
                start += length
            }
        }
    }

    /// One time of each item: `(batch, time, width)` to `(batch, width)`.
    ///
    /// - Parameter times: which, for each item.
    public func taking(times: [Int]) -> Tensor {
        let (batch, time, width) = (shape[0], shape[1], shape[2])
        precondition(times.count == batch && times.allSatisfy { $0 >= 0 && $0 < time }, "times \(times) of \(shape)")
        let out = Tensor(uninitialized: [batch, width])
        for item in 0..<batch {
            (out.mutablePointer + item * width).update(from: pointer + (item * time + times[item]) * width, count: width)
        }
        return out.recording([self]) { [self] gradient in
            addGradient { sink, beta in
                if beta == 0 { sink.update(repeating: 0, count: count) }
                for item in 0..<batch {
                    accumulate(gradient + item * width, into: sink + (item * time + times[item]) * width, beta: 1, count: width)
                }
            }
        }
    }

    /// The first times of each item: `(batch, time, width)` to `(batch, count, width)`.
    public func leading(times wanted: Int) -> Tensor {
        let (batch, time, width) = (shape[0], shape[1], shape[2])
        precondition(wanted <= time, "\(wanted) times of \(shape)")
        let out = Tensor(uninitialized: [batch, wanted, width])
        for item in 0..<batch {
            (out.mutablePointer + item * wanted * width).update(from: pointer + item * time * width, count: wanted * width)
        }
        return out.recording([self]) { [self] gradient in
            addGradient { sink, beta in
                if beta == 0 { sink.update(repeating: 0, count: count) }
                for item in 0..<batch {
                    accumulate(gradient + item * wanted * width, into: sink + item * time * width, beta: 1, count: wanted * width)
                }
            }
        }
    }

    /// The same time of each item.
    public func taking(time: Int) -> Tensor { taking(times: Array(repeating: time, count: shape[0])) }

    /// Rows of a table, such as embeddings of tokens.
    ///
    /// - Parameters:
    ///   - self: `(rows, width)`.
    ///   - indices: which rows; each at least 0 and less than `rows`.
    ///   - shape: of the result, without its last axis; as many as there are indices.
    public func rows(_ indices: [Int], shape: [Int]) -> Tensor {
        let width = columns
        precondition(indices.allSatisfy { $0 >= 0 && $0 < rows } && shape.reduce(1, *) == indices.count, "rows of \(self.shape)")
        let out = Tensor(uninitialized: shape + [width])
        for (place, index) in indices.enumerated() {
            (out.mutablePointer + place * width).update(from: pointer + index * width, count: width)
        }
        return out.recording([self]) { [self] gradient in
            addGradient { sink, beta in
                if beta == 0 { sink.update(repeating: 0, count: count) }
                for (place, index) in indices.enumerated() {
                    VectorMath.map(UnsafePointer(sink + index * width), gradient + place * width, sink + index * width, count: width) {
                        $0 + $1
                    }
                }
            }
        }
    }

    /// The first `count` rows of a table `(rows, width)`.
    public func prefix(rows wanted: Int) -> Tensor {
        let width = columns
        precondition(shape.count == 2 && wanted <= shape[0], "\(wanted) rows of \(shape)")
        let out = Tensor(uninitialized: [wanted, width])
        out.mutablePointer.update(from: pointer, count: wanted * width)
        return out.recording([self]) { [self] gradient in
            addGradient { sink, beta in
                if beta == 0 { (sink + wanted * width).update(repeating: 0, count: count - wanted * width) }
                accumulate(gradient, into: sink, beta: beta, count: wanted * width)
            }
        }
    }

    /// The first numbers of each row: `(rows, n)` to `(rows, count)`.
    public func firstColumns(_ wanted: Int) -> Tensor {
        let (rows, n) = (rows, columns)
        precondition(shape.count == 2 && wanted <= n, "\(wanted) columns of \(shape)")
        let out = Tensor(uninitialized: [rows, wanted])
        for row in 0..<rows { (out.mutablePointer + row * wanted).update(from: pointer + row * n, count: wanted) }
        return out.recording([self]) { [self] gradient in
            addGradient { sink, beta in
                if beta == 0 { sink.update(repeating: 0, count: count) }
                for row in 0..<rows { accumulate(gradient + row * wanted, into: sink + row * n, beta: 1, count: wanted) }
            }
        }
    }

    /// Two axes exchanged: `(a, b, c, d)` to `(a, c, b, d)`; leave `a` or `d` out by making them 1.
    public func exchangingMiddleAxes() -> Tensor {
        precondition(shape.count == 4, "four axes, not \(shape)")
        let (a, b, c, d) = (shape[0], shape[1], shape[2], shape[3])
        let out = Tensor(uninitialized: [a, c, b, d])
        exchange(pointer, out.mutablePointer, a, b, c, d, beta: 0)
        return out.recording([self]) { [self] gradient in
            addGradient { exchange(gradient, $0, a, c, b, d, beta: $1) }
        }
    }

    /// The last axis made the second: motions `(batch, joints, features, frames)`, as models exchange them, to
    /// `(batch, frames, joints · features)`, as transformers read them.
    public func framesFirst() -> Tensor {
        let values = shape.dropFirst().dropLast().reduce(1, *)
        return reshaped([shape[0], values, columns, 1]).exchangingMiddleAxes().reshaped([shape[0], columns, values])
    }

    /// The reverse of ``framesFirst()``: `(batch, frames, joints · features)` to `(batch, joints, features, frames)`.
    public func framesLast(joints: Int, features: Int) -> Tensor {
        reshaped([shape[0], shape[1], joints * features, 1]).exchangingMiddleAxes().reshaped([shape[0], joints, features, shape[1]])
    }

    /// Each number minus the one before it along the last axis: `(…, n)` to `(…, n - 1)`; velocities of `(…, frames)`.
    public func differences() -> Tensor {
        let (rows, n) = (rows, columns)
        precondition(n >= 1, "differences along an empty axis")
        let out = Tensor(uninitialized: shape.dropLast() + [n - 1])
        for row in 0..<rows {
            let (x, y) = (pointer + row * n, out.mutablePointer + row * (n - 1))
            for i in 0..<n - 1 { y[i] = x[i + 1] - x[i] }
        }
        return out.recording([self]) { [self] gradient in
            addGradient { sink, beta in
                for row in 0..<rows {
                    let (g, s) = (gradient + row * (n - 1), sink + row * n)
                    for i in 0..<n {
                        let slope = (i > 0 ? g[i - 1] : 0) - (i < n - 1 ? g[i] : 0)
                        s[i] = (beta == 0 ? 0 : s[i]) + slope
                    }
                }
            }
        }
    }

    /// Rows set to zero where `real` is false: the padding of `(batch, time, width)`.
    public func zeroing(whereNot real: [Bool]) -> Tensor {
        precondition(real.count == rows, "\(real.count) flags for \(shape)")
        if real.allSatisfy({ $0 }) { return self }
        let width = columns
        let out = Tensor(uninitialized: shape)
        for row in 0..<rows {
            if real[row] {
                (out.mutablePointer + row * width).update(from: pointer + row * width, count: width)
            } else {
                (out.mutablePointer + row * width).update(repeating: 0, count: width)
            }
        }
        return out.recording([self]) { [self] gradient in
            addGradient { sink, beta in
                if beta == 0 { sink.update(repeating: 0, count: count) }
                for row in 0..<rows where real[row] {
                    accumulate(gradient + row * width, into: sink + row * width, beta: 1, count: width)
                }
            }
        }
    }

    /// Square patches of images laid out as rows, for a convolution whose stride is its kernel's size.
    ///
    /// - Parameters:
    ///   - self: `(batch, channels, height, width)`.
    ///   - patch: the patches' side, a divisor of height and width.
    /// - Returns: `(batch, patches, channels · patch · patch)`, patches row by row; through ``linear(_:bias:)`` with the kernels
    ///   `(outputs, channels · patch · patch)` this is the convolution.
    public func patches(_ patch: Int) -> Tensor {
        let (batch, channels, height, width) = (shape[0], shape[1], shape[2], shape[3])
        precondition(height % patch == 0 && width % patch == 0, "patches of \(patch) in \(shape)")
        let (down, across) = (height / patch, width / patch)
        // Twice two axes change places: (c, Y, y, X, x) to (Y, X, c, y, x).
        func visit(_ body: (_ image: Int, _ row: Int) -> Void) {
            for item in 0..<batch {
                for y in 0..<down {
                    for x in 0..<across {
                        for channel in 0..<channels {
                            for line in 0..<patch {
                                body(
                                    ((item * channels + channel) * height + y * patch + line) * width + x * patch,
                                    (((item * down + y) * across + x) * channels + channel) * patch * patch + line * patch)
                            }
                        }
                    }
                }
            }
        }
        let out = Tensor(uninitialized: [batch, down * across, channels * patch * patch])
        visit { (out.mutablePointer + $1).update(from: pointer + $0, count: patch) }
        return out.recording([self]) { [self] gradient in
            addGradient { sink, beta in
                visit { image, row in
                    for i in 0..<patch { sink[image + i] = (beta == 0 ? 0 : sink[image + i]) + gradient[row + i] }
                }
            }
        }
    }
}

private func exchange(
    _ x: UnsafePointer<Float>, _ out: UnsafeMutablePointer<Float>, _ a: Int, _ b: Int, _ c: Int, _ d: Int, beta: Float
) {
    for i in 0..<a {
        for j in 0..<b {
            for k in 0..<c {
                let from = ((i * b + j) * c + k) * d, to = ((i * c + k) * b + j) * d
                for l in 0..<d { out[to + l] = (beta == 0 ? 0 : out[to + l]) + x[from + l] }
            }
        }
    }
}
