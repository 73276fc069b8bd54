internal import TestSupport
internal import Testing

@testable internal import FakeOpenRouter

struct ScenarioTests {
    @Test func `faults and options are told apart, and spaces do not matter`() throws {
        let scenario = try Scenario(" reset ;after=3, bytes=1 ,crlf;interval=20ms;size=4KiB")

        #expect(scenario.faults.map(\.name) == ["reset"])
        #expect(scenario.options.number(.after) == 3)
        #expect(scenario.options.number(.bytes) == 1)
        #expect(scenario.options.has(.crlf))
        #expect(scenario.options.duration(.interval) == .milliseconds(20))
        #expect(scenario.options.number(.size) == 4096)
    }

    @Test(arguments: Fault.all.map(\.name))
    func `every fault is understood by its name`(name: String) throws {
        #expect(try Scenario(name).faults.map(\.name) == [name])
    }

    @Test func `no two names are alike`() {
        let names = Fault.all.map(\.name) + Option.all.map(\.name)
        #expect(Set(names).count == names.count)
    }

    @Test(arguments: [
        "nothing", "reset=1", "after", "after=x", "after=-1", "crlf=1", "size=4MB", "interval=5y", "usage=maybe",
        "framing=", "gate=", "size=99999999999GiB",
    ])
    func `what is not understood is said`(text: String) {
        #expect(throws: ScenarioError.self) { try Scenario(text) }
    }

    @Test(arguments: [
        ("1", Duration.seconds(1)), ("200ms", .milliseconds(200)), ("2s", .seconds(2)), ("1m", .seconds(60)),
        ("1h", .seconds(3600)), ("5us", .microseconds(5)),
    ])
    func `times are read in their units`(text: String, duration: Duration) throws {
        #expect(try Scenario("delay=\(text)").options.duration(.delay) == duration)
    }

    @Test func `help names every fault, every option and every page`() {
        let help = FakeHelp.text

        #expect(Fault.all.allSatisfy { help.contains("\n  \($0.name) ") })
        #expect(Option.all.allSatisfy { help.contains("\n  \($0.spelling) ") })
        #expect(help.split(separator: "\n").allSatisfy { $0.count <= 132 })
    }

    @Test(arguments: [["--port"], ["--port", "x"], ["--port", "65536"], ["--loops", "0"], ["--nothing"], ["serve"]])
    func `a command line that makes no sense is refused`(arguments: [String]) {
        #expect(throws: FakeError.self) { try FakeCommand(arguments: arguments) }
    }
}
