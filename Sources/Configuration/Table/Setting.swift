/// One row of the table: everything there is to know about a setting.
///
/// Reading, the example file, the environment's names, suggestions and the warnings about what does not work yet all
/// come from here.
package struct Setting: Sendable {
    package enum Standing: Sendable, Equatable {
        /// Heeded by this build.
        case works(needsRestart: Bool)

        /// Part of the contract, and nothing heeds it yet.
        case inert

        /// A predecessor's, without a meaning here.
        case retired
    }

    package let name: String

    /// What it does, in a line or two; for a retired one, what became of it.
    package let help: String
    package let standing: Standing

    /// What may be given.
    package let advice: String

    /// A value to show in the example where the default is none or cannot be written.
    let sample: String?

    /// Reads a value and puts it where it belongs; whether it was usable.
    let accept: @Sendable (Node, inout Reading, inout Settings) -> Bool

    /// The value as it would stand in a file; nil for none.
    ///
    /// Never a secret.
    package let show: @Sendable (Settings) -> String?

    let isSame: @Sendable (Settings, Settings) -> Bool

    /// What is said of a setting that is known and has no effect.
    static let notYet = "this build does not have it yet, so it has no effect"

    /// Every setting can also be given as this variable.
    package var variable: String {
        "KEYWHEEL_" + name.uppercased().split(separator: ".").joined(separator: "_")
    }

    package var section: Substring { name.prefix { $0 != "." } }

    package var works: Bool { if case .works = standing { true } else { false } }
}

extension Setting {
    static func works<Value>(
        _ name: String,
        _ path: any WritableKeyPath<Settings, Value> & Sendable,
        _ kind: ValueKind<Value>,
        _ help: String,
        sample: String? = nil,
        needsRestart: Bool = false
    ) -> Setting {
        Setting(
            name: name,
            help: help,
            standing: .works(needsRestart: needsRestart),
            advice: kind.advice,
            sample: sample,
            accept: { node, reading, settings in
                guard let value = kind.read(node, &reading) else { return false }
                settings[keyPath: path] = value
                return true
            },
            show: { kind.show($0[keyPath: path]) },
            isSame: { $0[keyPath: path] == $1[keyPath: path] }
        )
    }

    static func inert(_ name: String, _ help: String) -> Setting { .idle(name, help, .inert) }

    static func retired(_ name: String, _ help: String) -> Setting { .idle(name, help, .retired) }

    private static func idle(_ name: String, _ help: String, _ standing: Standing) -> Setting {
        Setting(
            name: name,
            help: help,
            standing: standing,
            advice: "",
            sample: nil,
            accept: { _, _, _ in false },
            show: { _ in nil },
            isSame: { _, _ in true }
        )
    }
}
