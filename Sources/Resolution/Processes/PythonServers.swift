/// Servers of Python applications.
enum PythonServers {
  typealias Entry = (names: [String], program: @Sendable (ProgramArguments) -> ServerProgram?)

  static let all: [Entry] = [
    (["uvicorn"], { _ in uvicorn }), (["gunicorn"], { _ in gunicorn }), (["hypercorn"], { _ in hypercorn }),
    (["granian"], { _ in granian }), (["fastapi"], { $0.operands.first == "run" ? fastapi : nil }),
    (
      ["daphne"],
      { _ in ServerProgram(single: "daphne", .server, application: .operand, threads: { _ in .perRequest }) }
    ),
    (["waitress-serve"], { _ in waitress }),
    (
      ["streamlit"],
      {
        $0.operands.first == "run" ? ServerProgram(single: "streamlit", .server, threads: { _ in .perRequest }) : nil
      }
    ),
  ]

  /// The flag is stronger than the variable.
  static let uvicorn = asynchronous("uvicorn")
  static let fastapi = asynchronous("fastapi")

  private static func asynchronous(_ name: String) -> ServerProgram {
    ServerProgram(
      name, .server, flag: "--workers", application: name == "uvicorn" ? .operand : .none, threads: { _ in .perRequest }
    ) {
      $0.count($0.value("--workers"), orVariable: "WEB_CONCURRENCY", else: 1)
    }
  }

  /// The flag is stronger than `GUNICORN_CMD_ARGS`, that than a configuration file, and the file than the variable. A
  /// file that the line names may say anything.
  static let gunicorn = ServerProgram(
    "gunicorn", .server, flag: "--workers", application: .operand, threads: gunicornThreads
  ) { arguments in
    if let flag = arguments.value("-w", "--workers") { return ProcessCount(flag) }
    if arguments.has("-c", "--config") { return .unknown }
    return arguments.count(nil, orVariable: "WEB_CONCURRENCY", else: 1)
  }

  /// More than one thread makes a `gthread` worker of a `sync` one.
  private static func gunicornThreads(_ arguments: ProgramArguments) -> ThreadCount {
    if arguments.has("-c", "--config") { return .unknown }
    guard let threads = arguments.value("--threads") else {
      return .gunicorn(arguments.value("-k", "--worker-class")?.text ?? "sync", threads: 1)
    }
    guard let number = Int(threads.text) else { return .unknown }
    return .gunicorn(arguments.value("-k", "--worker-class")?.text ?? "sync", threads: number)
  }

  /// Four threads by default (waitress 3).
  private static let waitress = ServerProgram(
    single: "waitress", .server, application: .operand,
    threads: { arguments in
      guard let written = arguments.value("--threads") else { return .exact(4) }
      return Int(written.text).map { .exact($0) } ?? .unknown
    })

  /// It does not read `WEB_CONCURRENCY`.
  static let hypercorn = ServerProgram(
    "hypercorn", .server, flag: "--workers", application: .operand, threads: { _ in .perRequest }
  ) { arguments in
    arguments.value("-w", "--workers").map { ProcessCount($0) } ?? .exact(1, nil)
  }

  /// It does not read `WEB_CONCURRENCY`.
  static let granian = ServerProgram(
    "granian", .server, flag: "--workers", application: .operand, threads: { _ in .perRequest }
  ) {
    $0.count($0.value("--workers"), orVariable: "GRANIAN_WORKERS", else: 1)
  }
}
