import Emit
import Engines
import IR
import Model
import Probes
import Resolution

/// Everything that was found about one service.
struct DraftService {
  /// Its name in the topology.
  var name = ""
  /// What sources say, those that count most first.
  private(set) var facts: [ServiceFacts]
  /// What its code says; nil: it has none here.
  var survey: ProjectSurvey?
  /// The directory that it was found in.
  var codeFolder: String?
  /// What its Dockerfile says of the process that it starts.
  var image: ImageFacts?
  var type = ServiceTypes.unknownProcess
  var isSingleton = false
  /// A command that brings its database up to date, which the files had as a service of its own.
  var release: Claim?
  /// The package manager of its image, where nothing else says how that is built.
  var toolchain: Toolchain?
  /// The service whose code it runs with another command.
  var sibling: String?

  init(_ facts: ServiceFacts) { self.facts = [facts] }

  mutating func unite(_ other: ServiceFacts) {
    facts.append(other)
    // Among equals the one that was found first counts.
    facts = facts.enumerated().sorted { ($1.element.rank, $0.offset) < ($0.element.rank, $1.offset) }.map(\.element)
  }

  /// Takes the command away that the name of a process gives.
  /// - Returns: the command; nil: there was none.
  mutating func removeCommandOfProcess() -> Claim? {
    guard let index = facts.firstIndex(where: { $0.rank == .processFile && $0.claims[.start] != nil }) else {
      return nil
    }
    facts[index].command = nil
    return facts[index].claims.removeValue(forKey: .start)
  }

  private static let buildKeys: [ServiceKey] = [
    .buildDockerfile, .buildTarget, .buildArgs, .buildBuilder, .buildWatch, .buildCommand, .buildOutput, .buildPush,
    .buildSecrets,
  ]

  /// Removes what says that it is a finished image, or what says that it is built.
  mutating func settleOrigin(isBuilt: Bool) {
    for index in facts.indices {
      if isBuilt {
        facts[index].claims[.image] = nil
      } else {
        facts[index].folder = nil
        facts[index].dockerfile = nil
        facts[index].target = nil
        for key in Self.buildKeys { facts[index].claims[key] = nil }
      }
    }
  }

  /// Nothing waits for a service any more that is none.
  mutating func removeNeed(_ name: String) {
    for index in facts.indices { facts[index].needs.removeAll { $0.service == name } }
  }

  /// The profiles of compose that start it; none: it is always started.
  var profiles: Set<String> { facts.reduce(into: []) { $0.formUnion($1.profiles) } }

  mutating func removeProfiles() {
    for index in facts.indices where !facts[index].profiles.isEmpty {
      facts[index].profiles = []
      facts[index].claims[.options] = nil
    }
  }

  /// Whether it waits for another service, or has its address.
  func speaks(of other: DraftService) -> Bool {
    if needs.contains(where: { need in other.spoken.contains(need.service) }) { return true }
    return facts.flatMap(\.variables).contains { variable in
      variable.value.flatMap { Endpoint($0) }.map { other.hosts.contains($0.host.lowercased()) } ?? false
    }
  }

  /// The value for a key in an environment; nil: no source has one.
  func claim(_ key: ServiceKey, in environment: String? = nil) -> Claim? {
    facts.lazy.compactMap { $0.inEnvironment(environment).claims[key] }.first
  }

  /// Values that others say, and that do not count.
  func losers(_ key: ServiceKey) -> [Claim] {
    let all = facts.compactMap { $0.claims[key] }
    guard let first = all.first else { return [] }
    return all.dropFirst().filter { $0.value != first.value }
  }

  var engine: StoreEngine? { facts.lazy.compactMap(\.engine).first }
  var folder: String? { facts.lazy.compactMap(\.folder).first }
  var dockerfile: String? { facts.lazy.compactMap(\.dockerfile).first }
  var target: String? { facts.lazy.compactMap(\.target).first }
  var hosts: Set<String> { facts.reduce(into: []) { $0.formUnion($1.hosts) } }
  var published: [Int: Int] { facts.reduce(into: [:]) { $0.merge($1.published) { first, _ in first } } }
  var needs: [DraftNeed] { facts.flatMap(\.needs) }
  var place: DraftPlace { facts[0].place }
  var isForDevelopment: Bool { facts.contains(where: \.isForDevelopment) }
  /// Names in files, by which others speak of it.
  var spoken: [String] { facts.flatMap(\.names) }
  var role: ServiceFacts.Role? { facts.lazy.compactMap(\.role).first }

