import Emit
import Engines
import IR
import Model
import Probes
import Resolution

/// Finds out which mentions are of one service, in several files.
struct DraftUnion {
  private(set) var services: [DraftService] = []
  private(set) var remarks: [DraftRemark] = []
  private let sources: DraftSources
  private var surveys: [String: ProjectSurvey] = [:]

  init(_ sources: DraftSources) {
    self.sources = sources
    for facts in sources.services { add(withScript(withoutChange(facts))) }
    addDockerfiles()
    settleOrigins()
    describe()
    leaveCommandsToImages()
    addProjects()
    takeReleases()
  }

  private static let change = "cd "

  /// A command that first changes into a project of its own is one of that project: `cd backend && uvicorn main:app`.
  private func withoutChange(_ facts: ServiceFacts) -> ServiceFacts {
    guard let folder = facts.folder, facts.dockerfile == nil, let command = facts.command,
      let (inner, _) = Self.parts(of: command),
      let place = sources.repository.join(folder, inner), sources.projects.contains(place)
    else { return facts }
    var result = facts
    result.folder = place
    result.command = Self.parts(of: command)?.rest
    for key in [ServiceKey.start, .release] {
      guard case .text(let text)? = facts.claims[key]?.value, let parts = Self.parts(of: text), parts.folder == inner
      else {
        continue
      }
      result.claims[key]?.value = .text(parts.rest)
    }
    return result
  }

  private func withScript(_ facts: ServiceFacts) -> ServiceFacts {
    guard let folder = facts.folder, let command = facts.command else { return facts }
    var result = facts
    result.command = PackageScripts.expanded(command, in: folder, sources.repository)
    return result
  }

  private static func parts(of command: String) -> (folder: String, rest: String)? {
    guard command.hasPrefix(change), let mark = command.firstRange(of: " && ") else { return nil }
    let folder = String(command[command.index(command.startIndex, offsetBy: change.count)..<mark.lowerBound])
    let isPlain = folder.utf8.allSatisfy { !" '\"$;&|`".utf8.contains($0) }
    return isPlain ? (folder, String(command[mark.upperBound...])) : nil
  }

  private mutating func add(_ facts: ServiceFacts) {
    guard let index = services.firstIndex(where: { isSame($0, facts) }) else {
      services.append(DraftService(facts))
      return
    }
    let known = services[index]
    if known.facts[0].source != facts.source {
      remarks.append(
        DraftRemark(
          facts.place,
          "`\(facts.names.first ?? "")` and `\(known.spoken.first ?? "")` of \(known.facts[0].source) are one service"))
    }
    services[index].unite(facts)
  }

  /// Removes the command of a Procfile where the image has its own: what builds the Dockerfile does not read the Procfile
  /// (Railway, "Start command", November 2026).
  private mutating func leaveCommandsToImages() {
    for index in services.indices where services[index].image?.command != nil && services[index].role != .worker {
      guard let start = services[index].removeCommandOfProcess(), let image = services[index].image else { continue }
      remarks.append(DraftRemark(start.place, "the command is omitted: the image of \(image.path) has its own"))
    }
  }

  /// Whether a mention is of a service that is known already, the surest sign first. One file never names a service twice.
  private func isSame(_ service: DraftService, _ facts: ServiceFacts) -> Bool {
    if service.facts.contains(where: { $0.source == facts.source }) { return false }
    if (service.engine == nil) != (facts.engine == nil) { return false }
    if let a = service.dockerfile, let b = facts.dockerfile {
      if a == b, service.target == facts.target { return !areDifferentProcesses(service, facts) }
      return false
    }
    if let engine = facts.engine, facts.isManaged || service.facts.contains(where: \.isManaged) {
      // A platform has one server of a kind for an app, whatever the container is called elsewhere.
      return service.engine?.name == engine.name && services.count { $0.engine?.name == engine.name } == 1
    }
    if runsOtherImage(service, facts) { return false }
    if Self.areAlike(service.spoken, facts.names) { return true }
    if facts.rank == .processFile, facts.role == .web, facts.engine == nil, isOnlyServer(service) { return true }
    if let a = service.folder, let b = facts.folder, a == b { return !areDifferentProcesses(service, facts) }
    return false
  }

