import IR
import Model
import Testing

struct StartCommandTests {
  private func words(_ command: Command) -> [String] {
    guard case .words(let words) = command else { return [] }
    return words.map { word in
      word.parts.map { part in
        switch part {
        case .text(let text): text
        case .variable(let name, let fallback): "$\(name)=\(fallback)"
        }
      }.joined()
    }
  }

  private func line(_ command: Command) -> String { words(command).joined(separator: " ") }

  @Test func uvicornGetsPortAndProcessesFromTheEnvironment() {
    let server = Server(kind: "uvicorn", app: "main:app", gracefulTimeout: 24_500, keepalive: 75_000)
    #expect(
      line(StartCommands.server(server, port: 8000, workers: 2))
        == "uvicorn main:app --host 0.0.0.0 --port $PORT=8000 --workers $WEB_CONCURRENCY=2 --timeout-keep-alive 75 "
        + "--timeout-graceful-shutdown 25")
  }

  @Test func gunicornGetsEverySettingAsFlag() {
    var server = Server(kind: "gunicorn", app: "app:app", gracefulTimeout: 30_000, keepalive: 75_000)
    server.workerClass = "gthread"
    server.threads = 4
    server.timeout = 30_000
    server.maxRequests = 1000
    server.maxRequestsJitter = 50
    server.extra = [
      .init("preload_app", "true"), .init("reuse_port", "false"), .init("sendfile", "false"),
      .init("accesslog", "/tmp/a"), .init("limit_request_line", "8190"),
    ]
    #expect(
      line(StartCommands.gunicorn(server, port: 5000))
        == "gunicorn app:app --bind 0.0.0.0:$PORT=5000 --worker-class gthread --threads 4 --timeout 30 "
        + "--graceful-timeout 30 --keep-alive 75 --max-requests 1000 --max-requests-jitter 50 --worker-tmp-dir /dev/shm "
        + "--preload --no-sendfile --access-logfile /tmp/a --limit-request-line 8190")
  }

  @Test func syncWorkersGetNoKeepAlive() {
    var server = Server(kind: "gunicorn", app: "app:app", gracefulTimeout: 30_000, keepalive: 75_000)
    server.workerClass = "sync"
    server.threads = 1
    let words = words(StartCommands.gunicorn(server, port: 5000))
    for flag in ["--keep-alive", "--threads", "--max-requests"] { #expect(!words.contains(flag)) }
  }

  @Test func settingsWithoutFlagAreKnown() {
    #expect(GunicornFlags.words(for: .init("on_exit", "x")).isEmpty)
    #expect(GunicornFlags.withoutFlag.contains("on_exit"))
  }
}

struct RecipeTests {
  private func node(command: String? = nil, output: String? = nil) -> ServiceType.RecipeInput {
    ServiceType.RecipeInput(nodeVersion: "22", command: command, output: output, tool: ToolChoice(.npm))
  }

  @Test func baseImagesNameTheirDistribution() {
    let recipes = [
      pythonRecipe(.init(pythonVersion: "3.10", serverKind: "uvicorn")), nextRecipe(node()),
      staticRecipe(node()), staticRecipe(node(command: "make site", output: "out")),
      staticRecipe(node(command: "", output: "public")),
    ]
    for recipe in recipes {
      #expect(recipe.stages.allSatisfy { ["-bookworm", "-trixie"].contains(where: $0.base.contains) })
      guard case .user(let user)? = recipe.stages.last?.steps.last else {
        Testing.Issue.record("the last stage does not end with its user")
        continue
      }
      #expect(user.split(separator: ":").allSatisfy { Int($0) != nil && $0 != "0" })
    }
    #expect(recipes[0].stages[0].base == "python:3.10-slim-trixie")
    #expect(recipes.map(\.stages.count) == [2, 3, 3, 2, 1])
  }

  @Test func requirementsMustBringTheServerAndItsWorkers() {
    func installs(_ workerClass: String) -> [String] {
      let recipe = pythonRecipe(
        .init(pythonVersion: "3.13", serverKind: "gunicorn", workerClass: workerClass))
      return recipe.stages[0].steps.flatMap { step -> [String] in
        if case .build(let commands, _) = step { commands } else { [] }
      }
    }
    #expect(installs("gthread").count == 2)
    #expect(installs("app.workers.Own").count == 2)
    #expect(installs("gevent").last?.contains("import gevent") == true)
    let asynchronous = installs("uvicorn_worker.UvicornWorker").last
    #expect(asynchronous?.contains("import uvicorn_worker") == true)
    #expect(asynchronous?.contains("requirements.txt: uvicorn-worker is missing") == true)
  }

  @Test func sharedAndVariantImagesAreSettledOverAllEnvironments() {
    func program(_ name: String, _ versions: [String]) -> Program {
      var program = Program(project: "p", environment: EnvironmentInfo(name: name))
      program.services = versions.enumerated().map { index, version in
        var service = Service(
          name: "s\(index)", dns: "s\(index)", type: "fastapi", category: .web,
          resources: Resources(cpuMilli: 1, memoryBytes: 1), stopGrace: 0)
        service.build = Build(root: "app")
        service.build?.recipe = pythonRecipe(.init(pythonVersion: version))
        return service
      }
      return program
    }
    var programs = [program("a", ["3.12", "3.12", "3.11"]), program("b", ["3.13", "3.13", "3.11"])]
    Program.settleImages(&programs)
    let builds = programs.map { $0.services.map(\.build) }
    #expect(builds[0].map { $0?.sharedWith } == [nil, "s0", nil])
    #expect(builds[0].map { $0?.variant } == ["a", "a", nil])
    #expect(builds[1].map { $0?.variant } == ["b", "b", nil])
    #expect(builds[0].map { $0?.isFirstOfRoot } == [true, true, false])
    #expect(programs[0].imageOwner(of: programs[0].services[1]).name == "s0")
  }
}
