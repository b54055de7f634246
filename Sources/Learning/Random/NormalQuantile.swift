// The inverse of the normal distribution function, by arithmetic that gives the same bits on every machine.

/// Normal numbers from even ones.
package enum NormalQuantile {
    /// The number below which a share `share` of the standard normal distribution lies, to 16 digits (Wichura 1988, algorithm AS 241).
    ///
    /// - Parameter share: more than 0 and less than 1.
    package static func value(_ share: Double) -> Double {
        let q = share - 0.5
        if abs(q) <= 0.425 {
            let r = 0.180625 - q * q
            return q * polynomial(r, central) / polynomial(r, centralBelow)
        }
        let tail = naturalLogarithm(q < 0 ? share : 1 - share)
        let r = (-tail).squareRoot()
        let size =
            r <= 5
            ? polynomial(r - 1.6, middle) / polynomial(r - 1.6, middleBelow)
            : polynomial(r - 5, far) / polynomial(r - 5, farBelow)
        return q < 0 ? -size : size
    }

    /// The natural logarithm without the C library's, which differs between processors in the last bit.
    ///
    /// - Parameter x: positive and normal.
    package static func naturalLogarithm(_ x: Double) -> Double {
        var (mantissa, exponent) = (x.significand, Double(x.exponent))
        if mantissa > 1.414_213_562_373_095 {
            mantissa *= 0.5
            exponent += 1
        }
        // ln m = 2 artanh((m - 1) / (m + 1)), whose argument is at most 0.172: eleven terms of the series are enough.
        let s = (mantissa - 1) / (mantissa + 1)
        let square = s * s
        var sum = 0.0
        for odd in stride(from: 21.0, through: 1, by: -2) { sum = sum * square + 1 / odd }
        return exponent * 0.693_147_180_559_945_309_4 + 2 * s * sum
    }

    /// Highest power first.
    @inline(__always)
    private static func polynomial(_ x: Double, _ coefficients: [Double]) -> Double {
        var sum = 0.0
        for coefficient in coefficients { sum = sum * x + coefficient }
        return sum
    }

    private static let central = [
        2509.080_928_730_122_672_7, 33430.575_583_588_128_105, 67265.770_927_008_700_853, 45921.953_931_549_871_457,
        13731.693_765_509_461_125, 1971.590_950_306_551_442_7, 133.141_667_891_784_377_45, 3.387_132_872_796_366_608,
    ]
    private static let centralBelow = [
        5226.495_278_852_854_561, 28729.085_735_721_942_674, 39307.895_800_092_710_61, 21213.794_301_586_595_867,
        5394.196_021_424_751_107_7, 687.187_007_492_057_908_3, 42.313_330_701_600_911_252, 1,
    ]
    private static let middle = [
        7.745_450_142_783_414_076_4e-4, 0.022_723_844_989_269_184_583_3, 0.241_780_725_177_450_611_77, 1.270_458_252_452_368_382_58,
        3.647_848_324_763_204_605_04, 5.769_497_221_460_691_405_5, 4.630_337_846_156_545_295_9, 1.423_437_110_749_683_577_34,
    ]
    private static let middleBelow = [
        1.050_750_071_644_416_843_24e-9, 5.475_938_084_995_344_946e-4, 0.015_198_666_563_616_457_196_6, 0.148_103_976_427_480_074_59,
        0.689_767_334_985_100_004_55, 1.676_384_830_183_803_849_4, 2.053_191_626_637_758_821_87, 1,
    ]
    private static let far = [
        2.010_334_399_292_288_132_65e-7, 2.711_555_568_743_487_578_15e-5, 0.001_242_660_947_388_078_438_6, 0.026_532_189_526_576_123_093,
        0.296_560_571_828_504_891_23, 1.784_826_539_917_291_335_8, 5.463_784_911_164_114_369_9, 6.657_904_643_501_103_777_2,
    ]
    private static let farBelow = [
        2.044_263_103_389_939_785_64e-15, 1.421_511_758_316_445_888_7e-7, 1.846_318_317_510_054_681_8e-5, 7.868_691_311_456_132_591e-4,
        0.014_875_361_290_850_614_852_5, 0.136_929_880_922_735_805_31, 0.599_832_206_555_887_937_69, 1,
    ]
}
