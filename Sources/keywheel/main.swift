import Glibc

// Signals are blocked before there is a second thread: each one made later inherits it, and only their reader gets them.
if CommandLine.arguments.dropFirst().first == "serve" { SignalReader.block() }
Task.detached { exit(await Command.run(Array(CommandLine.arguments.dropFirst()))) }
// Not by a top-level `await`: that leaves this thread to libdispatch, which would unblock all signals on it.
while true { pause() }
