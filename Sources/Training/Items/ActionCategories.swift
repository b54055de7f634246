// BABEL's categories of action, which recognition is measured by.

/// BABEL's categories, most frequent first; the first 60 and 120 are its two benchmarks.
package enum ActionCategories {
    public static let names = [
        "walk", "stand", "hand movements", "turn", "interact with/use object", "arm movements", "t pose", "step", "backwards movement",
        "raising body part", "look", "touch object", "leg movements", "forward movement", "circular movement", "stretch", "jump",
        "touching body part", "sit", "place something", "take/pick something up", "run", "bend", "throw", "foot movements", "a pose",
        "stand up",
        "lowering body part", "sideways movement", "move up/down incline", "action with ball", "kick", "gesture", "head movements", "jog",
        "grasp object", "waist movements", "lift something", "knee movement", "wave", "move something", "swing body part", "catch", "dance",
        "lean",
        "greet", "poses", "touching face", "sports move", "exercise/training", "clean something", "punch", "squat", "scratch", "hop",
        "play sport", "stumble", "crossing limbs", "perform", "martial art", "balance", "kneel", "shake", "grab body part", "clap",
        "crouch", "spin",
        "upper body movements", "knock", "adjust", "crawl", "twist", "move back to original position", "bow", "hit", "touch ground",
        "shoulder movements", "telephone call", "grab person", "play instrument", "tap", "spread", "skip", "rolling movement", "jump rope",
        "play catch", "drink", "evade", "support", "point", "side to side movement", "stop", "protect", "wrist movements", "stances",
        "wait",
        "shuffle", "lunge", "communicate (vocalise)", "jumping jacks", "rub", "dribble", "swim", "sneak", "to lower a body part",
        "misc. abstract action", "mix", "limp", "sway", "slide", "cartwheel", "press something", "shrug", "open something", "leap", "trip",
        "golf",
        "move misc. body part", "get injured", "sudden movement", "duck", "flap", "salute", "stagger", "draw", "tie", "eat", "style hair",
        "relax",
        "pray", "flip", "shivering", "interact with rope", "march", "zombie", "check", "wiggle", "bump", "give something", "yoga", "mime",
        "wobble",
        "release", "wash", "stroke", "rocking movement", "swipe", "strafe", "hang", "flail arms",
    ]

    private static let numbers = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($0.element, $0.offset) })

    /// The number of a category; nil if BABEL has none of that name.
    public static func number(of name: String) -> Int? { numbers[name] }

    /// The fifteen that MotionCLIP leaves out of a training, to see what it makes of actions it does not know.
    public static let heldOut: Set<Int> = [10, 11, 14, 19, 21, 22, 24, 26, 28, 29, 38, 48, 50, 51, 52]
}

/// Which categories count.
public struct CategoryChoice: Sendable, Equatable {
    /// `--only_60_classes`.
    public var onlySixty = false
    /// `--leave_out_15_classes`.
    public var leavesOutFifteen = false
    /// `--use_only_15_classes`.
    public var onlyFifteen = false

    public init(onlySixty: Bool = false, leavesOutFifteen: Bool = false, onlyFifteen: Bool = false) {
        self.onlySixty = onlySixty
        self.leavesOutFifteen = leavesOutFifteen
        self.onlyFifteen = onlyFifteen
    }

    /// True if a category counts; those beyond the first 120 never do.
    public func contains(_ number: Int) -> Bool {
        let isHeldOut = ActionCategories.heldOut.contains(number)
        return number < (onlySixty ? 60 : 120) && !(leavesOutFifteen && isHeldOut) && !(onlyFifteen && !isHeldOut)
    }

    /// The categories among those of some frames, in the order of the sorted texts they come from; one that comes from several, several times.
    public func valid(_ texts: [String]) -> [String] {
        texts.flatMap { $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) }
            .filter { ActionCategories.number(of: $0).map(contains) ?? false }
    }
}
