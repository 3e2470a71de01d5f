/// Programs that take jobs from a queue.
enum TaskQueues {
  static let all: [PythonServers.Entry] = [
    (["celery"], celery), (["dramatiq"], { _ in dramatiq }), (["rq", "rqworker"], rq), (["arq"], { _ in arq }),
    (["huey_consumer", "huey_consumer.py"], { _ in huey }), (["sidekiq"], { _ in sidekiq }),
    (["rqscheduler"], { _ in ServerProgram(single: "rqscheduler", .scheduler) }),
    (["clockwork"], { _ in ServerProgram(single: "clockwork", .scheduler) }),
    (["taskiq"], { $0.operands.first == "worker" ? taskiq : nil }),
  ]

  private static func celery(_ arguments: ProgramArguments) -> ServerProgram? {
    if arguments.operands.contains("worker") { return worker }
    return arguments.operands.contains("beat") ? beat : nil
  }

  private static let beat = ServerProgram(
    "celery beat", .scheduler, application: .flag("-A", "--app"),
    scheduler: { arguments in arguments.words.first { $0.text == "beat" } }
  ) { _ in .exact(1, nil) }

  /// Its processes are those of the pool `prefork`; the other pools are threads or green threads of one process.
  /// The main process holds no connections to a database.
  private static let worker = ServerProgram(
    "celery", .consumer, flag: "--concurrency", application: .flag("-A", "--app"),
    scheduler: { arguments in arguments.words.first { ["-B", "--beat"].contains($0.text) } }, threads: celeryThreads
  ) { arguments in
    if let pool = arguments.value("-P", "--pool"), ["threads", "solo", "gevent", "eventlet"].contains(pool.text) {
      return .exact(1, pool.span)
    }
    if let range = arguments.value("--autoscale") {
      let most = range.text.split(separator: ",").first.map(String.init) ?? ""
      return ProcessCount(ShellWord(most, span: range.span))
    }
    return arguments.value("-c", "--concurrency").map { ProcessCount($0) } ?? .hostCPUs
  }

  private static func celeryThreads(_ arguments: ProgramArguments) -> ThreadCount {
    switch arguments.value("-P", "--pool")?.text {
    case "threads": arguments.value("-c", "--concurrency").flatMap { Int($0.text) }.map { .exact($0) } ?? .unknown
    case "gevent", "eventlet": .perRequest
    default: .exact(1)
    }
  }

  /// Eight threads by default.
  private static let dramatiq = ServerProgram(
    "dramatiq", .consumer, flag: "--processes",
    threads: { arguments in
      guard let written = arguments.value("-t", "--threads") else { return .exact(8) }
      return Int(written.text).map { .exact($0) } ?? .unknown
    }
  ) { arguments in
    arguments.value("-p", "--processes").map { ProcessCount($0) } ?? .hostCPUs
  }

  /// A worker forks a second process for each job, which opens connections of its own while the first holds its.
  private static func rq(_ arguments: ProgramArguments) -> ServerProgram? {
    guard arguments.operands.first == "worker-pool" else { return ServerProgram(single: "rq", .consumer, besides: 1) }
    return ServerProgram("rq", .consumer, flag: "--num-workers", besides: 1) { arguments in
      arguments.value("-n", "--num-workers").map { ProcessCount($0) } ?? .exact(1, nil)
    }
  }

  private static let arq = ServerProgram(single: "arq", .consumer, threads: { _ in .perRequest })
  private static let sidekiq = ServerProgram(single: "sidekiq", .consumer, threads: { _ in .unknown })

  /// Its workers are threads unless they are told to be processes.
  private static let huey = ServerProgram(
    "huey", .consumer, flag: "-w",
    threads: { arguments in
      switch arguments.value("-k", "--worker-type")?.text {
      case "process": .exact(1)
      case "greenlet": .perRequest
      default: arguments.value("-w", "--workers").flatMap { Int($0.text) }.map { .exact($0) } ?? .exact(1)
      }
    }
  ) { arguments in
    guard arguments.value("-k", "--worker-type")?.text == "process" else { return .exact(1, nil) }
    return arguments.value("-w", "--workers").map { ProcessCount($0) } ?? .exact(1, nil)
  }

  /// taskiq's command-line reference (0.11): two worker processes by default.
  private static let taskiq = ServerProgram(
    "taskiq", .consumer, flag: "--workers", threads: { _ in .perRequest }
  ) { arguments in
    arguments.value("-w", "--workers").map { ProcessCount($0) } ?? .exact(2, nil)
  }
}
