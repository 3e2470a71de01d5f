import Diagnostics
package import IR

/// gunicorn's settings as a file, for targets that start it with one. Images and platforms take them as flags of the
/// start command, so that an image is complete.
package enum GunicornEmitter: Emitter {
  package static let name = "gunicorn"
  package static let summary = "gunicorn.conf.py, for services that run under gunicorn"
  package static let files = ["<environment>/gunicorn/<service>/gunicorn.conf.py"]
  package static let scope = EmitterScope.environment
  package static let role = EmitterRole.supporting
  package static let capabilities = Capabilities()
  package static let options: [EmitterOption] = []

  package static func emit(_ request: EmitRequest) -> Emission {
    var emission = Emission()
    let program = request.program
    guard program.targets.isEmpty || program.targets.contains(where: isRead) else { return emission }
    for service in program.services {
      guard let server = service.server, server.kind == "gunicorn", !server.isAssumed else { continue }
      for setting in server.extra where !PythonText.isName(setting.name) {
        emission.findings.append(
          EmitFinding(
            .textNotRepresentable,
            "`\(setting.name)` of `\(service.name)` cannot be written in gunicorn.conf.py", span: service.span,
            help: ["settings of gunicorn are plain words: `max_requests`"]))
      }
      if request.isForFindings { continue }
      let header = request.layout.header(.hash, for: program.environment.name)
      emission.files.append(
        file(of: service, in: program).holding(header) {
          $0.write(GunicornConfiguration(program: program, service: service, server: server).render())
        })
    }
    return emission
  }

  /// Where the file of a service lies, without content.
  static func file(of service: Service, in program: Program) -> EmittedFile {
    EmittedFile(
      path: OutputLayout.path(program.environment.name, name, "\(service.dns)/gunicorn.conf.py"), content: "")
  }

  private static func isRead(by target: String) -> Bool {
    Emitters.named(target)?.capabilities.readsServerFiles ?? false
  }
}

/// The text of one gunicorn.conf.py (gunicorn 27.0.1; the names have not changed since 20).
private struct GunicornConfiguration {
  /// ` (Railway: 60 s)`: how long platforms keep an idle connection.
  private static let proxies: String = {
    let known = Emitters.all.compactMap { emitter in
      emitter.capabilities.edgeIdleTimeout.map { "\(emitter.title): \(Quantities.duration(milliseconds: $0))" }
    }
    return known.isEmpty ? "" : " (\(known.joined(separator: ", ")))"
  }()

  let program: Program
  let service: Service
  let server: Server

  func render() -> String {
    var text = opening()
    text += process()
    text += lifetime()
    let written = Set(server.extra.map(\.name))
    if !written.contains("worker_tmp_dir") {
      text += """

        # The heartbeat file in memory: on a slow disk a healthy worker looks dead.
        if os.path.isdir("/dev/shm"):
            worker_tmp_dir = "/dev/shm"

        """
    }
    if !written.contains("accesslog") {
      text += """

        # Everything to the log of the container; the error log goes there by itself.
        accesslog = "-"

        """
    }
    if let level = server.logLevel {
      text += "\nloglevel = os.environ.get(\"\(Server.logLevelVariable)\", \(PythonText.string(level)))\n"
    }
    let extra = server.extra.filter { PythonText.isName($0.name) }
    if !extra.isEmpty {
      text += "\n# Declared under `server.extra`.\n"
      for pair in extra { text += "\(pair.name) = \(PythonText.literal(pair.value))\n" }
    }
    return text
  }

  private func opening() -> String {
    """
    \(CommentSyntax.hash.line("gunicorn \(server.app) --bind 0.0.0.0:$PORT --config gunicorn.conf.py"))\
    #
    # The Procfile starts it like this. An image has the same settings as flags of its start command.

    import os


    """
  }

  private func process() -> String {
    let workers = service.workers ?? 1
    let workerClass = server.workerClass ?? "sync"
    var text = remark(processes(workers))
    text += "workers = int(os.environ.get(\"WEB_CONCURRENCY\", \"\(workers)\"))\n"
    text += "worker_class = \(PythonText.string(workerClass))\n"
    if let threads = server.threads, workerClass == "gthread" || threads > 1 { text += "threads = \(threads)\n" }
    return text
  }

  /// `2 replicas x 2 workers x (5 + 5) = 40 connections to postgres`.
  private func processes(_ workers: Int) -> String {
    let consumers = program.connectionBudgets(with: service.name).compactMap { budget in
      budget.consumers.first { $0.service == service.name }.map { "\($0.arithmetic) connections to \(budget.store)" }
    }
    return consumers.isEmpty ? "" : consumers.joined(separator: "; ") + "."
  }

  private func lifetime() -> String {
    let workerClass = server.workerClass ?? "sync"
    let isAsync = workerClass.contains("uvicorn") || ["gevent", "eventlet", "tornado", "gthread"].contains(workerClass)
    var text = ""
    if let timeout = server.timeout {
      let statement = longestStatement.map { "; above the longest statement, \(Quantities.duration(milliseconds: $0))" }
      let meaning =
        isAsync
        ? "The heartbeat of a worker, not the length of a request"
        : "A request that takes longer is killed with its worker"
      text += "\n" + remark(declared(.serverTimeout) + meaning + (statement ?? "") + ".")
      text += "timeout = \(seconds(timeout))\n"
    }
    text += remark(
      declared(.serverGracefulTimeout) + "Open requests may finish after SIGTERM; the container is killed after "
        + "\(Quantities.duration(milliseconds: service.stopGrace)).")
    text += "graceful_timeout = \(seconds(server.gracefulTimeout))\n"
    if workerClass != "sync" {
      text += remark(
        declared(.serverKeepalive)
          + "Longer than the proxy keeps idle connections\(Self.proxies): the proxy closes first.")
      text += "keepalive = \(seconds(server.keepalive))\n"
    }
    if let count = server.maxRequests, count > 0 {
      let jitter = server.maxRequestsJitter ?? 0
      text += "\n"
      text += remark(
        declared(.serverMaxRequests)
          + "A worker ends after \(count)\(jitter > 0 ? " to \(count + jitter)" : "") requests, "
          + "so that leaks never add up" + (jitter > 0 ? "; the jitter spreads the ends." : "."))
      text += "max_requests = \(count)\n"
      if jitter > 0 { text += "max_requests_jitter = \(jitter)\n" }
    }
    return text
  }

  private func declared(_ key: ServiceKey) -> String { service.declared.contains(key) ? "Declared. " : "" }

  private func remark(_ text: String) -> String {
    var writer = TextWriter(capacity: 256)
    CommentSyntax.hash.writeWrapped(text, width: 116, to: &writer)
    return writer.text
  }

  /// The longest `statement_timeout` of the stores that the service depends on, where it is below the worker's own.
  private var longestStatement: Milliseconds? {
    let timeouts = service.needs.compactMap { program.service($0.service)?.store?.statementTimeout }
    guard let longest = timeouts.max(), let timeout = server.timeout, longest < timeout else { return nil }
    return longest
  }

  /// Whole seconds, rounded up: gunicorn takes no fractions.
  private func seconds(_ duration: Milliseconds) -> Int { (duration + 999) / 1000 }
}
