// swift-tools-version: 6.2
import PackageDescription

/// What every Swift target is compiled with: Swift 6 mode, the upcoming features that change how code reads, and no
/// warning left standing.
let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .strictMemorySafety(),
    .treatAllWarnings(as: .error),
    // The hot path crosses targets: without it every small function there is a call, and generic code stays generic.
    .unsafeFlags(["-cross-module-optimization"], .when(configuration: .release)),
    // Exclusive access is checked when compiling, and at run time in debug builds, in which the tests run; the checks cost
    // a tenth of a request's instructions here (Documentation/Performance.md).
    .unsafeFlags(["-enforce-exclusivity=unchecked"], .when(configuration: .release)),
]

/// A Swift target of ours in `Sources/`.
func swift(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: strict)
}

/// The tests of one target, in `Tests/`.
func tests(of name: String, _ more: [Target.Dependency] = []) -> Target {
    .testTarget(
        name: "\(name)Tests",
        dependencies: [.target(name: name), "TestSupport"] + more,
        swiftSettings: strict
    )
}

/// A program of the benchmarks, in `Benchmarks/`.
func benchmark(_ name: String, in folder: String) -> Target {
    .executableTarget(
        name: name,
        dependencies: ["EventLoop", "CLinux"],
        path: "Benchmarks/\(folder)",
        swiftSettings: strict
    )
}

let package = Package(
    name: "keywheel",
    products: [.executable(name: "keywheel", targets: ["keywheel"])],
    targets: [
        // C libraries of the distribution: module map and shim, nothing else.
        .systemLibrary(name: "CLinux"),
        .systemLibrary(name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .systemLibrary(name: "CYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
        .systemLibrary(name: "COpenSSL", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
        .target(name: "CCurlMemory"),
        .target(name: "CSimdJSON", linkerSettings: [.linkedLibrary("simdjson")]),

        swift("HTTPWire"),
        swift("OpenRouter", ["CSimdJSON", "CLinux"]),
        swift("Secrets"),
        swift("EventLoop", ["CLinux"]),
        swift("HTTPServer", ["EventLoop", "HTTPWire", "CLinux"]),
        swift("HTTPClient", ["EventLoop", "HTTPWire", "Secrets", "CCurl", "CCurlMemory", "CLinux"]),
        swift("Telemetry", ["CLinux"]),
        swift(
            "Gateway",
            ["HTTPServer", "HTTPClient", "HTTPWire", "OpenRouter", "Secrets", "Telemetry", "EventLoop", "CLinux"]
        ),
        swift("Configuration", ["CYAML", "Secrets"]),
        swift("FakeOpenRouter", ["EventLoop", "HTTPWire", "CLinux", "COpenSSL"]),
        .executableTarget(
            name: "keywheel",
            dependencies: [
                "Gateway", "Configuration", "FakeOpenRouter", "HTTPServer", "HTTPClient", "HTTPWire", "Secrets",
                "Telemetry",
                "EventLoop", "CLinux",
            ],
            swiftSettings: strict
        ),

        // What `make bench` drives: the load and the upstream that it goes to. Never shipped.
        benchmark("sse-load", in: "SSELoad"),
        benchmark("bench-upstream", in: "Upstream"),

        // What the tests of several targets use: a client of bytes, numbers that repeat, a clock to be moved.
        .target(name: "TestSupport", dependencies: ["EventLoop"], path: "Tests/Support", swiftSettings: strict),
        tests(of: "EventLoop", ["CLinux"]),
        tests(of: "HTTPWire"),
        tests(of: "HTTPServer", ["EventLoop", "HTTPWire", "CLinux"]),
        tests(of: "HTTPClient", ["EventLoop", "HTTPWire", "FakeOpenRouter", "CCurl"]),
        tests(of: "OpenRouter"),
        tests(of: "Telemetry"),
        tests(
            of: "Gateway",
            [
                "HTTPServer", "HTTPClient", "HTTPWire", "OpenRouter", "Secrets", "Telemetry", "EventLoop",
                "FakeOpenRouter",
            ]
        ),
        tests(of: "Secrets"),
        tests(of: "Configuration", ["Secrets"]),
        tests(of: "FakeOpenRouter", ["CLinux", "HTTPWire", "EventLoop"]),
        .testTarget(name: "SSELoadTests", dependencies: ["sse-load"], swiftSettings: strict),
    ],
    swiftLanguageModes: [.v6],
    cxxLanguageStandard: .cxx17
)