  /// Whether two compose files of different directories run different images under one name: each is a project of its own.
  private func runsOtherImage(_ service: DraftService, _ facts: ServiceFacts) -> Bool {
    func repository(_ facts: ServiceFacts) -> String? {
      guard facts.rank == .stack, case .text(let image)? = facts.claims[.image]?.value,
        case .success(let reference) = ImageReference.parse(image)
      else { return nil }
      return reference.repository
    }
    guard facts.engine == nil, let other = repository(facts) else { return false }
    return service.facts.contains { known in
      known.home != facts.home && repository(known).map { $0 != other } ?? false
    }
  }

  /// Whether a service is the only one that is no store, and nothing shows that it answers no requests.
  private func isOnlyServer(_ service: DraftService) -> Bool {
    service.engine == nil && !service.isForDevelopment && service.role != .worker
      && services.count { $0.engine == nil && !$0.isForDevelopment } == 1
  }

  /// Different commands of one image are siblings.
  private func areDifferentProcesses(_ service: DraftService, _ facts: ServiceFacts) -> Bool {
    if let a = service.role, let b = facts.role, a != b { return true }
    // What a platform calls a worker is the server of the same code in no other file.
    if facts.role == .worker || facts.role == .cron, service.role == nil, facts.rank == .processFile { return true }
    guard let a = service.facts.lazy.compactMap(\.command).first, let b = facts.command else { return false }
    return Self.words(a) != Self.words(b) && Self.isServer(a) != Self.isServer(b)
  }

  private static func words(_ command: String) -> [Substring] { command.split(separator: " ") }

  private static func isServer(_ command: String) -> Bool {
    StartedProcesses.parts(ofLine: command).contains { $0.program.role == .server }
  }

  private static let endings = ["-service", "-app", "-api", "-server", "-backend", "-web", "-prod"]

  private static func areAlike(_ a: [String], _ b: [String]) -> Bool {
    func stems(_ names: [String]) -> Set<String> {
      Set(
        names.map { name in
          let text = ServiceNames.spelled(name)
          for ending in endings where text.hasSuffix(ending) && text.count > ending.count {
            return String(text.dropLast(ending.count))
          }
          return text
        })
    }
    return !stems(a).isDisjoint(with: stems(b))
  }

  // MARK: Dockerfiles that nothing names

  /// Words in names of Dockerfiles for developers and tests.
  private static let aside: Set<String> = [
    "dev", "development", "local", "test", "tests", "testing", "ci", "debug", "e2e",
    "playwright", "base", "builder", "docs", "storybook",
  ]

  private mutating func addDockerfiles() {
    let hasServices = services.contains { $0.engine == nil }
    for path in sources.dockerfilesAside {
      let place = DraftPlace(sources.repository.name(of: path))
      remarks.append(DraftRemark(place, "is an image for developers, tests or other images: omitted"))
    }
    for path in sources.dockerfiles {
      let name = path.split(separator: "/").last.map(String.init) ?? path
      let shown = DraftPlace(sources.repository.name(of: path))
      let words = name.lowercased().split(whereSeparator: { ".-_".contains($0) }).map(String.init)
      let folder = RepositoryReader.folder(of: path)
      if words.contains(where: Self.aside.contains) {
        remarks.append(DraftRemark(shown, "is an image for developers, tests or other images: omitted"))
        continue
      }
      if let index = user(of: folder), services[index].claim(.buildBuilder) == nil {
        services[index].unite(dockerfileFacts(path, folder))
        continue
      }
      let survey = survey(folder)
      if hasServices, !(sources.projects.contains(folder) && (survey.listens || survey.type != nil)) {
        remarks.append(
          DraftRemark(shown, "no deployment file uses it, and its directory has no server: omitted"))
        continue
      }
      services.append(DraftService(dockerfileFacts(path, folder)))
    }
  }

  /// The service that the Dockerfile of a directory is for: the only one there, or the only one that answers requests.
  private func user(of folder: String) -> Int? {
    let all = services.indices.filter { services[$0].engine == nil && services[$0].folder == folder }
    let servers = all.filter { services[$0].role == .web }
    guard let index = all.count == 1 ? all[0] : servers.count == 1 ? servers[0] : nil else { return nil }
    return services[index].dockerfile == nil ? index : nil
  }

