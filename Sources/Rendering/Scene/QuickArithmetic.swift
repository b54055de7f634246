// Square roots and rounding in plain arithmetic, without the standard library's checks, for inner loops.

/// One by the square root of a positive number, to five digits.
///
/// A first guess from the exponent, made better by Newton's method twice. Unlike a true root, it lets the compiler work on several numbers
/// at a time.
@inline(__always) func inverseRoot(_ a: Float) -> Float {
    let guess = Float(bitPattern: 0x5f37_59df &- (a.bitPattern &>> 1))
    let half = a * 0.5
    let better = guess * (1.5 - half * guess * guess)
    return better * (1.5 - half * better * better)
}

/// The nearest whole number, of numbers from 0 to four million.
@inline(__always) func nearestWhole(_ a: Float) -> Int {
    // Added to so large a number, what is behind the point is rounded away. Nothing is checked, as nothing can go wrong.
    Int((a + 8_388_608).bitPattern & 0x7f_ffff)
}

/// The largest whole number that is not above one from 0 to four million, or the one below that.
@inline(__always) func wholeBelow(_ a: Float) -> Int { nearestWhole(max(0, a - 0.5)) }
