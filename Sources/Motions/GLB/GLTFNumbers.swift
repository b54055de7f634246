// Numbers of a glTF document: whatever an accessor says is checked against the bytes that are there.
import Files

/// Reads accessors of a file.
struct GLTFNumbers {
    let file: GLBFile
    private var path: String { file.path }

    /// The elements of a list of the document, such as `nodes`; none where there is no such list.
    func list(_ key: String) -> [JSONValue] { file.document[key]?.elements ?? [] }

    /// An index into a list of the document.
    /// - Throws: `FileProblem` where it is missing, no whole number, or beyond the list.
    func index(_ value: JSONValue?, in key: String, count: Int, of what: String) throws -> Int {
        guard let index = value?.whole, index >= 0, index < count else {
            throw FileProblem(
                path, "\(what) names \(value.map { String($0.written.prefix(20)) } ?? "nothing") in '\(key)', which has \(count) elements")
        }
        return index
    }

    private static let widths = ["SCALAR": 1, "VEC2": 2, "VEC3": 3, "VEC4": 4, "MAT4": 16]

    /// The numbers of an accessor, element by element; whole numbers that are normalized come as fractions.
    /// - Parameters:
    ///   - index: the accessor's.
    ///   - type: the type it must have.
    ///   - what: what needs it, for errors.
    func numbers(_ index: JSONValue?, type: String, for what: String) throws -> [Double] {
        let accessors = list("accessors")
        let number = try self.index(index, in: "accessors", count: accessors.count, of: what)
        let accessor = accessors[number]
        let name = "accessor \(number) (\(what))"
        guard accessor["type"]?.text == type, let width = GLTFNumbers.widths[type] else {
            throw FileProblem(path, "\(name) has the type '\((accessor["type"]?.text ?? "none").prefix(20))'", expected: "'\(type)'")
        }
        guard let code = accessor["componentType"]?.whole, let component = GLTFComponent(rawValue: code) else {
            throw FileProblem(path, "\(name) has a component type that is not known", expected: "5120 to 5126")
        }
        guard accessor["sparse"] == nil else {
            throw FileProblem(
                path, "\(name) is sparse, which is not read", advice: "Export the file without compression.", kind: .unsupported)
        }
        guard let count = accessor["count"]?.whole, count > 0 else {
            throw FileProblem(path, "\(name) has no elements", expected: "a count of 1 or more")
        }
        let views = list("bufferViews")
        let view = views[try self.index(accessor["bufferView"], in: "bufferViews", count: views.count, of: name)]
        guard view["extensions"]?["EXT_meshopt_compression"] == nil, view["extensions"]?["KHR_meshopt_compression"] == nil else {
            throw FileProblem(
                path, "\(name) is compressed with meshopt, which is not read", advice: "Export the file without compression.",
                kind: .unsupported)
        }
        let buffers = list("buffers")
        let buffer = buffers[try self.index(view["buffer"], in: "buffers", count: buffers.count, of: name)]
        guard view["buffer"]?.whole == 0, buffer["uri"] == nil else {
            throw FileProblem(
                path, "\(name) lies in another file", expected: "numbers in the file itself", advice: "Export it as one .glb file.")
        }
        let bytes = file.buffer
        func size(_ value: JSONValue?, missing: Int?) throws -> Int {
            guard let size = value == nil ? missing : value?.whole, size >= 0, size <= bytes.count else {
                throw FileProblem(
                    path, "\(name) reaches beyond the file's numbers (\(bytes.count) bytes)", advice: "Is the file complete?",
                    kind: .damaged)
            }
            return size
        }
        let element = component.size * width
        let (start, length) = (try size(view["byteOffset"], missing: 0), try size(view["byteLength"], missing: nil))
        let offset = try size(accessor["byteOffset"], missing: 0)
        let stride = try size(view["byteStride"], missing: element)
        let extent = GLTFExtent(count: count, stride: stride, element: element)
        guard extent.fits(at: offset, within: length), length <= bytes.count - start else {
            throw FileProblem(
                path, "\(name) reaches beyond the file's numbers (\(bytes.count) bytes)", advice: "Is the file complete?", kind: .damaged)
        }
        let isNormalized = accessor["normalized"] == .bool(true)
        var numbers: [Double] = []
        numbers.reserveCapacity(count * width)
        for item in 0..<count {
            for k in 0..<width {
                let value = component.read(bytes, at: start + offset + item * stride + k * component.size, isNormalized: isNormalized)
                guard value.isFinite, abs(value) <= Double(MotionChecks.largestNumber) else {
                    throw FileProblem(
                        path, "\(name) holds \(value.isNaN ? "NaN" : "the number \(value)") in element \(item)", expected: "finite numbers")
                }
                numbers.append(value)
            }
        }
        return numbers
    }

    /// Numbers that stand in the document itself, such as a node's translation.
    /// - Returns: nil where there are none.
    func values(_ value: JSONValue?, count: Int, of what: String) throws -> [Double]? {
        guard let value else { return nil }
        let numbers = value.elements.compactMap(\.finite)
        guard numbers.count == count, value.elements.count == count, numbers.allSatisfy({ abs($0) <= Double(MotionChecks.largestNumber) })
        else {
            throw FileProblem(path, "\(what) is not a list of \(count) finite numbers")
        }
        return numbers
    }
}

/// The bytes that the elements of an accessor take. A file may name any numbers: no sum or product of them may overflow.
package struct GLTFExtent {
    /// From the first element's first byte to the last one's last; nil for more than can be counted.
    private let bytes: Int?

    package init(count: Int, stride: Int, element: Int) {
        let (steps, isTooMuch) = (count &- 1).multipliedReportingOverflow(by: stride)
        let (total, isMore) = steps.addingReportingOverflow(element)
        bytes = count > 0 && stride >= element && element > 0 && !isTooMuch && !isMore ? total : nil
    }

    /// True if it ends within `length` bytes when it begins at `offset`.
    package func fits(at offset: Int, within length: Int) -> Bool {
        guard let bytes, offset >= 0, offset <= length else { return false }
        return bytes <= length - offset
    }
}

/// How a number is stored.
private enum GLTFComponent: Int {
    case byte = 5120
    case unsignedByte, short, unsignedShort
    case unsignedInt = 5125
    case float

    var size: Int {
        switch self {
        case .byte, .unsignedByte: 1
        case .short, .unsignedShort: 2
        case .unsignedInt, .float: 4
        }
    }

    /// - Precondition: the bytes are there.
    func read(_ bytes: [UInt8], at: Int, isNormalized: Bool) -> Double {
        let raw = (0..<size).reduce(UInt32(0)) { $0 | UInt32(bytes[at + $1]) << (8 * UInt32($1)) }
        switch self {
        case .byte:
            let value = Double(Int8(truncatingIfNeeded: raw))
            return isNormalized ? max(value / 127, -1) : value
        case .unsignedByte: return isNormalized ? Double(raw) / 255 : Double(raw)
        case .short:
            let value = Double(Int16(truncatingIfNeeded: raw))
            return isNormalized ? max(value / 32767, -1) : value
        case .unsignedShort: return isNormalized ? Double(raw) / 65535 : Double(raw)
        case .unsignedInt: return isNormalized ? Double(raw) / Double(UInt32.max) : Double(raw)
        case .float: return Double(Float(bitPattern: raw))
        }
    }
}
