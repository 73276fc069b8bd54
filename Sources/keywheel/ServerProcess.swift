internal import CLinux
internal import Configuration
internal import EventLoop
internal import Gateway
internal import Glibc
internal import HTTPClient
internal import HTTPServer
internal import Telemetry

/// The running server: its loops, what lives on them, and how it reloads and ends.
actor ServerProcess {
    private let parts: [LoopParts]
    private let server: Server
    private let shared: Gateway.Shared
    private let sources: ConfigurationSources
    private var loaded: LoadedConfiguration
    /// What the process was started with.
    private let started: Settings
    private let connectionLimit: Int

    /// Where it listens, as a URL.
    nonisolated let address: String

    private init(
        parts: [LoopParts],
        server: Server,
        shared: Gateway.Shared,
        sources: ConfigurationSources,
        loaded: LoadedConfiguration,
        connectionLimit: Int
    ) {
        self.parts = parts
        self.server = server
        self.shared = shared
        self.sources = sources
        self.loaded = loaded
        started = loaded.settings
        self.connectionLimit = connectionLimit
        address = server.addresses.first.map { "http://\($0)" } ?? ""
    }

    static func start(_ loaded: LoadedConfiguration, sources: ConfigurationSources) async throws -> ServerProcess {
        HTTPClient.prepareProcess()
        let settings = loaded.settings
        // A connection may need a second descriptor for its upstream; some are needed for other things.
        let connectionLimit = max(16, Self.raiseDescriptorLimit() / 2 - 64)
        let shared = Gateway.Shared(
            status: GatewayStatus(),
            resolver: Resolver(),
            budget: BufferBudget(limit: settings.server.bufferLimit(memory: MachineMemory.available())),
            log: EventLog(level: settings.eventLevel),
            version: Command.version
        )
        shared.log.showRequests(settings.server.httpLogLevel == .debug)
        var parts: [LoopParts] = []
        let count = settings.server.loops > 0 ? settings.server.loops : Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))
        for index in 0..<max(1, count) {
            let loop = try EventLoop.start(name: "keywheel-\(index)")
            parts.append(await loop.makeParts(settings, shared, connectionLimit: connectionLimit))
        }
        let server = try await listen(settings, parts, connectionLimit)
        shared.log.event(
            .info,
            "server.started",
            ["version": Command.version, "address": server.addresses.map(\.description).joined(separator: ",")]
        )
        if settings.upstream.http2 { sayWhatHTTP2Costs(shared.log) }
        return ServerProcess(
            parts: parts,
            server: server,
            shared: shared,
            sources: sources,
            loaded: loaded,
            connectionLimit: connectionLimit
        )
    }

    private static func sayWhatHTTP2Costs(_ log: EventLog) {
        log.event(
            .warning,
            "upstream.http2",
            ["note": "a client that stops reading may cost 32 MiB: libcurl takes in a whole HTTP/2 window, not 256 KiB"]
        )
    }

    private static func listen(_ settings: Settings, _ parts: [LoopParts], _ limit: Int) async throws -> Server {
        let addresses = settings.server.hosts.map { ListenAddress(host: "\($0)", port: settings.server.port) }
        do {
            return try await Server.start(on: parts.map(\.server), addresses: addresses, connections: limit)
        } catch let error as ListenError {
            let port = error.address.port
            if error.isInUse {
                throw StartError("port \(port) is in use. Stop what uses it, or choose another with --port PORT.")
            }
            if error.needsPrivilege {
                throw StartError(
                    "port \(port) needs more rights than this user has. Choose one above 1023 with --port PORT."
                )
            }
            throw StartError("cannot listen on \(error.address): \(error.reason)")
        }
    }

    /// Takes as many descriptors as may be had.
    private static func raiseDescriptorLimit() -> Int {
        var limit = rlimit()
        let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        guard unsafe getrlimit(resource, &limit) == 0 else { return 1024 }
        limit.rlim_cur = limit.rlim_max
        _ = unsafe setrlimit(resource, &limit)
        guard unsafe getrlimit(resource, &limit) == 0 else { return 1024 }
        return Int(clamping: limit.rlim_cur)
    }
}

// MARK: Serving and ending

