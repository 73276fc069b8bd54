import Configuration
import Testing

struct StateTests {
    @Test(
        arguments: [
            (nil, [:], nil), ("d", ["KEYWHEEL_DATA": "/k"], "/here/d"),
            (nil, ["KEYWHEEL_DATA": "/k", "STATE_DIRECTORY": "/s"], "/k"),
            (nil, ["STATE_DIRECTORY": "/s:/t", "HOME": "/h"], "/s"),
            (nil, ["XDG_STATE_HOME": "/x", "HOME": "/h"], "/x/keywheel"),
            (nil, ["XDG_STATE_HOME": "x", "HOME": "/h"], "/h/.local/state/keywheel"),
            (nil, ["KEYWHEEL_DATA": "", "HOME": "/h"], "/h/.local/state/keywheel"),
        ] as [(String?, [String: String], String?)]
    )
    func `the data folder is the first that is named`(flag: String?, environment: [String: String], expected: String?) {
        #expect(DataFolder.ofServer(flag: flag, environment: environment, workingDirectory: "/work") == expected)
    }

    @Test func `commands look for a server in every place where one may be`() {
        let environment = ["KEYWHEEL_DATA": "/k", "HOME": "/h", "STATE_DIRECTORY": "/s"]

        #expect(
            DataFolder.candidates(flag: "/d", environment: environment, workingDirectory: "/")
                == ["/d", "/k", "/h/.local/state/keywheel", "/var/lib/keywheel"]
        )
        #expect(DataFolder.candidates(environment: [:], workingDirectory: "/") == ["/var/lib/keywheel"])
    }

    @Test func `memory is what the nearest control group leaves`() {
        let files = [
            "/proc/self/cgroup": "0::/a/b\n", "/sys/fs/cgroup/a/b/memory.max": "max\n",
            "/sys/fs/cgroup/a/memory.max": "1048576\n",
        ]

        #expect(MachineMemory.available { files[$0].map { Array($0.utf8) } } == 1 << 20)
        #expect(MachineMemory.available { _ in nil } > 1 << 20)
    }

    @Test func `files of the machine are read, and a missing one is no error`() throws {
        #expect(try SystemFiles.read("/nowhere/at/all") == nil)
        #expect(try SystemFiles.read("/proc/self/status")?.isEmpty == false)
        #expect(throws: ConfigurationSources.Unreadable(reason: "Is a directory")) { try SystemFiles.read("/") }
    }
}
