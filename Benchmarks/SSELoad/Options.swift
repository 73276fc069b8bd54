/// The command line was not understood.
struct UsageError: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}

/// What the command line asks for.
struct Options: Sendable {
    var mode = "streams"
    var urls: [String] = []
    var headers: [String] = []
    var body = #"{"model":"bench/model","stream":true,"messages":[{"role":"user","content":"Hello"}]}"#

    var streams = 500
    var rate = 2000
    var warmup = Duration.seconds(1)
    var duration = Duration.seconds(10)
    var upTimeout = Duration.seconds(60)
    var ends = false

    var requests = 5000
    var block = 100
    var connections = 64
    var reportEvery = 100_000

    static let usage = """
        usage: sse-load --url URL [options]

        --mode streams        N streams at once, for a set time (default)
          --streams N         how many (500)
          --rate N            connections opened a second (2000)
          --warmup S          seconds between the last stream's first byte and the start of measuring (1)
          --duration S        seconds measured (10)
          --up-timeout S      seconds until all streams must be up (60)
          --ends              the streams end by themselves, and must do so with [DONE]
        --mode ttfb           time to first byte, one request at a time, the URLs taking turns
          --requests N        to each URL (5000)
          --block N           requests before the next URL has its turn (100)
        --mode requests       N requests over a few connections
          --requests N        in all
          --connections N     how many (64)
          --report-every N    print a line each N requests (100000)

        --url URL             http://127.0.0.1:3000/path; with --mode ttfb several
        --header 'Name: v'    added to every request; may be repeated
        --body TEXT           the body of every request
        """

    init(_ arguments: some Sequence<String>) throws(UsageError) {
        var rest = Array(arguments)[...]
        while let name = rest.popFirst() {
            if name == "--ends" {
                ends = true
                continue
            }
            guard let value = rest.popFirst() else { throw UsageError("\(name) needs a value") }
            try set(name, to: value)
        }
        if urls.isEmpty { throw UsageError("--url is missing") }
    }

    private mutating func set(_ name: String, to value: String) throws(UsageError) {
        switch name {
        case "--mode": mode = value
        case "--url": urls.append(value)
        case "--header": headers.append(value)
        case "--body": body = value
        case "--streams": streams = try Self.count(name, value)
        case "--rate": rate = try Self.count(name, value)
        case "--warmup": warmup = try Self.seconds(name, value)
        case "--duration": duration = try Self.seconds(name, value)
        case "--up-timeout": upTimeout = try Self.seconds(name, value)
        case "--requests": requests = try Self.count(name, value)
        case "--block": block = try Self.count(name, value)
        case "--connections": connections = try Self.count(name, value)
        case "--report-every": reportEvery = try Self.count(name, value)
        default: throw UsageError("\(name) is not an option")
        }
    }

    private static func count(_ name: String, _ value: String) throws(UsageError) -> Int {
        guard let number = Int(value), number > 0 else { throw UsageError("\(name): \(value) is not a count") }
        return number
    }

    private static func seconds(_ name: String, _ value: String) throws(UsageError) -> Duration {
        guard let number = Double(value), number >= 0 else { throw UsageError("\(name): \(value) is not in seconds") }
        return .seconds(number)
    }
}
