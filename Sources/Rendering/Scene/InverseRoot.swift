// One by the square root, quickly.

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