  /// A service is built, or is a finished image: what counts more decides.
  private mutating func settleOrigins() {
    for index in services.indices where services[index].engine == nil {
      guard let built = services[index].facts.first(where: { $0.folder != nil }),
        let image = services[index].facts.first(where: { $0.claims[.image] != nil }), let claim = image.claims[.image]
      else { continue }
      let isBuilt = built.rank >= image.rank
      services[index].settleOrigin(isBuilt: isBuilt)
      let text =
        isBuilt
        ? "`image` is omitted: \(built.source) builds it"
        : "\(built.source) builds it, but this image takes precedence"
      remarks.append(DraftRemark(claim.place, text))
    }
  }

  private func dockerfileFacts(_ path: String, _ folder: String) -> ServiceFacts {
    let name = path.split(separator: "/").last.map(String.init) ?? path
    let suffix = name.split(separator: ".").map(String.init).first { $0 != "Dockerfile" }
    let own = folder == "." ? sources.name : folder.split(separator: "/").last.map(String.init)
    let shown = sources.repository.name(of: path)
    var facts = ServiceFacts(
      [suffix, own, sources.name].compactMap { $0 }, source: shown, rank: .dockerfile, at: DraftPlace(shown))
    facts.folder = folder
    facts.dockerfile = path
    facts.claim(.buildDockerfile, .text(path), at: DraftPlace(shown))
    return facts
  }

  // MARK: Code

  private mutating func survey(_ folder: String) -> ProjectSurvey {
    if let known = surveys[folder] { return known }
    let nested = sources.projects.filter { $0 != folder && RepositoryPath.contains(folder, $0) }
    let survey = ProjectSurvey(folder, besides: nested, in: sources.repository)
    surveys[folder] = survey
    return survey
  }

  /// What the code of a service says: that of its directory, or of the Dockerfile's, where the directory holds the code of
  /// several services; nil: what is there is not what it runs.
  private mutating func survey(of service: DraftService) -> (survey: ProjectSurvey, folder: String)? {
    guard let folder = service.folder else { return nil }
    let command = service.facts.lazy.compactMap(\.command).first
    let own = service.dockerfile.map(RepositoryReader.folder)
    for place in [own, folder].compactMap({ $0 }) where place == folder || sources.projects.contains(place) {
      let found = survey(place)
      guard let type = found.type.flatMap({ ServiceTypes.named($0) }) else {
        if place == folder { return (found, place) }
        continue
      }
      if LanguagePrograms.fit(type, command) { return (found, place) }
    }
    return nil
  }

  private mutating func describe() {
    for index in services.indices {
      let found = survey(of: services[index])
      services[index].survey = found?.survey
      services[index].codeFolder = found?.folder
      services[index].image = services[index].dockerfile.flatMap { path in
        ImageFacts(path, target: services[index].target, sources.repository)
      }
      if let folder = services[index].folder { services[index].image?.expand(in: folder, sources.repository) }
    }
    // Of the services that run one image with commands of their own, those listen that are said to.
    for index in services.indices where services[index].image?.port != nil && !services[index].isNamedListener {
      let path = services[index].dockerfile
      let hasListener = services.contains { $0.dockerfile == path && $0.isNamedListener }
      if hasListener, services[index].facts.contains(where: { $0.command != nil }) {
        services[index].image?.leavePort()
      }
    }
  }

