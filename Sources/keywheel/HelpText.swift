/// What `keywheel help` says.
enum HelpText {
    static let overview = """
        keywheel: one endpoint for your AI tools, in front of OpenRouter or any OpenAI-compatible upstream

        keywheel serve            start the gateway
        keywheel fake             start a fake OpenRouter, to try things without a key
        keywheel config check     read the configuration and say what is wrong with it
        keywheel config example   print a configuration with every setting and its default
        keywheel version          print the version
        keywheel help [COMMAND]   explain a command

        Start: OPENROUTER_API_KEYS=sk-or-v1-… keywheel serve
        Then point your tool at http://127.0.0.1:3000/v1 with any API key.

        """

    static let topics: [String: String] = [
        "serve": """
        keywheel serve [--config FILE] [--data DIR] [--host ADDRESS] [--port PORT]

        Starts the gateway. Once it serves it prints one line on standard output:
            keywheel listening on http://127.0.0.1:3000
        Events go to standard error. SIGHUP reads the configuration again; SIGTERM or Ctrl-C stops taking requests and
        lets live streams finish within server.grace; a second one ends at once.

          --config FILE    the configuration (else KEYWHEEL_CONFIG, else keywheel.yml, else config.yml in this folder)
          --data DIR       the folder for state (else KEYWHEEL_DATA, else ~/.local/state/keywheel)
          --host ADDRESS   where to listen (else both loopback addresses)
          --port PORT      the port; 0 takes a free one (else 3000)

        """,
        "config": """
        keywheel config check [--config FILE] [--json]
        keywheel config example

        check reads the configuration as serve would, prints what is in force and from where, and exits with 1 if
        something is wrong. example prints a file with every setting, its default and what it does.

        """,
        "fake": """
        keywheel fake [--port PORT] [--host ADDRESS] [--loops N]

        Starts a fake OpenRouter that answers like the real one, without models, cost or network. Faults are chosen per
        request by a header; keywheel fake --help lists them.

        """,
        "version": """
        keywheel version [--json]

        """,
        "help": """
        keywheel help [COMMAND]

        """,
    ]
}
