extension Endpoint {
    /// What everyone may look at.
    static let catalogue = [
        Endpoint("GET", "models", .everyone) { Draft($0, json: Catalogue.models) },
        Endpoint("GET", "models/count", .everyone) { Draft($0, json: #"{"data":{"count":\#(Catalogue.all.count)}}"#) },
        Endpoint("GET", "models/user") { Draft($0, json: Catalogue.models) },
        Endpoint("GET", "models/*/*/endpoints", .everyone) { Draft($0, json: Catalogue.endpoints($0.parameters)) },
        Endpoint("GET", "model/*/*", .everyone) { visit in
            let id = visit.parameters.joined(separator: "/")
            guard let model = Catalogue.all.first(where: { $0.id == id }) else { return .notFound(visit) }
            return Draft(visit, json: #"{"data":\#(Catalogue.object(model))}"#)
        },
        Endpoint("GET", "embeddings/models", .everyone) { Draft($0, json: Catalogue.list([])) },
        Endpoint("GET", "images/models", .everyone) { Draft($0, json: Catalogue.list([])) },
        Endpoint("GET", "videos/models", .everyone) { Draft($0, json: Catalogue.list([])) },
        Endpoint("GET", "providers", .everyone) { Draft($0, json: Catalogue.providers) },
        Endpoint("GET", "endpoints/zdr", .everyone) { Draft($0, json: #"{"data":[]}"#) },
    ]
}

extension Draft {
    static func notFound(_ visit: Visit, _ message: String = "Not Found") -> Draft {
        .refusal(visit, UpstreamError(code: 404, message: message, type: "not_found"))
    }
}
