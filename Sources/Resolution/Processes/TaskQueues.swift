/// Programs that take jobs from a queue.
enum TaskQueues {
  static let all: [PythonServers.Entry] = [
    (["celery"], celery), (["dramatiq"], { _ in dramatiq }), (["rq", "rqworker"], rq), (["arq"], { _ in arq }),
    (["huey_consumer", "huey_consumer.py"], { _ in huey }), (["sidekiq"], { _ in sidekiq }),
    (["rqscheduler"], { _ in ServerProgram(single: "rqscheduler", .scheduler) }),
    (["taskiq"], { $0.operands.first == "worker" ? taskiq : nil }),
  ]

  private static func celery(_ arguments: ProgramArguments) -> ServerProgram? {
    if arguments.operands.contains("worker") { return worker }
    if arguments.operands.contains("beat") { return ServerProgram(single: "celery beat", .scheduler) }
    return nil
  }

  /// Its processes are those of the pool `prefork`; the other pools are threads or green threads of one process.
  /// The main process holds no connections to a database.
  private static let worker = ServerProgram("celery", .consumer, flag: "--concurrency") { arguments in
    if let pool = arguments.value("-P", "--pool"), ["threads", "solo", "gevent", "eventlet"].contains(pool.text) {
      return .exact(1, pool.span)
    }
    if let range = arguments.value("--autoscale") {
      let most = range.text.split(separator: ",").first.map(String.init) ?? ""
      return ProcessCount(ShellWord(most, span: range.span))
    }
    return arguments.value("-c", "--concurrency").map { ProcessCount($0) } ?? .hostCPUs
  }

  private static let dramatiq = ServerProgram("dramatiq", .consumer, flag: "--processes") { arguments in
    arguments.value("-p", "--processes").map { ProcessCount($0) } ?? .hostCPUs
  }

  /// A worker forks a second process for each job, which opens connections of its own while the first holds its.
  private static func rq(_ arguments: ProgramArguments) -> ServerProgram? {
    guard arguments.operands.first == "worker-pool" else { return ServerProgram(single: "rq", .consumer) }
    return ServerProgram("rq", .consumer, flag: "--num-workers") { arguments in
      arguments.value("-n", "--num-workers").map { ProcessCount($0) } ?? .exact(1, nil)
    }
  }

  private static let arq = ServerProgram(single: "arq", .consumer)
  private static let sidekiq = ServerProgram(single: "sidekiq", .consumer)

  /// Its workers are threads unless they are told to be processes.
  private static let huey = ServerProgram("huey", .consumer, flag: "-w") { arguments in
    guard arguments.value("-k", "--worker-type")?.text == "process" else { return .exact(1, nil) }
    return arguments.value("-w", "--workers").map { ProcessCount($0) } ?? .exact(1, nil)
  }

  /// taskiq's command-line reference (0.11): two worker processes by default.
  private static let taskiq = ServerProgram("taskiq", .consumer, flag: "--workers") { arguments in
    arguments.value("-w", "--workers").map { ProcessCount($0) } ?? .exact(2, nil)
  }
}
