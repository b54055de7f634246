// YAML that people write: what it says, where it says it, and what is refused.
import Files
import Testing

@Suite struct YAMLTests {
    private func read(_ text: String, _ machinery: YAMLNode.Machinery = .refused) throws -> YAMLNode {
        try YAMLNode.read(text: text, path: "suite.yaml", machinery: machinery)
    }

    private func problem(_ text: String, _ machinery: YAMLNode.Machinery = .refused) -> String {
        do {
            _ = try read(text, machinery)
            return "nothing"
        } catch {
            return "\(error)"
        }
    }

    @Test func nodesKnowTheirLinesAndWhetherTheyStandInQuotes() throws {
        let root = try read("# remark\na: 1\nb:\n  - 'x'\n  - {c: \"y\", d: }\ne:\n")
        let members = try #require(root.members)
        #expect(members.map(\.key) == ["a", "b", "e"] && members.map(\.line) == [2, 3, 6])
        #expect(members[0].node.text == "1" && members[2].node.isEmpty && members[2].node.line == 6)
        let items = try #require(members[1].node.items)
        #expect(
            items[0].text == "x" && items[1].line == 5 && items[1].members?[0].node.text == "y" && items[1].members?[1].node.isEmpty == true
        )
        guard case .scalar("1", isPlain: true) = members[0].node.value, case .scalar("x", isPlain: false) = items[0].value else {
            Issue.record("quotes are not told from plain texts")
            return
        }
    }

    @Test func nothingIsAnEmptyNode() throws {
        for text in ["", "# remark\n", "---\n", "\u{feff}"] { #expect(try read(text).isEmpty) }
        #expect(try read("\u{feff}a: b").members?[0].node.text == "b")
    }

    @Test(arguments: [
        ("a: &x 1\nb: *x\n", "line 1: has an anchor, '&x'"), ("a: 1\nb: !!str x\n", "line 2: has the tag"),
        ("a: *b", "line 1: refers to 'b'"),
        ("a: 1\na: 2\n", "line 2: names 'a' again"), ("a:\n  - b: 1\n    'b': 2\n", "line 3: names 'b' again"),
        ("a: 1\n---\nb: 2\n", "line 2: begins another document"),
        ("a: 1\n\tb: 2\n", "tab"), ("[a]: 1", "key of several"), ("? a\n: b\n", "key of several"), ("a: @b", "begins with '@'"),
        ("a: \u{1}", "line 1"),
        ("a: [1,\n  2\nb: 3\n", "line 1: has brackets"), ("a: \"b\n\n", "line 1: has a text without a closing \""),
        ("- a\nb: 1\n", "line 2"), ("a: b: c", "line 1: has a colon"),
    ]) func whatIsNotReadIsRefusedByLine(text: String, words: String) { #expect(problem(text).contains(words)) }

    /// Yams goes into depth by recursion, and looks keys up by their values: neither may take the program along.
    @Test(arguments: ["[", "{a: ", "- ", "? ", "[{a: ", "- - ? "]) func depthIsRefused(piece: String) {
        for machinery in [YAMLNode.Machinery.refused, .understood] {
            let told = problem(String(repeating: piece, count: 100_000), machinery)
            #expect(told.hasPrefix("suite.yaml, line ") && told.utf8.count < 300, "\(piece): \(told.prefix(300))")
        }
        let steps = (0..<2000).map { String(repeating: " ", count: $0) + "a:\n" }.joined()
        #expect(problem(steps).contains("nested too deeply"))
    }

    @Test func aliasesThatMultiplyAreRefusedInNoTime() {
        let levels = "a0: &a0 [1, 2]\n" + (1..<60).map { "a\($0): &a\($0) [*a\($0 - 1), *a\($0 - 1)]\n" }.joined()
        let start = ContinuousClock.now
        for end in [
            "", "*a59 : 1\n", "? *a59\n: 1\n", "b: {*a59 : 1}\n", "b: {*a59}\n", "b: {c: 1, *a59}\n", "[*a59]: 1\n", "b: {[*a59]: 1}\n",
            "b: [{*a59}: 1]\n",
        ] {
            #expect(problem(levels + end, .understood).contains("repeats more values"), "\(end)")
        }
        #expect(ContinuousClock.now - start < .seconds(20))
    }

    @Test func aHundredThousandItemsAreNoMatter() throws {
        let start = ContinuousClock.now
        let members = try #require(try read(String(repeating: "a:\n- ", count: 100_000)).members)
        #expect(members.count == 1 && members[0].node.items?.count == 100_000)
        print("items", ContinuousClock.now - start)
        #expect(ContinuousClock.now - start < .seconds(5))
    }

    @Test func textsOfSeveralLinesAreRead() throws {
        let members = try #require(try read("a: >-\n  one\n  two\nb: |\n  three\n  four\nc: five\n  six\n").members)
        #expect(members.map(\.node.text) == ["one two", "three\nfour\n", "five six"])
    }

    @Test func aProblemThatQuotesASentenceHasOneFullStop() {
        let problem = FileProblem("a", "cannot be read: no such file.", expected: "a file.", advice: "Look again.", kind: .missing)
        #expect(
            problem.description == "a: cannot be read: no such file; expected a file. Look again." && problem.named("b").kind == .missing)
        #expect(FileProblem("a", "ends in dots...").description == "a: ends in dots...")
    }
}
