// The names by which PyTorch's pickles refer to its classes and functions.

/// What is known of PyTorch by name; nothing of it is ever imported or run.
enum TorchNames {
    /// True for the functions whose recorded call stands for a tensor.
    static func isTensor(_ module: String, _ name: String) -> Bool {
        switch module {
        case "torch._utils":
            switch name {
            case "_rebuild_tensor", "_rebuild_tensor_v2", "_rebuild_tensor_v3", "_rebuild_parameter", "_rebuild_parameter_with_state":
                true
            default: false
            }
        case "torch._tensor": name == "_rebuild_from_type_v2"
        default: false
        }
    }

    /// The element type of a storage class such as `torch.FloatStorage` (or `torch.cuda.FloatStorage`, in old files).
    static func elementType(storage name: String) -> DType? {
        guard name.hasSuffix("Storage") else { return nil }
        return switch name.dropLast(7) {
        case "Float": DType(.float, itemSize: 4)
        case "Double": DType(.float, itemSize: 8)
        case "Half": DType(.float, itemSize: 2)
        case "BFloat16": DType(.brainFloat, itemSize: 2)
        case "Long": DType(.int, itemSize: 8)
        case "Int": DType(.int, itemSize: 4)
        case "Short": DType(.int, itemSize: 2)
        case "Char": DType(.int, itemSize: 1)
        case "Byte", "Untyped": DType(.uint, itemSize: 1)
        case "Bool": DType(.bool, itemSize: 1)
        case "ComplexFloat": DType(.complex, itemSize: 8)
        case "ComplexDouble": DType(.complex, itemSize: 16)
        default: nil
        }
    }

    /// The element type that `torch.float32` and its like name.
    static func elementType(_ name: String) -> DType? {
        switch name {
        case "float32", "float": DType(.float, itemSize: 4)
        case "float64", "double": DType(.float, itemSize: 8)
        case "float16", "half": DType(.float, itemSize: 2)
        case "bfloat16": DType(.brainFloat, itemSize: 2)
        case "int64", "long": DType(.int, itemSize: 8)
        case "int32", "int": DType(.int, itemSize: 4)
        case "int16", "short": DType(.int, itemSize: 2)
        case "int8": DType(.int, itemSize: 1)
        case "uint64": DType(.uint, itemSize: 8)
        case "uint32": DType(.uint, itemSize: 4)
        case "uint16": DType(.uint, itemSize: 2)
        case "uint8": DType(.uint, itemSize: 1)
        case "bool": DType(.bool, itemSize: 1)
        case "complex64", "cfloat": DType(.complex, itemSize: 8)
        case "complex128", "cdouble": DType(.complex, itemSize: 16)
        default: nil
        }
    }

    /// The storage class that holds elements of a type; nil where PyTorch has none.
    static func storageClass(_ dtype: DType) -> String? {
        switch (dtype.kind, dtype.itemSize) {
        case (.float, 4): "FloatStorage"
        case (.float, 8): "DoubleStorage"
        case (.float, 2): "HalfStorage"
        case (.brainFloat, _): "BFloat16Storage"
        case (.int, 8): "LongStorage"
        case (.int, 4): "IntStorage"
        case (.int, 2): "ShortStorage"
        case (.int, 1): "CharStorage"
        case (.uint, 1): "ByteStorage"
        case (.bool, _): "BoolStorage"
        default: nil
        }
    }
}
