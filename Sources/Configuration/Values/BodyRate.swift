/// How fast a request's body has to come at least, once some time has passed.
package struct BodyRate: Sendable, Equatable {
    package var bytesPerSecond = 1 << 10
    package var grace = Duration.seconds(30)

    package init() {}

    package init(bytesPerSecond: Int, after grace: Duration) {
        self.bytesPerSecond = bytesPerSecond
        self.grace = grace
    }
}
