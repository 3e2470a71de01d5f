import Engines
import IR
import Model
import Probes
import Resolution

/// Decides what kind of service one is: the first sign that fits counts. Words in flags, paths and modules decide nothing.
struct DraftType {
  let type: ServiceType
  var isSingleton = false
  /// What is to be said about the decision.
  var remark: String?

  init(_ service: DraftService, isWaitedFor: Bool) {
    let parts = service.command.map { StartedProcesses.parts(ofLine: $0) } ?? []
    let scheduler = parts.first { $0.program.role == .scheduler }
    if let engine = service.engine, let type = ServiceTypes.named(engine.flavor) {
      self.init(type)
    } else if service.claim(.schedule) != nil || service.role == .cron {
      self.init(Self.kind(.cron))
    } else if let scheduler {
      self = Self.scheduler(scheduler, service)
    } else if let consumer = parts.first(where: { $0.program.role == .consumer }) {
      self = Self.consumer(consumer, service)
    } else if Self.isWeb(service, parts) {
      self.init(Self.web(service))
    } else if isWaitedFor || Self.exits(service.command) {
      self.init(Self.kind(.job))
    } else if let type = Self.coded(service), service.role != .worker, service.command == nil {
      self.init(type)
    } else {
      self.init(Self.kind(.worker))
      isSingleton = service.spoken.contains { Self.clocks.contains($0.lowercased()) }
      let isNamed = service.role == .worker || service.spoken.contains { Self.names.contains($0.lowercased()) }
      if !isNamed {
        remark =
          "no port of `\(service.name)` was found: it is a worker; write `type: web` and `port:` if it serves"
      }
    }
  }

  private init(_ type: ServiceType) { self.type = type }

  /// Names of processes that give work out by the clock, of which there is one.
  private static let clocks: Set<String> = ["clock", "scheduler", "beat"]

  /// Names that decide where nothing else does.
  private static let names: Set<String> = [
    "worker", "workers", "queue", "consumer", "scheduler", "clock", "beat", "jobs",
  ]

  /// The plainest type of a category.
  static func kind(_ category: IR.Service.Category) -> ServiceType {
    ServiceTypes.all.first { $0.category == category && $0.entry == nil && $0.engine == nil && $0.languages.isEmpty }
      ?? ServiceTypes.unknownProcess
  }

  private static func scheduler(_ part: StartedProcesses.Part, _ service: DraftService) -> DraftType {
    let found = ServiceTypes.all.first { $0.isSingleton && $0.isRun(by: part) }
    // A finished image is described by its own command.
    if let found, !service.isFinishedImage { return DraftType(found) }
    var result = DraftType(kind(.worker))
    result.isSingleton = true
    return result
  }

  private static func consumer(_ part: StartedProcesses.Part, _ service: DraftService) -> DraftType {
    let found = ServiceTypes.all.first { !$0.isSingleton && $0.isRun(by: part) }
    var result = DraftType(service.isFinishedImage ? kind(.worker) : found ?? kind(.worker))
    if part.scheduler != nil {
      result.isSingleton = true
      result.remark =
        "`\(service.name)` also schedules tasks: move the scheduler into its own service"
    }
    return result
  }

  private static func isWeb(_ service: DraftService, _ parts: [StartedProcesses.Part]) -> Bool {
    if parts.contains(where: { $0.program.role == .server }) || service.role == .web { return true }
    if service.role == .worker { return false }
    return service.isListening || service.command?.contains("$PORT") ?? false
      || service.command?.contains("${PORT") ?? false
  }

  /// The framework's type, where the code is here.
  private static func web(_ service: DraftService) -> ServiceType {
    coded(service) ?? kind(.web)
  }

  private static func coded(_ service: DraftService) -> ServiceType? {
    guard !service.isFinishedImage, service.codeFolder == service.folder,
      let type = service.survey?.type.flatMap({ ServiceTypes.named($0) }),
      type.traits.contains(.web)
    else { return nil }
    return type
  }

  /// Commands that end by themselves.
  private static let once = [
    "alembic upgrade", "manage.py migrate", "prisma migrate", "prisma db push", "prisma db seed", "flask db upgrade",
    "knex migrate", "drizzle-kit migrate", "sequelize db:migrate", "typeorm migration:run", "mc mb", "mc alias",
    "rails db:migrate", "goose up", "migrate -path",
  ]

  private static func exits(_ command: String?) -> Bool {
    command.map { line in once.contains(where: line.holds) } ?? false
  }
}

extension ServiceType {
  /// Whether a program of a command line is the one that services of the type run: `celery` of `celery beat`.
  fileprivate func isRun(by part: StartedProcesses.Part) -> Bool {
    self.program.map { part.program.name.split(separator: " ").first.map(String.init) == $0 } ?? false
  }
}

/// Programs that run code of one language: a directory may hold the code of several.
enum LanguagePrograms {
  private static let programs: [(language: Toolchain.Language, names: Set<String>)] = [
    (
      .python,
      [
        "python", "python3", "uvicorn", "gunicorn", "hypercorn", "granian", "daphne", "waitress-serve", "fastapi",
        "flask",
        "celery", "streamlit", "uv", "poetry", "pipenv", "pdm",
      ]
    ),
    (.node, ["node", "npm", "npx", "pnpm", "yarn", "bun", "next", "nest", "tsx", "ts-node", "pm2"]),
  ]

  /// The language of the first program that is known.
  static func language(of command: String) -> Toolchain.Language? {
    for invocation in StartedPrograms(line: command).invocations {
      if let entry = programs.first(where: { $0.names.contains(invocation.program.text) }) { return entry.language }
    }
    return nil
  }

  /// Whether a command can run the code of a type.
  static func fit(_ type: ServiceType, _ command: String?) -> Bool {
    guard let command, !type.languages.isEmpty else { return true }
    let names = StartedPrograms(line: command).invocations.map(\.program.text)
    let found = programs.filter { entry in names.contains(where: entry.names.contains) }
    return found.isEmpty || found.contains { type.languages.contains($0.language) }
  }
}
