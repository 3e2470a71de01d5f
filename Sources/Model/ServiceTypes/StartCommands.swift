package import IR

/// The commands that service types start by default. Settings are flags (`server.extra` of gunicorn included), so that
/// image, railway.json and Procfile need no configuration file. Port and number of processes come from the environment,
/// so that one image serves every environment.
package enum StartCommands {
  /// What runs a WSGI or ASGI application, chosen by `server.kind`. `inContainer` is false for a developer's machine,
  /// where `/dev/shm` may not exist.
  package static func server(_ server: Server, port: Int, workers: Int, inContainer: Bool = true) -> Command {
    switch server.kind {
    case "gunicorn": gunicorn(server, port: port, inContainer: inContainer)
    default:
      uvicorn(
        app: server.app, port: port, workers: workers, keepalive: server.keepalive,
        gracefulTimeout: server.gracefulTimeout)
    }
  }

  /// `uvicorn main:app --host 0.0.0.0 --port $PORT --workers $WEB_CONCURRENCY …`. uvicorn reads `WEB_CONCURRENCY` by
  /// itself but not `PORT`; the former is passed to be visible.
  package static func uvicorn(
    app: String, port: Int, workers: Int, keepalive: Milliseconds, gracefulTimeout: Milliseconds
  ) -> Command {
    .words([
      .text("uvicorn"), .text(app), .text("--host"), .text("0.0.0.0"),
      .text("--port"), variable("PORT", port), .text("--workers"), variable("WEB_CONCURRENCY", workers),
      .text("--timeout-keep-alive"), .text(seconds(keepalive)),
      .text("--timeout-graceful-shutdown"), .text(seconds(gracefulTimeout)),
    ])
  }

  /// gunicorn with every setting as a flag. It reads `WEB_CONCURRENCY` by itself.
  package static func gunicorn(_ server: Server, port: Int, inContainer: Bool = true) -> Command {
    let workerClass = server.workerClass ?? "sync"
    var words: [Command.Word] = [
      .text("gunicorn"), .text(server.app), .text("--bind"),
      Command.Word([.text("0.0.0.0:"), .variable(name: "PORT", fallback: String(port))]),
    ]
    func add(_ flag: String, _ value: String) { words += [.text(flag), .text(value)] }
    add("--worker-class", workerClass)
    if let threads = server.threads, workerClass == "gthread" || threads > 1 { add("--threads", String(threads)) }
    if let timeout = server.timeout { add("--timeout", seconds(timeout)) }
    add("--graceful-timeout", seconds(server.gracefulTimeout))
    // A sync worker answers one request per connection, whatever this flag says.
    if workerClass != "sync" { add("--keep-alive", seconds(server.keepalive)) }
    if let count = server.maxRequests, count > 0 {
      add("--max-requests", String(count))
      if let jitter = server.maxRequestsJitter, jitter > 0 { add("--max-requests-jitter", String(jitter)) }
    }
    let extra = Set(server.extra.map(\.name))
    // The heartbeat file goes to memory: on a slow disk a worker looks dead and is replaced.
    if inContainer, !extra.contains("worker_tmp_dir") { add("--worker-tmp-dir", "/dev/shm") }
    if !extra.contains("accesslog") { add("--access-logfile", "-") }
    for setting in server.extra { words += GunicornFlags.words(for: setting).map { .text($0) } }
    return .words(words)
  }

  /// Next's standalone server; it reads `PORT` and `HOSTNAME` by itself, so no shell is needed.
  package static let next = Command.words([.text("node"), .text("server.js")])

  /// Next outside its image, after `npm run build` in the service's root; there it reads no address from the
  /// environment.
  package static func nextLocal(port: Int) -> Command {
    .words([
      .text("npx"), .text("next"), .text("start"), .text("--hostname"), .text("0.0.0.0"),
      .text("--port"), variable("PORT", port),
    ])
  }

  private static func variable(_ name: String, _ fallback: Int) -> Command.Word {
    Command.Word([.variable(name: name, fallback: String(fallback))])
  }

  /// Whole seconds, rounded up: both servers take no fractions here.
  private static func seconds(_ duration: Milliseconds) -> String { String((duration + 999) / 1000) }
}
