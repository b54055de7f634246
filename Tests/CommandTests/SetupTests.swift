// What scripts/setup.sh decides to install, on machines made of pretended package tools.
import Foundation
import TestSupport
import Testing

@Suite("Set-up")
struct SetupTests {
    static let named = ["libgl-dev", "libpng-dev", "libgif-dev", "libopenblas-dev", "zlib1g-dev"]
    static let osmesa = ["libosmesa6-dev"], egl = ["libegl1", "libegl-mesa0", "libgl1-mesa-dri"]

    /// A machine with some packages, as far as the script asks.
    struct Machine {
        var installed: [String] = []
        /// Packages that apt knows from the start, after it has got its lists, and such as cannot be installed.
        var known: [String] = [], knownAfterUpdate: [String] = [], unfit: [String] = []

        /// Runs the script.
        /// - Returns: the packages that are there afterwards, how often apt got its lists and installed, and what was said.
        func setUp(_ arguments: [String] = []) throws -> (
            installed: Set<String>, updates: Int, installations: Int, status: Int32, said: String
        ) {
            let folder = try TestFolder()
            for (name, words) in [("installed", installed), ("known", known), ("later", knownAfterUpdate), ("unfit", unfit)] {
                try folder.write(words.map { $0 + "\n" }.joined(), name)
            }
            if !known.isEmpty { try folder.write("x", "lists/some_Packages") }
            try folder.write("", "log")
            let tools = [
                "swift": "echo 'Swift version 6.3 (swift-6.3-RELEASE)'",
                "sudo": "[ \"$1\" = -n ] && shift; exec \"$@\"",
                "dpkg-query": "shift 2; for p in \"$@\"; do grep -qx \"$p\" installed && echo \"installed $p\"; done; exit 0",
                "apt-cache": "grep -qx \"$2\" known && printf '%s:\\n  Candidate: 1.0\\n' \"$2\"; exit 0",
                "apt-get": """
                simulated=; packages=; mode=
                for word in "$@"; do
                    case $word in
                        -s) simulated=yes ;;
                        update | install) mode=$word ;;
                        -*) ;;
                        *) [ "$mode" = install ] && packages="$packages $word" ;;
                    esac
                done
                if [ "$mode" = update ]; then
                    echo update >> log; cat later >> known; mkdir -p lists; echo > lists/some_Packages; exit 0
                fi
                for p in $packages; do
                    grep -qx "$p" known || exit 100
                    grep -qx "$p" unfit && exit 100
                done
                [ -n "$simulated" ] && exit 0
                echo "install$packages" >> log
                for p in $packages; do echo "$p" >> installed; done
                exit 0
                """,
            ]
            for (name, body) in tools {
                let path = try folder.write("#!/bin/sh\ncd '\(folder.path)'\n\(body)\n", "tools/\(name)")
                try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
            }
            let process = Process(), pipe = Pipe()
            process.executableURL = URL(fileURLWithPath: "/bin/bash")
            process.arguments = [Project.root + "/scripts/setup.sh"] + arguments
            process.environment = ["PATH": folder("tools") + ":/usr/bin:/bin", "APT_LISTS": folder("lists")]
            process.standardInput = FileHandle.nullDevice
            process.standardError = pipe
            process.standardOutput = pipe
            try process.run()
            let said = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
            process.waitUntilExit()
            let log = try folder.text("log").split(separator: "\n")
            return (
                Set(try folder.text("installed").split(separator: "\n").map(String.init)), log.filter { $0 == "update" }.count,
                log.filter { $0.hasPrefix("install") }.count, process.terminationStatus, said
            )
        }
    }

    @Test("a fresh Debian 12 gets the named packages and OSMesa, and no EGL")
    func fresh() throws {
        let result = try Machine(known: Self.named + Self.osmesa + Self.egl).setUp()
        #expect(result.status == 0, "\(result.said)")
        #expect(result.installed.isSuperset(of: Self.named + Self.osmesa))
        #expect(result.installed.isDisjoint(with: Self.egl))
    }

    @Test("OSMesa is installed also where EGL is found")
    func beside() throws {
        let result = try Machine(installed: Self.named + Self.egl, known: Self.named + Self.osmesa + Self.egl).setUp()
        #expect(result.installed.isSuperset(of: Self.osmesa), "\(result.said)")
    }

    @Test("where the distribution has no OSMesa, EGL draws")
    func without() throws {
        let result = try Machine(known: Self.named + Self.egl).setUp()
        #expect(result.status == 0 && result.installed.isSuperset(of: Self.named + Self.egl), "\(result.said)")
    }

    @Test("an OSMesa that does not fit the Mesa that is there is left alone")
    func unfit() throws {
        let result = try Machine(known: Self.named + Self.osmesa + Self.egl, unfit: Self.osmesa).setUp()
        #expect(result.status == 0 && result.installed.isSuperset(of: Self.egl), "\(result.said)")
        let again = try Machine(installed: Self.named + Self.egl, known: Self.named + Self.osmesa + Self.egl, unfit: Self.osmesa).setUp()
        #expect(again.status == 0 && again.updates == 0 && again.installations == 0 && again.said.isEmpty, "\(again.said)")
    }

    @Test("a container without lists gets them first")
    func lists() throws {
        let all = Self.named + Self.osmesa + Self.egl
        let result = try Machine(knownAfterUpdate: all).setUp()
        #expect(result.status == 0 && result.installed.isSuperset(of: Self.named + Self.osmesa), "\(result.said)")
        let beside = try Machine(installed: Self.named + Self.egl, knownAfterUpdate: all).setUp()
        #expect(beside.installed.isSuperset(of: Self.osmesa), "\(beside.said)")
    }

    @Test("nothing is done, and nothing said, where all is there")
    func complete() throws {
        for drawing in [Self.osmesa, Self.egl] {
            let result = try Machine(installed: Self.named + drawing, known: Self.named + Self.egl).setUp()
            #expect(result.status == 0 && result.updates == 0 && result.installations == 0 && result.said.isEmpty, "\(result.said)")
        }
    }

    @Test("--check says what is missing and installs nothing")
    func check() throws {
        let missing = try Machine(installed: Self.egl, known: Self.named + Self.osmesa + Self.egl).setUp(["--check"])
        #expect(missing.status == 1 && missing.installations == 0)
        for package in Self.named + Self.osmesa { #expect(missing.said.contains(package)) }
        let complete = try Machine(installed: Self.named + Self.egl, known: Self.named + Self.egl).setUp(["--check"])
        #expect(complete.status == 0 && complete.said.isEmpty, "\(complete.said)")
    }
}
