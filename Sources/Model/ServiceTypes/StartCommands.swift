package import IR

/// The commands that service types start by default. Settings are flags (`server.extra` of gunicorn included), so that
/// images and platforms need no configuration file. Port and number of processes come from the environment,
/// so that one image serves every environment.
package enum StartCommands {
  /// What runs a WSGI or ASGI application, chosen by `server.kind`.
  package static func server(_ server: Server, port: Int, workers: Int) -> Command {
    switch server.kind {
    case "gunicorn": gunicorn(server, port: port)
    default:
      uvicorn(server, port: port, workers: workers)
    }
  }

  /// Whether a server takes this text as `--log-level` (uvicorn 0.54, gunicorn 27.0.1). uvicorn does not start with any
  /// other spelling; gunicorn reads every letter case, and takes an unknown word for `info`.
  package static func isLogLevel(_ text: String, of kind: String) -> Bool {
    let common = ["critical", "error", "warning", "info", "debug"]
    return kind == "gunicorn" ? common.contains(text.lowercased()) : (common + ["trace"]).contains(text)
  }

  /// `uvicorn main:app --host 0.0.0.0 --port $PORT --workers $WEB_CONCURRENCY …`. uvicorn reads `WEB_CONCURRENCY` by
  /// itself but not `PORT`; the former is passed to be visible.
  package static func uvicorn(_ server: Server, port: Int, workers: Int) -> Command {
    .words(
      [
        .text("uvicorn"), .text(server.app), .text("--host"), .text("0.0.0.0"),
        .text("--port"), variable("PORT", port), .text("--workers"), variable("WEB_CONCURRENCY", workers),
        .text("--timeout-keep-alive"), .text(seconds(server.keepalive)),
        .text("--timeout-graceful-shutdown"), .text(seconds(server.gracefulTimeout)),
      ] + logLevel(server))
  }

  private static func logLevel(_ server: Server) -> [Command.Word] {
    guard let level = server.logLevel else { return [] }
    return [.text("--log-level"), Command.Word([.variable(name: Server.logLevelVariable, fallback: level)])]
  }

  /// gunicorn outside its image, where its settings come from gunicorn.conf.py: everything but the address.
  package static func gunicornLocal(_ server: Server, port: Int) -> Command {
    .words(gunicornWords(server, port: port))
  }

  private static func gunicornWords(_ server: Server, port: Int) -> [Command.Word] {
    [
      .text("gunicorn"), .text(server.app), .text("--bind"),
      Command.Word([.text("0.0.0.0:"), .variable(name: "PORT", fallback: String(port))]),
    ]
  }

  /// gunicorn with every setting as a flag. It reads `WEB_CONCURRENCY` by itself.
  package static func gunicorn(_ server: Server, port: Int) -> Command {
    let workerClass = server.workerClass ?? "sync"
    var words = gunicornWords(server, port: port)
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
    if !extra.contains("worker_tmp_dir") { add("--worker-tmp-dir", "/dev/shm") }
    if !extra.contains("accesslog") { add("--access-logfile", "-") }
    words += logLevel(server)
    for setting in server.extra { words += GunicornFlags.words(for: setting).map { .text($0) } }
    return .words(words)
  }

  /// Celery reads no variable for the number of its processes, and starts one for each processor of the host without
  /// the flag (Celery 5.7, tried 2026-11).
  package static func celery(_ app: String, workers: Int) -> Command {
    celery(app, ["worker"], ["--concurrency"], [variable("WEB_CONCURRENCY", workers)])
  }

  /// The file records what ran when. It is where a container may write, and may be lost: tasks that were due in the
  /// meantime are then not run.
  package static func celeryBeat(_ app: String) -> Command {
    celery(app, ["beat"], ["--schedule", "/tmp/celerybeat-schedule"], [])
  }

  private static func celery(
    _ app: String, _ verb: [String], _ options: [String], _ rest: [Command.Word]
  ) -> Command {
    .words((["celery", "--app", app] + verb + ["--loglevel", "info"] + options).map { .text($0) } + rest)
  }

  /// Next's standalone server; it reads `PORT` and `HOSTNAME` by itself, so no shell is needed.
  package static let next = Command.words([.text("node"), .text("server.js")])

  /// The same outside its image, in the service's root, after `nextBuild`. `next start` does not serve a standalone
  /// build (Next.js, CLI and output pages, 15 and 16).
  package static let nextLocal = Command.words([.text("node"), .text(".next/standalone/server.js")])

  /// Next's own server, where the image has all dependencies; it reads `PORT` and `HOSTNAME` by itself.
  package static let nextStart = Command.words([.text("next"), .text("start")])

  /// The same outside its image, in the service's root.
  package static let nextStartLocal = Command.words([.text("node_modules/.bin/next"), .text("start")])

  /// What makes the server that `nextLocal` runs, in the service's root: Next copies neither folder by itself.
  package static func nextBuild(_ input: ServiceType.RecipeInput) -> [String] {
    let tool = input.tool.tool
    let build = tool.install(input.install).dependencies + [input.command ?? tool.script("build")]
    guard input.isStandalone else { return build }
    return build + [
      "mkdir -p public", "cp -R public .next/standalone/", "cp -R .next/static .next/standalone/.next/",
    ]
  }

  private static func variable(_ name: String, _ fallback: Int) -> Command.Word {
    Command.Word([.variable(name: name, fallback: String(fallback))])
  }

  /// Whole seconds, rounded up: both servers take no fractions here.
  private static func seconds(_ duration: Milliseconds) -> String { String((duration + 999) / 1000) }
}
