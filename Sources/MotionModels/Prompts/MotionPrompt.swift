// What one motion is made from: a text, or several that are done one after the other.

/// The words for one motion.
public struct MotionPrompt: Sendable, Equatable {
    /// How long something takes.
    public enum Length: Sendable, Equatable {
        /// At the engine's rate.
        case frames(Int)
        case seconds(Double)

        /// At a rate of frames a second.
        public func seconds(at rate: Double) -> Double {
            switch self {
            case .frames(let count): Double(count) / rate
            case .seconds(let seconds): seconds
            }
        }

        /// At a rate of frames a second, as near as can be.
        public func frames(at rate: Double) -> Int {
            switch self {
            case .frames(let count): count
            case .seconds(let seconds): Int(max(-1e9, min(1e9, (seconds * rate).rounded())))
            }
        }
    }

    /// One thing that is done.
    public struct Part: Sendable, Equatable {
        public var text: String
        /// Nil where the engine decides.
        public var length: Length?

        public init(_ text: String, length: Length? = nil) {
            self.text = text
            self.length = length
        }
    }

    /// In the order in which they are done; at least one.
    public var parts: [Part]

    /// - Precondition: there is at least one part.
    public init(parts: [Part]) {
        precondition(!parts.isEmpty, "a motion of no parts")
        self.parts = parts
    }

    public init(_ text: String, length: Length? = nil) { parts = [Part(text, length: length)] }

    /// All words, with a bar between what follows each other.
    public var text: String { parts.map(\.text).joined(separator: " | ") }
}
