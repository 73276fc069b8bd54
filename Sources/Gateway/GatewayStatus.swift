internal import Synchronization

/// What all loops know of the gateway's condition; read by the health answers.
package final class GatewayStatus: Sendable {
    private let draining = Atomic<Bool>(false)
    private let upstreamDown = Atomic<Bool>(false)

    package init() {}

    /// The server is stopping: it is alive and not ready.
    package var isDraining: Bool { draining.load(ordering: .relaxed) }

    package func beginDraining() {
        draining.store(true, ordering: .relaxed)
    }

    /// The last attempt that needed the network got through to the upstream.
    package var isUpstreamReachable: Bool { !upstreamDown.load(ordering: .relaxed) }

    func attemptReachedUpstream(_ reached: Bool) {
        // Written only when it changes: the line stays shared between the cores.
        if upstreamDown.load(ordering: .relaxed) == reached {
            upstreamDown.store(!reached, ordering: .relaxed)
        }
    }
}
