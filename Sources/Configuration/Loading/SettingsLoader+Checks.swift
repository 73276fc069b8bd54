import Secrets

extension SettingsLoader {
    /// What no setting can say about itself alone.
    mutating func check() {
        checkWhoIsAsked()
        checkAccessKey()
        checkCertificates()
        checkRequestProxy()
        if settings.retry.baseDelay > settings.retry.maxDelay {
            let most = Number.text(settings.retry.maxDelay)
            refuse("retry.base_delay", "is longer than retry.max_delay (\(most)); give at most that")
        }
        if settings.server.maxLine > settings.server.maxHead {
            let most = Number.text(bytes: settings.server.maxHead)
            refuse(
                "server.max_line",
                "is more than server.max_head (\(most)), which it is a part of; give at most that"
            )
        }
    }

    /// The gateway spends its operator's money: it is never open to a network by accident.
    private mutating func checkWhoIsAsked() {
        let hosts = settings.server.hosts.filter { !$0.isLoopback }.map(\.description).joined(separator: ", ")
        let remedy = "set server.access_key (or KEYWHEEL_SERVER_ACCESS_KEY) to a long random text"
        if settings.clients.required == .never, !hosts.isEmpty {
            refuse(
                "clients.required",
                "never is for loopback only, and \(hosts) can be reached from other machines; "
                    + "set it to auto, or server.host to localhost"
            )
        } else if settings.server.accessKey != nil {
            return
        } else if !hosts.isEmpty {
            refuse(
                "server.host",
                "\(hosts) can be reached from other machines, and no key protects it; \(remedy), "
                    + "or server.host to localhost"
            )
        } else if settings.clients.required == .always {
            refuse("clients.required", "every client is asked for a key, and there is none; \(remedy)")
        }
    }

    private mutating func checkAccessKey() {
        guard let key = settings.server.accessKey, Placeholder.isAccessKey(key) else { return }
        let message = "is an example's text, which everybody knows; give a long random one"
        if settings.server.isOnLoopback {
            warnings.append(problem("server.access_key", message))
        } else {
            refuse("server.access_key", message)
        }
    }

    private mutating func checkCertificates() {
        guard let path = settings.upstream.caFile else { return }
        settings.upstream.caFile = sources.absolute(path)
        do throws(ConfigurationSources.Unreadable) {
            guard let bytes = try sources.readFile(sources.absolute(path)) else {
                return refuse("upstream.ca_file", "there is no file \(Redaction.quoted(path))")
            }
            if !String(decoding: bytes, as: UTF8.self).contains("-----BEGIN ") {
                refuse("upstream.ca_file", "\(Redaction.quoted(path)) holds no certificate in PEM form")
            }
        } catch {
            refuse("upstream.ca_file", "\(Redaction.quoted(path)) cannot be read: \(error.reason)")
        }
    }

    private mutating func checkRequestProxy() {
        let proxy = settings.requestProxy
        if proxy.enabled, proxy.endpoint == nil {
            refuse("requestProxy.enabled", "is true, and requestProxy.url is missing; give the proxy's URL")
        } else if !proxy.enabled, proxy.endpoint != nil {
            warnings.append(problem("requestProxy.url", "is not used, because requestProxy.enabled is false"))
        }
    }

    private mutating func refuse(_ name: String, _ message: String) {
        errors.append(problem(name, message))
    }

    /// A problem at the place where the setting was given, by the name that was used there.
    private func problem(_ name: String, _ message: String) -> ConfigurationProblem {
        let origin = declaredWhere[name]
        let given: String =
            switch origin {
            case .dotEnv(_, _, let variable), .environment(let variable): variable
            case .flag(let flag): flag
            case .file, nil: name
            }
        return ConfigurationProblem(place: origin?.place, setting: given, message: message)
    }
}
