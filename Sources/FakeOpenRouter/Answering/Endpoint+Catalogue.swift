extension Endpoint {
    /// What everyone may look at.
    static let catalogue = [
        Endpoint("GET", "models", .everyone) { Draft($0, json: Catalogue.models) },
    ]

    static let account = [
        Endpoint("GET", "key") { Draft($0, json: Catalogue.models) },
    ]
}
