/// Servers of Python applications.
enum PythonServers {
  typealias Entry = (names: [String], program: @Sendable (ProgramArguments) -> ServerProgram?)

  static let all: [Entry] = [
    (["uvicorn"], { _ in uvicorn }), (["gunicorn"], { _ in gunicorn }), (["hypercorn"], { _ in hypercorn }),
    (["granian"], { _ in granian }), (["fastapi"], { $0.operands.first == "run" ? fastapi : nil }),
    (["daphne"], { _ in ServerProgram(single: "daphne", .server) }),
    (["waitress-serve"], { _ in ServerProgram(single: "waitress", .server) }),
    (["streamlit"], { $0.operands.first == "run" ? ServerProgram(single: "streamlit", .server) : nil }),
  ]

  /// The flag is stronger than the variable.
  static let uvicorn = ServerProgram("uvicorn", .server, flag: "--workers") {
    $0.count($0.value("--workers"), orVariable: "WEB_CONCURRENCY", else: 1)
  }

  static let fastapi = ServerProgram("fastapi", .server, flag: "--workers") {
    $0.count($0.value("--workers"), orVariable: "WEB_CONCURRENCY", else: 1)
  }

  /// The flag is stronger than `GUNICORN_CMD_ARGS`, that than a configuration file, and the file than the variable. A
  /// file that the line names may say anything.
  static let gunicorn = ServerProgram("gunicorn", .server, flag: "--workers") { arguments in
    if let flag = arguments.value("-w", "--workers") { return ProcessCount(flag) }
    if arguments.has("-c", "--config") { return .unknown }
    return arguments.count(nil, orVariable: "WEB_CONCURRENCY", else: 1)
  }

  /// It does not read `WEB_CONCURRENCY`.
  static let hypercorn = ServerProgram("hypercorn", .server, flag: "--workers") { arguments in
    arguments.value("-w", "--workers").map { ProcessCount($0) } ?? .exact(1, nil)
  }

  /// It does not read `WEB_CONCURRENCY`.
  static let granian = ServerProgram("granian", .server, flag: "--workers") {
    $0.count($0.value("--workers"), orVariable: "GRANIAN_WORKERS", else: 1)
  }
}
