package import Diagnostics
import Emit
import Engines
package import Files
import IR
import Model
import Probes
import Resolution

/// Compares the files that a topology was made of with those that it becomes, both read by the same readers.
package struct ImportProof {
  /// What became of one setting.
  package struct Row: Sendable {
    package enum Verdict: String, Sendable {
      case equal
      /// It is there, with something that the file did not have.
      case stronger
      case lost
    }

    /// `api.health.path`.
    package let path: String
    package let place: DraftPlace
    package let was: String
    /// Nil: it is not there.
    package let now: String?
    package let verdict: Verdict
    package var reason: String?
    /// A remark says that it is not there.
    package var isNamed = false
  }

  package private(set) var rows: [Row] = []
  /// Names that services log in with.
  private var accounts: Set<String> = []

  /// Whether something is lost that nothing was said of.
  package var hasUnnamedLoss: Bool { rows.contains { $0.verdict == .lost && !$0.isNamed } }

  /// - Parameters:
  ///   - draft: what the files say.
  ///   - paths: of the files that the topology becomes.
  ///   - access: reads them, and everything beside them.
  ///   - remarks: all that was said.
  ///   - warnings: what a check says of the topology.
  package init(
    _ draft: ProjectDraft, _ paths: [String], in access: FileAccess, remarks: [DraftRemark], warnings: [Diagnostic]
  ) {
    let repository = RepositoryReader(access, sources: SourceSet(), prefix: "")
    let places = PlaceFinder(repository)
    let loader = ComposeLoader(repository, into: DiagnosticBag())
    var compose: [ServiceFacts] = []
    for path in paths where path.hasSuffix("/docker-compose.yml") {
      guard let stack = try? Stack([path], loader) else { continue }
      compose += StackFacts(stack, rank: .stack, repository, places).services
    }
    let platform = RailwayFacts(paths.filter { $0.hasSuffix("/railway.json") }, starts: [:], name: "", repository)
      .services
    accounts = Set(compose.flatMap(\.variables).compactMap { $0.value.flatMap { Endpoint($0) }?.user })
    // What only developers run is in an environment of theirs.
    for service in draft.drafts where !service.isForDevelopment {
      for facts in service.facts {
        let others = facts.isOfRailway ? platform : compose
        guard !others.isEmpty else { continue }
        guard let now = others.first(where: { $0.names.contains(service.name) }) else {
          // Without a container of its own, a release is a part of the service that it was for.
          if service.release == nil { add(missing: service, facts) }
          continue
        }
        var current = now
        // Compose has no key for it: it is a container that ends before the others start.
        let release = others.first { $0.names.contains(service.name + "-release") }?.claims[.start]
        if let release, !facts.isOfRailway { current.claims[.release] = release }
        compare(service.name, facts, current)
      }
    }
    for index in rows.indices where rows[index].verdict == .lost {
      let row = rows[index]
      let remark = remarks.first { $0.place == row.place }
      let warning = warnings.first { Self.explains($0, row) }
      rows[index].reason = remark?.text ?? warning.map { "\($0.message) (\($0.code))" }
      rows[index].isNamed = rows[index].reason != nil
    }
  }

  /// Whether a target cannot do what a setting asks for: what it says of is the service, or a key of it.
  private static func explains(_ warning: Diagnostic, _ row: Row) -> Bool {
    let parts = row.path.split(separator: ".").map(String.init)
    let path = warning.path.split(separator: ".").map(String.init)
    return warning.code.hasPrefix("W09") && path.count >= 2 && path[0] == "services" && path[1] == parts[0]
      && (path.count == 2 || parts.count > 1 && path[2] == parts[1])
  }

  private mutating func add(missing service: DraftService, _ facts: ServiceFacts) {
    rows.append(Row(path: service.name, place: facts.place, was: "a service", now: nil, verdict: .lost))
  }

  // MARK: One service

  /// Keys that say the same in other words, or that only other targets have.
  private static let elsewhere: Set<ServiceKey> = [
    .schedule, .resourcesStorage, .buildOutput, .options, .buildBuilder, .buildPush, .buildSecrets, .files, .buildWatch,
  ]

  /// Keys whose paths count from the file itself.
  private static let paths: Set<ServiceKey> = [.buildDockerfile, .buildWatch, .buildBuilder]

  private mutating func compare(_ name: String, _ was: ServiceFacts, _ now: ServiceFacts) {
    if was.engine?.name != now.engine?.name {
      rows.append(
        Row(
          path: "\(name).type", place: was.place, was: was.engine?.flavor ?? "a service", now: now.engine?.flavor,
          verdict: .lost))
    }
    for (key, claim) in was.claims.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
      if was.isOfRailway ? Self.paths.contains(key) : Self.elsewhere.contains(key) { continue }
      var present = now.claims[key].map { Self.leaves(key.rawValue, $0.value) } ?? Self.implied(key, now)
      if !present.isEmpty { present.merge(Self.usual(key)) { written, _ in written } }
      for (leaf, text) in Self.leaves(key.rawValue, claim.value).sorted(by: { $0.key < $1.key }) {
        add("\(name).\(leaf)", claim.place, text, present[leaf], key, now)
      }
    }
    guard was.engine == nil, !was.isOfRailway else { return }
    let known = Set(now.variables.map(\.name))
    // The port is told by its own variable.
    for variable in was.variables where variable.name != "PORT" {
      let isThere = known.contains(variable.name)
      rows.append(
        Row(
          path: "\(name).variables.\(variable.name)", place: variable.place, was: "set", now: isThere ? "set" : nil,
          verdict: isThere ? .equal : .lost))
    }
    addStronger(name, was, now)
  }

  private mutating func add(
    _ path: String, _ place: DraftPlace, _ was: String, _ now: String?, _ key: ServiceKey, _ facts: ServiceFacts
  ) {
    // Compose does not enforce the size of a volume, so that no file has it.
    let isEqual = now == was || key == .volumes && now != nil
    var row = Row(path: path, place: place, was: was, now: now, verdict: isEqual ? .equal : .lost)
    if key == .isPublic, now == nil, facts.listens {
      row = Row(
        path: path, place: place, was: was, now: "published on the machine itself", verdict: .stronger,
        reason: "a proxy with the certificate publishes it")
    }
    if key == .restart, now == nil {
      row = Row(
        path: path, place: place, was: was, now: "unless-stopped", verdict: .stronger,
        reason: "it is restarted after every exit")
    }
    if key == .image, now == nil, facts.engine != nil, let version = facts.claims[.version] {
      let text = Self.leaves("version", version.value)["version"]
      row = Row(
        path: path, place: place, was: was, now: text, verdict: .stronger, reason: "the version is fixed")
    }
    if key == .user {
      let isSeen = accounts.contains(was)
      row = Row(
        path: path, place: place, was: was, now: isSeen ? was : "a role of its own",
        verdict: isSeen ? .equal : .stronger,
        reason: isSeen ? nil : "services log in as a role without administrator rights")
    }
    rows.append(row)
  }

  /// Limits and checks that the file did not have.
  private mutating func addStronger(_ name: String, _ was: ServiceFacts, _ now: ServiceFacts) {
    let additions: [(ServiceKey, String)] = [
      (.health, "dependent services wait for it, and a process that hangs is detected"),
      (.resourcesMemory, "a leak is limited to this service"),
      (.stopGrace, "open requests and tasks can finish"),
    ]
    for (key, reason) in additions where was.claims[key] == nil {
      guard let claim = now.claims[key] else { continue }
      let text = Self.leaves(key.rawValue, claim.value).sorted { $0.key < $1.key }.map(\.value).joined(separator: " ")
      rows.append(
        Row(
          path: "\(name).\(key.rawValue)", place: was.place, was: "absent", now: text, verdict: .stronger,
          reason: reason))
    }
  }

  /// What a file says without a key for it.
  private static func implied(_ key: ServiceKey, _ facts: ServiceFacts) -> [String: String] {
    switch key {
    case .port:
      let text = facts.variables.first { $0.name == "PORT" }?.value?.known
      return text.map { ["port": $0] } ?? [:]
    case .scaleReplicas: return [key.rawValue: "1"]
    default: return [:]
    }
  }

  /// What compose takes where a key that is there has no such part (the compose specification, "healthcheck").
  private static func usual(_ key: ServiceKey) -> [String: String] {
    key == .health
      ? [
        "health.interval": "30000ms", "health.timeout": "30000ms", "health.retries": "3", "health.start_period": "0ms",
      ]
      : [:]
  }

  // MARK: Values

  private static let commands: Set<String> = ["start", "entrypoint", "release", "health.command"]

  /// The texts of a value by their paths, spelled in one way.
  private static func leaves(_ path: String, _ value: YAMLValue) -> [String: String] {
    switch value {
    case .mapping(let mapping):
      return mapping.entries.reduce(into: [:]) { leaves, entry in
        leaves.merge(Self.leaves("\(path).\(entry.key)", entry.value)) { first, _ in first }
      }
    case .text(let text), .quoted(let text), .real(let text):
      if path == "health", text.hasPrefix("/") { return ["health.path": text] }
      if Self.commands.contains(path) { return [path: command(text)] }
      if let number = Double(text), number.isFinite, number.magnitude < 1e9 { return [path: plain(number)] }
      return [path: PlatformUnits.milliseconds(text).map { "\($0)ms" } ?? text]
    case .integer(let number): return [path: "\(number)"]
    case .boolean(let flag): return [path: "\(flag)"]
    case .flow(let items):
      let texts = items.flatMap { leaves("", $0).values }
      let isCommand = Self.commands.contains(path)
      return [
        path: isCommand ? command(texts.map(ShellText.quoted).joined(separator: " ")) : texts.joined(separator: " ")
      ]
    case .sequence, .alias, .null: return [:]
    }
  }

  /// `1` for 1.0.
  private static func plain(_ number: Double) -> String {
    number == number.rounded() ? "\(Int(number))" : "\(number)"
  }

  /// The programs of a line with their words, whatever shell starts them.
  private static func command(_ line: String) -> String {
    StartedPrograms(line: line).invocations.map { invocation in
      ([invocation.program] + invocation.arguments).map(\.text).joined(separator: " ")
    }.joined(separator: " && ")
  }
}

extension ServiceFacts {
  /// Whether the platform with a target of its own says it.
  fileprivate var isOfRailway: Bool { source.split(separator: "/").last.map { Stack.isRailway(String($0)) } ?? false }
}
