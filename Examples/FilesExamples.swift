// The examples in the documentation of Files, as code; see main.swift.
import Files

// Sources/Files/OutputFile.swift
func outputFile() throws {
    let file = try OutputFile("steps.txt")
    for step in 1...3 { try file.write(Array("step \(step)\n".utf8)) }
    print(Folders.exists("steps.txt"))  // false
    try file.commit()
    print(Folders.exists("steps.txt"))  // true
    let steps = try MappedFile(path: "steps.txt")
    print(steps.bytes.count)  // 21
}

// Sources/Files/Programs/ChildProgram.swift
func childProgram() throws {
    let child = try ChildProgram(try ProgramSearch.find("sh"), ["-c", "cat > heard.txt; echo done >&2"])
    try child.write(Array("a few words".utf8))
    let end = try child.finish()
    print(end.isSuccess, end.lastLine ?? "")  // true done
    let heard = try MappedFile(path: "heard.txt")
    print(heard.bytes.count)  // 11
}

// Sources/Files/AppendedFile.swift
func appendedFile() throws {
    let log = try AppendedFile("steps.log")
    try log.append("step 1\n")
    let again = try AppendedFile("steps.log")  // a second run goes on
    try again.append("step 2\n")
    print(again.count)  // 14
}
