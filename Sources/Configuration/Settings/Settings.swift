/// Everything that can be set, as typed values.
///
/// `Settings()` holds the defaults.
///
/// What each one means stands in `SettingsTable`, once, for people and for the code alike.
package struct Settings: Sendable, Equatable {
    package var server = Server()
    package var openrouter = OpenRouter()
    package var retry = Retry()
    package var relay = Relay()
    package var upstream = Upstream()
    package var requestProxy = RequestProxy()
    package var clients = Clients()

    package init() {}
}
