// Reverse-mode differentiation: gradients of a result for everything it was computed from.

extension Tensor {
    /// Makes this fresh result remember how to pass its gradient on, if any input wants one.
    ///
    /// - Parameter backward: is given the whole gradient of this tensor, and adds to the gradients of those inputs that want one.
    /// - Returns: this tensor.
    package func recording(_ inputs: [Tensor], _ backward: @escaping (UnsafePointer<Float>) -> Void) -> Tensor {
        guard inputs.contains(where: \.requiresGradient) else { return self }
        setRequiresGradient(true)
        record = Record(inputs: inputs, backward: backward)
        return self
    }

    /// Adds to this tensor's gradient, if it wants one.
    ///
    /// - Parameter body: is given where to write, and the factor for what lies there already: 0 if nothing does (it must then
    ///   be overwritten, not added to), else 1. The two together are `beta` of a matrix product.
    package func addGradient(_ body: (_ gradient: UnsafeMutablePointer<Float>, _ beta: Float) -> Void) {
        guard requiresGradient else { return }
        if let storage = gradientStorage {
            body(storage.pointer, 1)
        } else {
            let storage = Storage(count: count)
            body(storage.pointer, 0)
            gradientStorage = storage
        }
    }

    /// Computes the gradient of this tensor for everything that it was computed from and that wants one.
    ///
    /// Gradients add up in ``gradient`` until ``clearGradient()``. What was recorded on the way is let go.
    ///
    /// - Parameter gradient: of the final result for this tensor, of its shape; 1 everywhere if nil.
    public func backward(_ gradient: Tensor? = nil) {
        guard requiresGradient else { return }
        addGradient { pointer, beta in
            for i in 0..<count { pointer[i] = (beta == 0 ? 0 : pointer[i]) + (gradient?.pointer[i] ?? 1) }
        }
        // Iterative, since recursion would be as deep as the model.
        var seen: Set<ObjectIdentifier> = [ObjectIdentifier(self)]
        var found = [self]
        var next = 0
        while next < found.count {
            for input in found[next].record?.inputs ?? [] where input.requiresGradient {
                if seen.insert(ObjectIdentifier(input)).inserted { found.append(input) }
            }
            next += 1
        }
        // An input is always older than what was computed from it: the youngest comes last, and leaves first.
        found.sort { $0.age < $1.age }
        while let tensor = found.popLast() {
            guard let record = tensor.record else { continue }
            tensor.record = nil
            if let storage = tensor.gradientStorage { record.backward(UnsafePointer(storage.pointer)) }
            // Only leaves keep gradients: those of a model's insides would fill the memory.
            tensor.gradientStorage = nil
        }
    }
}
