// Looking at running processes: who belongs to whom, who still lives, how much memory they take together.
import Foundation

enum Processes {
    /// The processes that a process has started, and theirs.
    static func descendants(of process: pid_t) -> [pid_t] {
        let children =
            (try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(process)/task"))?.flatMap { task in
                words("/proc/\(process)/task/\(task)/children").compactMap { pid_t($0) }
            } ?? []
        return children + children.flatMap(descendants)
    }

    /// False once it has ended, also while nobody has asked for its exit status yet.
    static func lives(_ process: pid_t) -> Bool { state(process).map { $0 != "Z" && $0 != "X" } ?? false }

    /// True once it has been stopped, or has ended before that.
    static func isStopped(_ process: pid_t) -> Bool { state(process).map { $0 == "T" } ?? true || !lives(process) }

    /// The letter by which the system calls what a process does; nil if there is none.
    private static func state(_ process: pid_t) -> Substring? {
        let line = (try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)) ?? ""
        // The name in brackets may hold anything; the state is the word after it.
        return line.split(separator: ")").last?.split(separator: " ").first
    }

    /// Waits until all of them have ended, at most some seconds.
    static func haveEnded(_ processes: [pid_t], within seconds: Double) -> Bool {
        waitUntil(within: seconds) { !processes.contains(where: lives) }
    }

    static func waitUntil(within seconds: Double, _ condition: () -> Bool) -> Bool {
        let end = Date(timeIntervalSinceNow: seconds)
        while Date() < end {
            if condition() { return true }
            usleep(2000)
        }
        return condition()
    }

    /// The memory of a process and its descendants in bytes; what they share is counted once.
    static func memory(of process: pid_t) -> Int {
        ([process] + descendants(of: process)).reduce(0) { sum, process in
            let lines = (try? String(contentsOfFile: "/proc/\(process)/smaps_rollup", encoding: .utf8))?.split(separator: "\n") ?? []
            let own = lines.first { $0.hasPrefix("Pss:") }.flatMap { Int($0.split(separator: " ")[1]) } ?? 0
            return sum + own * 1024
        }
    }

    private static func words(_ path: String) -> [Substring] {
        ((try? String(contentsOfFile: path, encoding: .utf8)) ?? "").split { $0 == " " || $0 == "\n" }
    }
}
