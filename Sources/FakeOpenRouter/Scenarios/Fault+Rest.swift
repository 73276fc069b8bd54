extension Fault {
    static let errors: [Fault] = []
    static let streams: [Fault] = []
    static let bodies: [Fault] = []
    static let heads: [Fault] = []
    static let connections: [Fault] = []
}
