/// How long a request's body may be.
package struct BodyLimits: Sendable, Equatable {
    package var general = 64 << 20

    /// Under `/files`, where uploads are the point.
    package var files = 100 << 20

    package init() {}

    /// One limit for every path: the operator's word.
    package init(everywhere limit: Int) {
        general = limit
        files = limit
    }
}
