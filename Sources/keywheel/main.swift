import Glibc

// Signals are blocked before there is a second thread: each one made later inherits it, and only their reader gets them.
if CommandLine.arguments.dropFirst().first == "serve" { SignalReader.block() }
exit(await Command.run(Array(CommandLine.arguments.dropFirst())))
