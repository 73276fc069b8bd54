package import Secrets

extension Settings {
    /// The side that clients see.
    package struct Server: Sendable, Equatable {
        /// By default both loopbacks, since Node resolves `localhost` to `::1`.
        package var hosts = [IPAddress.loopback4, .loopback6]
        package var port: UInt16 = 3000

        /// How many threads; 0: one per core.
        package var loops = 0

        package var accessKey: APIKeySecret?
        package var logLevel = LogLevel.info
        package var httpLogLevel = LogLevel.info
        package var grace = Duration.seconds(30)

        package var maxHead = 64 << 10
        package var maxLine = 8 << 10
        package var maxFields = 100
        package var maxBody = BodyLimits()

        /// The most bytes of requests and answers held at once; nil: a quarter of memory.
        package var maxBuffered: Int?

        package var headTimeout = Duration.seconds(10)

        /// How fast a body has to come at least; nil: at any speed.
        package var bodyRate: BodyRate? = BodyRate()
        package var idleTimeout = Duration.seconds(75)
        package var writeStall = Duration.seconds(60)
        package var halfClose = HalfClose.gone
        package var trustedProxies: [NetworkRange] = []

        /// What a FIN means that comes while the answer is pending.
        package enum HalfClose: String, Sendable, CaseIterable {
            /// The client is gone: its upstream request is cancelled.
            case gone

            /// The client only finished sending: it gets its answer.
            case serve
        }

        /// Whether only programs on this machine can connect.
        package var isOnLoopback: Bool { hosts.allSatisfy(\.isLoopback) }

        /// The bound on what is held, on a machine with so much memory.
        package func bufferLimit(memory: Int) -> Int { maxBuffered ?? memory / 4 }
    }
}
