package import Engines
import IR
import JSON
import Model
import Resolution

/// What a directory of code is, for topologies that are made of it: its type, what it listens on, what it reads.
package struct ProjectSurvey {
  /// A variable that the code reads.
  package struct Read {
    package let name: String
    /// The code fails without it.
    package let isRequired: Bool
    /// The code has a value of its own where nothing sets it.
    package let hasFallback: Bool
    package let isSecret: Bool
    /// The path and line of the place.
    package let path: String
    package let line: Int
  }

  /// The word under `type`; nil: nothing shows one.
  package private(set) var type: String?
  /// Each variable once, in the order in which files name them.
  package private(set) var reads: [Read] = []
  /// Whether all code was read, so that what it does not read is not read at all.
  package private(set) var isComplete: Bool
  /// Whether there is any code.
  package private(set) var hasCode = false
  /// Stores that its packages talk to.
  package private(set) var engines: [StoreEngine] = []
  /// The path of a route that answers when all is well.
  package private(set) var health: String?
  /// The port that a server in the code listens on by itself.
  package private(set) var port: Int?
  /// It starts a server, or has an application that one runs.
  package private(set) var listens = false
  /// Brings the database up to date, once for each version.
  package private(set) var release: String?
  /// The module of an application that takes tasks from a queue, and the type of service that runs it.
  package private(set) var consumer: (type: String, app: String)?
  /// It has a schedule that a process of its own gives out.
  package private(set) var hasSchedule = false
  /// The files that a person starts as a process beside the server: `worker.py`.
  package private(set) var scripts: [String] = []
  /// The file that shows its type: `app/main.py:9`.
  package private(set) var evidence: String?

  private let repository: RepositoryReader
  private let root: String

  /// - Parameters:
  ///   - root: a directory, as the repository names it.
  ///   - nested: directories of other projects below it.
  package init(_ root: String, besides nested: [String], in repository: RepositoryReader) {
    self.root = root
    self.repository = repository
    let tree = CodeTree(root: root, besides: nested, languages: [.python, .javaScript, .go], in: repository)
    isComplete = tree.isComplete && !tree.hasOtherLanguage
    var facts = CodeFacts()
    var files: [RepositoryReader.File] = []
    for item in tree.items where !tree.isAside(item.path) {
      guard let file = repository.file(item.path) else {
        isComplete = false
        continue
      }
      facts.read(file, item.language)
      files.append(file)
    }
    hasCode = !files.isEmpty
    facts.settle { _ in true }
    let packages = self.packages
    readType(facts, packages)
    readEngines(facts, packages)
    readSettings(facts)
    health = healthRoute(facts)
    port = facts.listeners.count == 1 ? facts.listeners[0].port?.number : nil
    listens = !facts.listeners.isEmpty || type.flatMap { ServiceTypes.named($0) }?.traits.contains(.web) == true
    readConsumer(facts, files)
    release = migration(packages)
    scripts = workers(files)
  }

  private func path(_ name: String) -> String { RepositoryReader.join(root, name) }
  private func file(_ name: String) -> RepositoryReader.File? {
    let path = path(name)
    return repository.hasFile(path) ? repository.file(path) : nil
  }
  private func inner(_ path: String) -> String { root == "." ? path : String(path.dropFirst(root.utf8.count + 1)) }

  // MARK: Packages

  private var manifest: JSONValue? {
    file("package.json").flatMap { if case .success(let value) = JSONReader.parse($0.bytes) { value } else { nil } }
  }

  /// The names of all packages that it depends on.
  private var packages: Set<String> {
    var names = PythonPackages(PlainFolder(path: root, repository: repository))?.names ?? []
    for key in ["dependencies", "devDependencies"] { names.formUnion((manifest?[key]?.object ?? [:]).keys) }
    for line in file("go.mod").map({ String(decoding: $0.bytes, as: UTF8.self).split(separator: "\n") }) ?? [] {
      let words = line.split { $0 == " " || $0 == "\t" }
      names.formUnion(words.filter { $0.contains("/") }.map(String.init))
    }
    return names
  }

  private mutating func readType(_ facts: CodeFacts, _ packages: Set<String>) {
    let runtime = Set((manifest?["dependencies"]?.object ?? [:]).keys)
    if let found = ServiceTypes.all.first(where: { !$0.signature.isDisjoint(with: packages) }) {
      type = found.name
      evidence = path("package.json")
      return
    }
    // A command-line program of the framework stands beside the code: the applications in it may be many.
    let servers = ServiceTypes.all.filter { $0.traits.contains(.web) && $0.entry != nil }
    for application in facts.applications {
      // Frameworks that run applications of others know their makers as well: the framework that has fewer is meant.
      let all = servers.filter { $0.entry?.makers.contains(application.maker) ?? false }
      guard let found = all.min(by: { ($0.entry?.makers.count ?? 0) < ($1.entry?.makers.count ?? 0) }) else { continue }
      type = found.name
      evidence = place(application.file, application.place.lowerBound)
      return
    }
    if let listener = facts.listeners.first {
      let isNode = manifest != nil && !listener.file.path.hasSuffix(".py") && !listener.file.path.hasSuffix(".go")
      if isNode {
        type =
          ServiceTypes.all.first {
            $0.languages == [.node] && $0.traits.contains(.web) && $0.signature.contains("express")
          }?.name
      }
      if listener.file.path.hasSuffix(".go") { type = ServiceTypes.all.first { $0.languages == [.go] }?.name }
      evidence = place(listener.file, listener.place.lowerBound)
      return
    }
    let isBundled = ["vite", "astro", "react-scripts", "@vue/cli-service"].contains(where: packages.contains)
    // A library is bundled as well, but has no page.
    let hasPage = ["index.html", "public/index.html", "src/pages/index.astro"].contains { file($0) != nil }
    if isBundled, hasPage, manifest?["scripts"]?["build"] != nil, !runtime.contains("express") {
      type = ServiceTypes.all.first { $0.traits.contains(.staticFiles) }?.name
      evidence = path("package.json")
    }
  }

  private mutating func readEngines(_ facts: CodeFacts, _ packages: Set<String>) {
    let providers = facts.datasources.map(\.provider)
    engines = StoreEngines.all.filter { engine in
      !engine.libraries.isDisjoint(with: packages) || providers.contains { engine.scheme?.all.contains($0) ?? false }
    }
  }

  // MARK: What the code reads

  private mutating func readSettings(_ facts: CodeFacts) {
    var positions: [String: Int] = [:]
    for read in facts.reads where !facts.written.contains(read.name) {
      let name = read.isCaseSensitive ? read.name : read.name.uppercased()
      let hasFallback = if case .none = read.fallback { false } else { true }
      let found = Read(
        name: name, isRequired: read.isRequired, hasFallback: hasFallback, isSecret: read.isSecret,
        path: repository.name(of: read.file.path), line: Self.line(of: read.place.lowerBound, in: read.file))
      if let position = positions[name] {
        if found.isRequired, !reads[position].isRequired { reads[position] = found }
      } else {
        positions[name] = reads.count
        reads.append(found)
      }
    }
    if facts.computesNames { isComplete = false }
  }

  private static func line(of offset: Int, in file: RepositoryReader.File) -> Int {
    1 + file.bytes[..<min(offset, file.bytes.count)].count { $0 == 0x0A }
  }

  private func place(_ file: RepositoryReader.File, _ offset: Int) -> String {
    "\(repository.name(of: file.path)):\(Self.line(of: offset, in: file))"
  }

  // MARK: Routes

  /// Names of such routes, the usual one first.
  private static let routes = [
    "/health", "/healthz", "/api/health", "/api/healthz", "/api/v1/health", "/health/live", "/up", "/ready", "/readyz",
    "/ping", "/status",
  ]

  private func healthRoute(_ facts: CodeFacts) -> String? {
    let found = Set(
      facts.routes.map { $0.path.count > 1 && $0.path.hasSuffix("/") ? String($0.path.dropLast()) : $0.path })
    if let route = Self.routes.first(where: found.contains) { return route }
    // Next.js makes routes of files ("Route Handlers", "API Routes").
    for name in ["health", "healthz"] {
      for folder in ["app/api", "src/app/api"] {
        if ["ts", "js"].contains(where: { file("\(folder)/\(name)/route.\($0)") != nil }) { return "/api/" + name }
      }
      for folder in ["pages/api", "src/pages/api"] {
        if ["ts", "js"].contains(where: { file("\(folder)/\(name).\($0)") != nil }) { return "/api/" + name }
      }
    }
    return nil
  }

  // MARK: Processes beside the server

  private mutating func readConsumer(_ facts: CodeFacts, _ files: [RepositoryReader.File]) {
    let types = ServiceTypes.all.filter { $0.program != nil && !$0.isSingleton }
    for application in facts.applications {
      guard let type = types.first(where: { $0.entry?.makers.contains(application.maker) ?? false }) else { continue }
      var module = inner(application.file.path)
      for suffix in ["/__init__.py", ".py"] where module.hasSuffix(suffix) { module.removeLast(suffix.count) }
      consumer = (type.name, module.replacing("/", with: "."))
      hasSchedule = files.contains { $0.bytes.mentions("beat_schedule") || $0.bytes.mentions("CELERY_BEAT_SCHEDULE") }
      return
    }
  }

  private static let workerNames = ["worker", "workers", "consumer", "queue_worker", "run_worker"]

  /// Scripts at the top whose names say that they run beside the server.
  private func workers(_ files: [RepositoryReader.File]) -> [String] {
    files.map { inner($0.path) }.filter { name in
      guard !name.contains("/"), let dot = name.lastIndex(of: ".") else { return false }
      return Self.workerNames.contains(String(name[..<dot]))
    }.sorted()
  }

  // MARK: Migrations

  /// The command that the migration tool of the project has for deployments.
  private func migration(_ packages: Set<String>) -> String? {
    if file("alembic.ini") != nil { return "alembic upgrade head" }
    if file("manage.py") != nil { return "python manage.py migrate --noinput" }
    if packages.contains("flask-migrate"), repository.list(path("migrations")) != nil { return "flask db upgrade" }
    if repository.list(path("prisma/migrations")) != nil { return "npx prisma migrate deploy" }
    if packages.contains("drizzle-kit"), repository.list(path("drizzle")) != nil { return "npx drizzle-kit migrate" }
    return nil
  }
}
