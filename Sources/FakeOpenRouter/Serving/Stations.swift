internal import EventLoop
internal import Synchronization

/// The loops of one fake and what lives on each: how a call from anywhere reaches all of them.
final class Stations: Sendable {
    struct Place: Sendable {
        let loop: EventLoop
        let station: LoopBound<Station>
    }

    private let places = Mutex<[Place]>([])

    func add(_ place: Place) {
        places.withLock { $0.append(place) }
    }

    /// Takes all of them out, to be ended.
    func takeAll() -> [Place] {
        places.withLock { places in
            defer { places = [] }
            return places
        }
    }

    /// Does something on every loop, one after the other.
    func onEach(_ body: @escaping @Sendable (Station) -> Void) async {
        for place in places.withLock({ $0 }) { await place.loop.use(place.station, body) }
    }

    /// Has something done on every loop soon; for callers that are on a loop themselves.
    func onEachSoon(_ body: @escaping @Sendable (Station) -> Void) {
        Task { await onEach(body) }
    }
}
