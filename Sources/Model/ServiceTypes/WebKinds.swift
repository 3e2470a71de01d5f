import IR

private let mebibyte = 1 << 20

/// The outputs of everything that speaks HTTP.
package enum WebOutputs {
  static let all: [OutputDefinition] =
    [
      OutputDefinition("private_url", type: .url("http"), reach: .private) {
        .url(
          URLExpression(
            scheme: "http", host: .output(service: $0, name: "private_host"),
            port: .output(service: $0, name: "port")))
      }
    ] + addresses

  /// What everything that listens has, whatever it speaks.
  static let addresses: [OutputDefinition] = [
    OutputDefinition("private_host", aliases: Platforms.all.map(\.privateHost), type: .host, reach: .private) {
      .output(service: $0, name: "private_host")
    },
    OutputDefinition("port", type: .port, phase: .compile) { .output(service: $0, name: "port") },
    address("public_url", .url("https")), address("public_domain", .domain, aliases: Platforms.all.map(\.publicDomain)),
    OutputDefinition("hosts", type: .list(.host)) {
      .join(separator: ",", items: [.output(service: $0, name: "hosts")])
    },
    address("origin", .origin), address("origins", .list(.origin)), address("public_domains", .list(.domain)),
  ]

  /// The private host name, by its name or an alias of it.
  package static func host(named name: String) -> OutputDefinition? {
    addresses.first { $0.name == "private_host" && ($0.name == name || $0.aliases.contains(name)) }
  }

  private static func address(_ name: String, _ type: ValueType, aliases: [String] = []) -> OutputDefinition {
    OutputDefinition(
      name, aliases: aliases, type: type, reach: .public, phase: .provision, requires: .isPublic
    ) {
      let output = Expression.output(service: $0, name: name)
      if case .list = type { return .join(separator: ",", items: [output]) }
      return output
    }
  }
}

@Sendable func pythonServerCommand(_ input: ServiceType.StartInput) -> Command? {
  input.server.map { StartCommands.server($0, port: input.port, workers: input.workers) }
}

/// Processes of one machine read gunicorn's settings from its file.
@Sendable func pythonLocalCommand(_ input: ServiceType.StartInput) -> Command? {
  guard let server = input.server, server.kind == "gunicorn" else { return nil }
  return StartCommands.gunicornLocal(server, port: input.port)
}

extension ServiceTraits {
  /// A Python web server whose image can be generated.
  static let pythonServer: ServiceTraits = [.code, .web, .server, .application, .processes, .generatesDockerfile]
}

extension ServiceType {
  package static let fastapi: ServiceType = {
    var type = ServiceType(
      "fastapi", summary: "A FastAPI application under uvicorn or gunicorn", category: .web,
      traits: .pythonServer.union(.python), cpuMilli: 500, memory: 512 * mebibyte)
    type.defaultPort = 8000
    type.aliases = ["starlette", "litestar", "uvicorn", "asgi"]
    type.outputs = WebOutputs.all
    type.isAsync = true
    type.server = ServerDefaults(kind: "uvicorn", workerClass: "uvicorn_worker.UvicornWorker")
    type.entry = EntryRule(
      "main:app", makers: ["FastAPI", "Starlette", "Litestar", "ASGIApp", "get_asgi_application"])
    type.pool = .sqlalchemy
    type.startCommand = pythonServerCommand
    type.localCommand = pythonLocalCommand
    type.recipe = pythonRecipe
    type.languages = [.python]
    return type
  }()

  package static let flask: ServiceType = {
    var type = ServiceType(
      "flask", summary: "A Flask application under gunicorn", category: .web,
      traits: .pythonServer.union(.python), cpuMilli: 500, memory: 512 * mebibyte)
    type.defaultPort = 5000
    type.aliases = ["wsgi", "quart"]
    type.outputs = WebOutputs.all
    type.server = ServerDefaults(kind: "gunicorn", workerClass: "gthread")
    type.entry = EntryRule("app:app", makers: ["Flask", "Quart"])
    type.pool = .sqlalchemy
    type.startCommand = pythonServerCommand
    type.localCommand = pythonLocalCommand
    type.recipe = pythonRecipe
    type.languages = [.python]
    return type
  }()

  package static let nextjs: ServiceType = {
    var type = ServiceType(
      "nextjs", summary: "A Next.js application, standalone output", category: .web,
      traits: [.code, .web, .browserFacing, .generatesDockerfile], cpuMilli: 500, memory: 512 * mebibyte)
    type.defaultPort = 3000
    type.aliases = ["next", "next.js", "react"]
    type.outputs = WebOutputs.all
    type.fixedVariables = [
      FixedVariable("HOSTNAME", "0.0.0.0", type: "host", reason: "the address that server.js listens on"),
      FixedVariable(
        "NODE_ENV", "production", type: "enum(production, development, test)", reason: "the built application"),
    ]
    type.startCommand = { $0.recipe?.isStandalone == false ? StartCommands.nextStart : StartCommands.next }
    type.localCommand = { $0.recipe?.isStandalone == false ? StartCommands.nextStartLocal : StartCommands.nextLocal }
    type.localBuild = StartCommands.nextBuild
    type.recipe = nextRecipe
    type.languages = [.node]
    type.signature = ["next"]
    return type
  }()

  package static let web: ServiceType = {
    var type = ServiceType(
      "web", summary: "Any other HTTP server", category: .web, traits: [.code, .web, .python], cpuMilli: 500,
      memory: 512 * mebibyte)
    type.aliases = ["http", "api"]
    type.outputs = WebOutputs.all
    return type
  }()

  package static let staticSite: ServiceType = {
    var type = ServiceType(
      "static", summary: "Finished files served over HTTP", category: .web,
      traits: [.code, .web, .browserFacing, .generatesDockerfile, .staticFiles], cpuMilli: 500, memory: 512 * mebibyte)
    type.defaultPort = 8080
    type.aliases = ["spa", "vite", "html"]
    type.outputs = WebOutputs.all
    type.recipe = staticRecipe
    type.languages = [.node]
    type.signature = ["vite", "react-scripts", "astro"]
    return type
  }()
}
