import Compiler
import Emit
import Foundation
import IR
import TestSupport
import Testing

/// Real servers behind a proxy: what a request from another address than 127.0.0.1 is redirected to.
@Suite("Servers behind a proxy build addresses of https", .waiting)
struct ForwardedHeadersOracle {
  private struct Server {
    let name: String
    let command: String
    let variables: [String: String]
  }

  /// The command and the variables that the compose file gives a service.
  private static func server(_ service: String, in program: Program, port: Int) throws -> Server {
    let checkout = try ComposeOracle.Checkout(program, .tree)
    try checkout.fill()
    let services = try #require(try checkout.model()["services"] as? [String: [String: Any]])
    let model = try #require(services[service])
    let words = try #require(model["command"] as? [String])
    #expect(words.count == 3)
    let environment = try #require(model["environment"] as? [String: Any])
    var variables = environment.compactMapValues { $0 as? String }.filter { name, _ in
      ["WEB_CONCURRENCY", "FORWARDED_ALLOW_IPS", "LOG_LEVEL"].contains(name)
    }
    variables["PORT"] = String(port)
    variables["PYTHONWARNINGS"] = "default"
    let command = words[2].replacingOccurrences(of: "$$", with: "$").replacingOccurrences(
      of: "0.0.0.0", with: "127.0.0.1")
    return Server(name: service, command: command, variables: variables)
  }

  private static let topology = """
    infracc: 1
    project: shop
    targets: [compose]
    services:
      asgi: { type: fastapi, public: true, health: none, workers: 1, variables: { LOG_LEVEL: warning } }
      wsgi: { type: flask, public: true, health: none, workers: 1, variables: { LOG_LEVEL: ERROR } }
      worker-class: { type: fastapi, port: 8002, public: true, health: none, workers: 1, server: { kind: gunicorn } }
      by-hand:
        type: fastapi
        port: 8004
        public: true
        health: none
        workers: 1
        server: { kind: gunicorn, worker_class: uvicorn.workers.UvicornWorker }
      inner: { type: fastapi, port: 8003, health: none, workers: 1 }
    """

  private static let asgi = """
    from fastapi import FastAPI
    app = FastAPI()
    @app.get("/items/")
    def items():
        return {}
    """

  private static let wsgi = """
    from flask import Flask
    app = Flask(__name__)
    @app.get("/items/")
    def items():
        return "x"
    """

  @Test(
    "a redirect goes to https where the service is public",
    arguments: ["asgi", "wsgi", "worker-class", "by-hand", "inner"])
  func redirect(_ name: String) throws {
    let compilation = Compilation.run(path: "topology.yaml", bytes: Array(Self.topology.utf8))
    let program = try #require(compilation.programs.first)
    let port = try freePort()
    let server = try Self.server(name, in: program, port: port)
    let folder = try TemporaryFolder()
    try folder.write(Self.asgi, to: "main.py")
    try folder.write(Self.wsgi, to: "app.py")
    // 127.0.0.2 is another address than the one that servers trust by themselves, as a proxy's is.
    let script = """
      \(server.command) > log 2>&1 &
      server=$!
      trap 'kill $server; wait $server' EXIT
      for i in $(seq 150); do
        curl --silent --output answer --dump-header headers --interface 127.0.0.2 --header 'Host: api.example.com' \
          --header 'X-Forwarded-Proto: https' http://127.0.0.1:\(port)/items && break
        sleep 0.2
      done
      sed -n 's/^[Ll]ocation: //p' headers | tr -d '\\r'
      """
    let tools = (try Tools.path("uvicorn") as NSString).deletingLastPathComponent
    let search = tools + ":" + (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin")
    let output = try run(
      "/bin/sh", ["-c", script], environment: server.variables.merging(["PATH": search]) { $1 }, directory: folder.path,
      limit: 90)
    let scheme = name == "inner" ? "http" : "https"
    let log = (try? folder.text("log")) ?? ""
    #expect(output.stdout == "\(scheme)://api.example.com/items/\n", "\(output.stderr)\(log)")
    // At `info` every server reports that it starts.
    let isQuiet = ["asgi", "wsgi"].contains(name)
    #expect((log.contains("Started server") || log.contains("Listening at")) != isQuiet, "\(log)")
    // Python shows this warning only when it is told to.
    #expect(log.contains("`uvicorn.workers` module is deprecated") == (name == "by-hand"), "\(log)")
  }

  /// Answers with the scheme that the server takes a request for.
  private static let bare = """
    async def app(scope, receive, send):
        if scope["type"] == "lifespan":
            while True:
                message = await receive()
                await send({"type": message["type"] + ".complete"})
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": scope["scheme"].encode()})
    """

  /// W0626 is about those that do not read the variable; uvicorn shows that it is set rightly.
  @Test(arguments: [
    ("uvicorn bare:app --port $PORT", "https"), ("hypercorn bare:app --bind 127.0.0.1:$PORT", "http"),
    ("granian --interface asgi bare:app --port $PORT", "http"),
  ])
  func serversThatAreDeaf(_ command: String, _ scheme: String) throws {
    let folder = try TemporaryFolder()
    try folder.write(Self.bare, to: "bare.py")
    let script = """
      \(command) > log 2>&1 &
      server=$!
      trap 'kill $server; wait $server' EXIT
      for i in $(seq 300); do
        curl --silent --interface 127.0.0.2 --header 'X-Forwarded-Proto: https' http://127.0.0.1:$PORT/ && break
        sleep 0.1
      done
      """
    let tools = (try Tools.server("python") as NSString).deletingLastPathComponent
    let output = try run(
      "/bin/sh", ["-c", script],
      environment: [
        "PATH": tools + ":/usr/bin:/bin", "PORT": String(try freePort()), "FORWARDED_ALLOW_IPS": "*",
        "PYTHONPATH": folder.path,
      ], directory: folder.path, limit: 90)
    #expect(output.stdout == scheme, "\(output.stderr)\((try? folder.text("log")) ?? "")")
  }
}