  /// The line that its container runs: what a file says, else the image.
  var command: String? { facts.lazy.compactMap(\.command).first ?? image?.command }

  /// The port that it listens on, as far as something shows one.
  var port: (number: Int, claim: Claim?)? {
    if let claim = claim(.port), case .integer(let number) = claim.value { return (number, claim) }
    if let number = command.flatMap(PortInCommand.port) ?? image?.port ?? survey?.port { return (number, nil) }
    return nil
  }

  /// The same, or the usual one for what it runs, where its type has none.
  var usualPort: Int? {
    if let number = engine?.port ?? port?.number ?? type.defaultPort { return number }
    return type.traits.contains(.web) ? PortInCommand.usual(command ?? "") : nil
  }

  var isListening: Bool { isNamedListener || image?.port != nil }

  /// A file says that it answers requests, or what it runs does.
  var isNamedListener: Bool {
    facts.contains { facts in
      facts.listens
        || facts.command.map { line in StartedProcesses.parts(ofLine: line).contains { $0.program.role == .server } }
          ?? false
    }
  }

  var isFinishedImage: Bool { folder == nil }

  /// Whether it is started in the image of the server of its code, whatever that is built by.
  var isBuiltAsServer: Bool { dockerfile == nil && facts.contains(where: \.isBuiltAsServer) }

  func hasSameBuild(as other: DraftService) -> Bool {
    dockerfile == other.dockerfile && target == other.target
      && claim(.buildBuilder)?.value == other.claim(.buildBuilder)?.value
      && claim(.buildArgs)?.value == other.claim(.buildArgs)?.value
  }
}

/// What a Dockerfile says of the process that it starts.
struct ImageFacts {
  private(set) var port: Int?
  private(set) var command: String?
  /// The place of the file.
  let path: String

  /// Replaces the name of a script by what it runs.
  mutating func expand(in folder: String, _ repository: RepositoryReader) {
    command = command.map { PackageScripts.expanded($0, in: folder, repository) }
  }

  /// The port is another service's, which runs the same image.
  mutating func leavePort() { port = nil }

  /// - Parameter target: the stage that is run; nil: the last one.
  init?(_ path: String, target: String?, _ repository: RepositoryReader) {
    guard let file = repository.file(path) else { return nil }
    self.path = repository.name(of: path)
    let content = DockerfileText(file.bytes)
    let named = target.flatMap { name in
      content.instructions.first { instruction in
        instruction.keyword == "FROM" && instruction.text.split(separator: " ").last.map(String.init) == name
      }
    }
    let stage = named?.stage ?? content.stageCount
    command = stage == content.stageCount ? content.commandLine : nil
    var port: Int?
    for instruction in content.instructions where instruction.stage == stage {
      switch instruction.keyword {
      case "EXPOSE":
        if port == nil {
          port = instruction.text.split(separator: " ").first.flatMap { Int($0.prefix { $0.isNumber }) }
        }
      case "ENV":
        let pair = DockerfileText.assignments(of: instruction).first { $0.name == "PORT" }
        port = pair?.value.flatMap { Int($0) } ?? port
      default: break
      }
    }
    self.port = port
  }
}

/// The port that a command line names: `--port 8000`, `${PORT:-8000}`, `-b 0.0.0.0:8000`.
enum PortInCommand {
  private static let marks = [
    "${PORT:-", "--port ", "--port=", "--server.port=", "--server.port ", "0.0.0.0:", "[::]:", "-p ",
  ]

  static func usual(_ start: String) -> Int {
    if ["next", "node", "npm", "pnpm"].contains(where: start.holds) { return 3000 }
    return ["uvicorn", "gunicorn", "python"].contains(where: start.holds) ? 8000 : 8080
  }

  static func port(_ line: String) -> Int? {
    for mark in marks {
      guard let range = line.firstRange(of: mark) else { continue }
      let digits = line[range.upperBound...].prefix { $0.isASCII && $0.isNumber }
      if let number = Int(digits), (1...65_535).contains(number) { return number }
    }
    return nil
  }
}

extension ServiceTypes {
  /// A process of which nothing is known.
  static let unknownProcess: ServiceType = ServiceTypes.named("worker") ?? all[0]
}
