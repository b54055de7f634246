// The strings that LZW's reader and writer both know, and the search for the longest that a row of pixels can be stored as.

/// The table of strings: which code stands for a known string with one more number.
struct LZWStrings {
    /// Code 4095 is the last: codes have at most 12 bits.
    static let limit = 4096
    private static let slots = 1 << 14
    /// Strings of the same length that the search follows at once; more find hardly longer ones.
    private static let breadth = 16

    private let memory = Memory()
    /// The code that the next string gets.
    private(set) var next = 0
    /// The number of runs, and the longest run of it in the table.
    private var unchanged: UInt8 = 0
    private var longestRun = 0

    private final class Memory {
        /// An open-addressing hash table from (string's code, next number) to the longer string's code: 12 + 8 and 12 bits.
        /// 0 is free; no string has code 0 after itself, since codes of single numbers are not entered.
        let table = UnsafeMutablePointer<UInt32>.allocate(capacity: slots)
        /// For each string, a bit for every kind of number (modulo 32) that a longer one goes on with: most searches end here.
        let longer = UnsafeMutablePointer<UInt32>.allocate(capacity: limit)
        /// For each string, the one without its last number, and that number.
        let shorter = UnsafeMutablePointer<UInt16>.allocate(capacity: limit)
        let last = UnsafeMutablePointer<UInt8>.allocate(capacity: limit)
        /// The strings that the search follows, and those that will be next.
        let front = UnsafeMutablePointer<UInt16>.allocate(capacity: 2 * 3 * (breadth + 1))

        /// For each length, the string of so many times the number that stands for "as before": frames are full of it.
        let runs = UnsafeMutablePointer<UInt16>.allocate(capacity: limit + 1)

        init() {
            runs.initialize(repeating: 0, count: limit + 1)
            table.initialize(repeating: 0, count: slots)
            longer.initialize(repeating: 0, count: limit)
            shorter.initialize(repeating: 0, count: limit)
            last.initialize(repeating: 0, count: limit)
            front.initialize(repeating: 0, count: 2 * 3 * (breadth + 1))
            for i in 0..<256 { last[i] = UInt8(i) }
        }

        deinit {
            table.deallocate()
            longer.deallocate()
            shorter.deallocate()
            last.deallocate()
            front.deallocate()
            runs.deallocate()
        }

        @inline(__always)
        func slot(_ key: UInt32) -> Int {
            var slot = Int(truncatingIfNeeded: (key &* 2_654_435_761) &>> 18)
            while table[slot] != 0 && table[slot] &>> 12 != key { slot = (slot &+ 1) & (slots - 1) }
            return slot
        }
    }

    var isFull: Bool { next >= LZWStrings.limit }

    /// Forgets all but the single numbers.
    /// - Parameter unchanged: the number that long runs are made of.
    mutating func clear(bits: Int, unchanged: UInt8) {
        self.unchanged = unchanged
        longestRun = 1
        memory.runs[1] = UInt16(unchanged)
        memory.table.update(repeating: 0, count: LZWStrings.slots)
        memory.longer.update(repeating: 0, count: LZWStrings.limit)
        next = 1 << bits + 2
    }

    /// Gives a string with one more number the next code. If it is in the table already that code is wasted, as it is in the
    /// reader; if the table is full nothing happens.
    mutating func enter(_ prefix: Int, _ number: UInt8) {
        guard !isFull else { return }
        put(prefix, number)
        next += 1
    }

    /// Where the string was put, or nil if it is there already.
    @discardableResult
    private mutating func put(_ prefix: Int, _ number: UInt8) -> Int? {
        let key = UInt32(truncatingIfNeeded: prefix << 8) | UInt32(number)
        let slot = memory.slot(key)
        guard memory.table[slot] == 0 else { return nil }
        memory.table[slot] = key << 12 | UInt32(truncatingIfNeeded: next)
        memory.longer[prefix] |= 1 &<< UInt32(number & 31)
        memory.shorter[next] = UInt16(truncatingIfNeeded: prefix)
        memory.last[next] = number
        if number == unchanged, prefix == Int(memory.runs[longestRun]) {
            longestRun += 1
            memory.runs[longestRun] = UInt16(truncatingIfNeeded: next)
        }
        return slot
    }

    /// The code and length of the longest string that the choices allow; of equally long ones the one of preferred numbers.
    /// - Parameters:
    ///   - count: of the choices, at least 1.
    ///   - previous: the code stored before and the first number of its string. The reader makes a longer string of it with the
    ///     first number of this one, and that string can be used at once; it begins with `first`, so that is its last number too.
    ///   - out: gets the numbers of the string.
    mutating func longest(
        _ choices: UnsafePointer<LZWEncoder.Choice>, _ count: Int, after previous: (code: Int, first: UInt8)?,
        to out: UnsafeMutablePointer<UInt8>
    ) -> (code: Int, length: Int) {
        let memory = memory, runs = longestRun
        var tentative: (slot: Int, longer: UInt32)?
        if let previous, !isFull {
            let longer = memory.longer[previous.code]
            tentative = put(previous.code, previous.first).map { ($0, longer) }
        }
        var front = memory.front, following = memory.front + 3 * (LZWStrings.breadth + 1)
        let root = choices[0]
        front[0] = UInt16(root.numbers.0)
        front[1] = UInt16(root.numbers.1)
        front[2] = UInt16(root.numbers.2)
        var size = Int(root.count), length = 1
        let limit = min(count, LZWStrings.limit)
        var run = 0
        if root.isOnly(unchanged) {
            let most = min(limit, longestRun)
            run = 1
            while run < most, choices[run].isOnly(unchanged) { run &+= 1 }
            front[0] = memory.runs[run]
            length = run
        }
        while length < limit {
            let choice = choices[length]
            var found = 0
            for i in 0..<size {
                let prefix = front[i]
                let longer = memory.longer[Int(prefix)]
                if longer == 0 { continue }
                @inline(__always) func follow(_ number: UInt8) {
                    if longer & 1 &<< UInt32(number & 31) == 0 { return }
                    let entry = memory.table[memory.slot(UInt32(prefix) &<< 8 | UInt32(number))]
                    if entry == 0 { return }
                    following[found] = UInt16(truncatingIfNeeded: entry & 0xFFF)
                    found &+= 1
                }
                follow(choice.numbers.0)
                if choice.count > 1 { follow(choice.numbers.1) }
                if choice.count > 2 { follow(choice.numbers.2) }
                if found >= LZWStrings.breadth { break }
            }
            if found == 0 { break }
            (front, following) = (following, front)
            size = found
            length += 1
        }
        let code = Int(front[0])
        var string = code
        var i = length - 1
        while i >= run {
            out[i] = memory.last[string]
            string = Int(memory.shorter[string])
            i &-= 1
        }
        out.update(repeating: unchanged, count: run)
        if let tentative, let previous {
            memory.table[tentative.slot] = 0
            memory.longer[previous.code] = tentative.longer
            longestRun = runs
        }
        return (code, length)
    }
}