  /// Projects that no file deploys, as long as something shows what they are.
  private mutating func addProjects() {
    let isWhole = services.contains { $0.engine == nil && $0.facts.contains { $0.rank == .stack } }
    for folder in sources.projects where !services.contains(where: { $0.folder == folder }) {
      let survey = survey(folder)
      guard let type = survey.type.flatMap({ ServiceTypes.named($0) }) else { continue }
      if isWhole {
        let place = survey.evidence.map(Self.place) ?? DraftPlace(sources.repository.name(of: folder))
        remarks.append(
          DraftRemark(place, "is a project of type `\(type.word)` that no deployment file uses: omitted"))
        continue
      }
      // Code that a service has below its own directory is its code.
      if services.contains(where: { $0.folder.map { $0 != "." && RepositoryPath.contains($0, folder) } ?? false }) {
        continue
      }
      let own = folder == "." ? nil : folder.split(separator: "/").last.map(String.init)
      let place = survey.evidence.map(Self.place) ?? DraftPlace(sources.repository.name(of: folder))
      let fallback = type.traits.contains(.browserFacing) ? "frontend" : "web"
      var facts = ServiceFacts([own ?? fallback], source: place.path, rank: .code, at: place)
      facts.folder = folder
      facts.listens = true
      facts.role = .web
      var service = DraftService(facts)
      service.survey = survey
      service.codeFolder = folder
      services.append(service)
      addProcesses(of: service)
    }
  }

  /// `app/main.py:9`.
  private static func place(_ text: String) -> DraftPlace {
    guard let colon = text.lastIndex(of: ":"), let line = Int(text[text.index(after: colon)...]) else {
      return DraftPlace(text)
    }
    return DraftPlace(String(text[..<colon]), line)
  }

  /// Processes that the code of a server has beside it.
  private mutating func addProcesses(of server: DraftService) {
    guard let survey = server.survey, let folder = server.folder else { return }
    func add(_ name: String, _ path: String, _ body: (inout ServiceFacts) -> Void) {
      var facts = ServiceFacts([name], source: path, rank: .code, at: DraftPlace(path))
      facts.folder = folder
      facts.role = .worker
      body(&facts)
      var service = DraftService(facts)
      service.survey = survey
      service.codeFolder = folder
      services.append(service)
    }
    if let consumer = survey.consumer {
      let path = sources.repository.name(of: RepositoryReader.join(folder, consumer.app.replacing(".", with: "/")))
      add("worker", path) { facts in
        facts.claim(.app, .text(consumer.app), at: DraftPlace(path))
        facts.command = "\(consumer.type) -A \(consumer.app) worker"
      }
      guard survey.hasSchedule else { return }
      add("beat", path) { facts in
        facts.claim(.app, .text(consumer.app), at: DraftPlace(path))
        facts.command = "\(consumer.type) -A \(consumer.app) beat"
      }
    }
    for script in survey.scripts {
      let path = sources.repository.name(of: RepositoryReader.join(folder, script))
      let program = script.hasSuffix(".py") ? "python" : "node"
      add(String(script.prefix { $0 != "." }), path) { facts in
        facts.claim(.start, .text("\(program) \(script)"), at: DraftPlace(path))
      }
    }
  }

  // MARK: Commands that run once

  /// A service for whose end another one waits, and that runs the same image, is the release of that one.
  private mutating func takeReleases() {
    for once in services {
      guard let name = once.spoken.first, let start = once.claim(.start), once.engine == nil else { continue }
      let waiting = services.indices.filter { index in
        services[index].needs.contains { $0.service == name && $0.condition == .done }
      }
      let sharing = waiting.first { index in
        let other = services[index]
        guard other.release == nil, other.claim(.release) == nil else { return false }
        let isOneBuild = once.dockerfile != nil && once.dockerfile == other.dockerfile && once.target == other.target
        return (isOneBuild || once.claim(.image) != nil && once.claim(.image)?.value == other.claim(.image)?.value)
          && (other.isListening || other.command.map(Self.isServer) ?? false)
      }
      guard let sharing, once.claim(.entrypoint) == nil else { continue }
      services[sharing].release = start
      remarks.append(
        DraftRemark(
          once.place,
          "`\(name)` runs before each new version: it is now the `release` of `\(services[sharing].spoken[0])`"))
      let place = services.firstIndex { $0.spoken == once.spoken && $0.place == once.place }
      if let place { services.remove(at: place) }
      for index in services.indices { services[index].removeNeed(name) }
    }
  }
}

/// Paths from the repository's root.
enum RepositoryPath {
  /// Whether a folder is another one, or lies in it.
  static func contains(_ folder: String, _ inner: String) -> Bool {
    folder == "." || inner == folder || inner.hasPrefix(folder + "/")
  }
}