extension ServerProcess {
    /// Serves until a signal says stop, and everything has ended well or its time is over.
    func serve(until reader: SignalReader) async {
        for await signal in reader.signals {
            switch signal {
            case .reload: await reload()
            case .stop:
                await stop()
                return
            }
        }
    }

    private func stop() async {
        let grace = loaded.settings.server.grace
        shared.log.event(.info, "server.stopping", ["grace": "\(grace)"])
        shared.status.beginDraining()
        await server.drain()
        if await !waitUntilIdle(for: grace) {
            await server.endGrace()
            _ = await waitUntilIdle(for: .seconds(1))
        }
        await server.closeAll()
        shared.log.event(.info, "server.stopped")
        shared.log.flush()
    }

    /// Waits until no connection is left; false: the time was over first.
    private func waitUntilIdle(for duration: Duration) async -> Bool {
        let end = Instant.current + duration
        while await server.connectionCount() > 0 {
            if Instant.current >= end { return false }
            try? await Task.sleep(for: .milliseconds(10))
        }
        return true
    }
}

// MARK: Reloading

extension ServerProcess {
    private func reload() async {
        let next: LoadedConfiguration
        do {
            next = try sources.reload(after: loaded)
        } catch {
            for problem in error.problems {
                shared.log.event(.error, "configuration.rejected", ["problem": "\(problem)"])
            }
            return
        }
        if let problem = problem(of: next.settings) {
            shared.log.event(.error, "configuration.rejected", ["problem": problem])
            return
        }
        for warning in next.warnings {
            shared.log.event(.warning, "configuration.warning", ["problem": "\(warning)"])
        }
        let changes = next.settings.changes(since: loaded.settings)
        // Said at each reload until it has happened.
        for change in next.settings.changes(since: started) where change.needsRestart {
            shared.log.event(.warning, "configuration.needs_restart", ["setting": change.name])
        }
        loaded = next
        await apply(keepingWhatNeedsRestart(next.settings))
        shared.log.event(
            .info,
            "configuration.reloaded",
            ["changed": changes.map(\.name).joined(separator: ",")]
        )
    }

    /// What was bound at the start stays bound: the rules of who is asked for a key go by that, not by what the file says
    /// meanwhile.
    private func keepingWhatNeedsRestart(_ next: Settings) -> Settings {
        var settings = next
        settings.server.hosts = started.server.hosts
        settings.server.port = started.server.port
        settings.server.loops = started.server.loops
        return settings
    }

    /// Why settings that are good for a start would leave this process open to the network; nil: they would not.
    private func problem(of next: Settings) -> String? {
        if started.server.isOnLoopback { return nil }
        if next.clients.required == .never {
            return "clients.required: never is not possible while the server listens beyond this machine"
        }
        if next.server.accessKey == nil {
            return "server.access_key cannot go while the server listens beyond this machine"
        }
        return nil
    }

    private func apply(_ settings: Settings) async {
        shared.log.setLevel(settings.eventLevel)
        shared.log.showRequests(settings.server.httpLogLevel == .debug)
        shared.budget.setLimit(settings.server.bufferLimit(memory: MachineMemory.available()))
        await server.setLimits(settings.serverLimits(connections: connectionLimit))
        for part in parts { await part.use(settings) }
    }
}

/// What lives on one loop.
struct LoopParts: Sendable {
    let server: LoopBound<ServerLoop>
    let gateway: LoopBound<Gateway>
    let client: LoopBound<HTTPClient>

    /// New settings for what begins from now on.
    func use(_ settings: Settings) async {
        await gateway.run { $0.use(settings.gatewaySettings) }
        await client.run { $0.use(settings.clientSettings) }
    }
}

extension EventLoop {
    func makeParts(_ settings: Settings, _ shared: Gateway.Shared, connectionLimit: Int) -> LoopParts {
        let client = HTTPClient(reactor: reactor, settings: settings.clientSettings)
        let gateway = Gateway(settings: settings.gatewaySettings, client: client, shared: shared)
        let server = ServerLoop(
            loop: self,
            limits: settings.serverLimits(connections: connectionLimit),
            handler: gateway
        )
        keep(client)
        keep(gateway)
        keep(server)
        return LoopParts(
            server: LoopBound(server, on: self),
            gateway: LoopBound(gateway, on: self),
            client: LoopBound(client, on: self)
        )
    }
}
