/// Servers of other languages, and what starts several programs.
enum OtherServers {
  static let all: [PythonServers.Entry] = [
    (["pm2", "pm2-runtime"], { _ in pm2 }), (["puma"], { _ in puma }),
    (["next"], { $0.operands.first == "start" ? ServerProgram(single: "next", .server) : nil }),
    (["supervisord", "honcho", "foreman", "overmind", "circusd", "s6-svscan", "runsvdir"], { _ in supervisor }),
  ]

  /// `max`, `0` and `-1` mean the processors of the host; a configuration file may say anything.
  private static let pm2 = ServerProgram("pm2", .server, flag: "-i") { arguments in
    guard let instances = arguments.value("-i", "--instances") else {
      let hasFile = arguments.operands.contains { $0.hasSuffix(".json") || $0.contains(".config.") }
      return hasFile ? .unknown : .exact(1, nil)
    }
    return ["max", "0", "-1"].contains(instances.text) ? .hostCPUs : ProcessCount(instances)
  }

  /// No workers means one process that answers by itself. A configuration file is read wherever there is one.
  private static let puma = ServerProgram("puma", .server, flag: "-w", threads: { _ in .unknown }) { arguments in
    let count = arguments.count(arguments.value("-w", "--workers"), orVariable: "WEB_CONCURRENCY", else: 1)
    if case .exact(0, let span) = count { return .exact(1, span) }
    return count
  }

  private static let supervisor = ServerProgram("a process supervisor", .supervisor) { _ in .unknown }
}
