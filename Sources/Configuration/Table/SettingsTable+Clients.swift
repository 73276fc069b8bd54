extension SettingsTable {
    static let clients: [Setting] = [
        .works(
            "clients.required",
            \.clients.required,
            .choice,
            "Who has to present a key. auto: everybody off loopback, and on it where access_key is set\n"
                + "or the request came through a proxy; always; never (on loopback only)."
        ),
        .works(
            "clients.origins",
            \.clients.origins,
            .origins,
            "Web pages that may call without a key, besides those of this machine, as in https://chat.example.org."
        ),
        .inert("clients.query_key", "Whether ?api_key= is read."),
        .inert("clients.pseudonym", "Whether the upstream is told a pseudonym of the client."),
    ]

    static let administration: [Setting] = [
        .inert("admin.username", "Who signs in."),
        .inert("admin.password", "With which password."),
        .inert("logs.directory", "Where log files go."),
        .inert("logs.retention_days", "How long they stay."),
        .inert("logs.bodies", "Whose bodies are logged."),
        .inert("metrics.open", "Whether the metrics need no key."),
        .inert("compat.open_admin", "The predecessors' open administration."),
        .inert("upstreams", "Further upstreams."),
    ]

    static let retired: [Setting] = [
        .retired("kms", "there is no separate key service here, so it has no effect")
    ]
}
