import Emit
import Engines
import IR
import Model
import Probes
import Resolution

/// The variables of all services: which service gets which, what their values become, and what several of them share.
struct DraftVariables {
  /// What one service gets.
  struct Result {
    var variables = YAMLMapping()
    /// Names of shared variables and secrets.
    var use: [String] = []
    var workers: Int?
    /// Sizes of pools that the code takes from variables, by store.
    var pools = YAMLMapping()
  }

  private(set) var remarks: [DraftRemark] = []
  private(set) var secrets: [String: SecretSupply] = [:]
  /// Comments on secrets, from templates.
  private(set) var notes: [String: [String]] = [:]
  /// Top-level variables that are no secrets, in the order in which they were met.
  private(set) var shared = YAMLMapping()
  private let services: [DraftService]
  private let sources: DraftSources
  private let reader: DraftValueReader
  /// Variables by service that are left to operators, because what is written does not pass the checks.
  private let external: [String: Set<String>]
  /// What templates give, by the position of the service.
  private var fromTemplates: [Int: [DraftVariable]] = [:]
  private var isSaid: Set<DraftRemark> = []

  init(_ services: [DraftService], _ reader: DraftValueReader, _ sources: DraftSources, external: [String: Set<String>])
  {
    self.services = services
    self.reader = reader
    self.sources = sources
    self.external = external
    for name in sources.fileSecrets { secrets[name] = .external }
    readTemplates()
  }

  // MARK: Templates

  private mutating func readTemplates() {
    let folders = Set(sources.templates.map(\.folder))
    let holes = Set(services.flatMap(\.facts).flatMap(\.variables).flatMap { $0.value?.holes.map(\.name) ?? [] })
    for folder in folders.sorted() {
      let own = sources.templates.filter { $0.folder == folder }.sorted { ($0.rank, $0.path) < ($1.rank, $1.path) }
      var seen: Set<String> = []
      var unread: [String] = []
      for template in own {
        let readers = services.indices.filter { gets(services[$0], template, folders) }
        guard !readers.isEmpty else {
          let text = "no service that was found uses it: nothing in it is migrated"
          remarks.append(DraftRemark(DraftPlace(template.name), text))
          continue
        }
        for entry in template.entries where seen.insert(entry.name).inserted {
          if !entry.comments.isEmpty { notes[entry.name] = notes[entry.name] ?? entry.comments }
          let takers = readers.filter { takes(entry.name, services[$0], template) }
          for taker in takers { fromTemplates[taker, default: []].append(template.variable(entry)) }
          if takers.isEmpty, !holes.contains(entry.name), !sources.composeSettings.contains(entry.name) {
            unread.append(entry.name)
          }
        }
      }
      guard !unread.isEmpty, let first = own.first else { continue }
      let names = unread.map { "`\($0)`" }.joined(separator: ", ")
      remarks.append(DraftRemark(DraftPlace(first.name), "no code that was found reads \(names): omitted"))
    }
  }

  /// Whether a service is given a template: by `env_file`, or because its code lies around it.
  private func gets(_ service: DraftService, _ template: EnvTemplate, _ folders: Set<String>) -> Bool {
    guard service.engine == nil else { return false }
    if service.facts.contains(where: { $0.templates.contains(template.path) }) { return true }
    // A container gets what its file gives it, and nothing else.
    if service.facts.contains(where: { $0.rank == .stack }) { return false }
    guard let home = service.folder ?? service.facts.first?.home else { return false }
    let nearest = folders.filter { RepositoryPath.contains($0, home) }.max { $0.utf8.count < $1.utf8.count }
    return nearest == template.folder
  }

  private func takes(_ name: String, _ service: DraftService, _ template: EnvTemplate) -> Bool {
    if BrowserNames.has(name) || service.type.traits.contains(.staticFiles) {
      guard isForBrowsers(service), BrowserNames.has(name) else { return false }
    }
    let isRead = service.survey?.reads.contains { $0.name == name } ?? false
    if !isRead, sources.composeSettings.contains(name) || ["COMPOSE_", "DOCKER_"].contains(where: name.hasPrefix) {
      return false
    }
    guard let survey = service.survey else {
      return service.facts.contains { $0.templates.contains(template.path) } || !service.isFinishedImage
    }
    return !survey.isComplete || !survey.hasCode || survey.reads.contains { $0.name == name }
      || ["PORT", "WEB_CONCURRENCY"].contains(name)
  }

  private func isForBrowsers(_ service: DraftService) -> Bool {
    service.type.traits.contains(.browserFacing) || service.type.traits.contains(.staticFiles)
      || service.survey?.type.flatMap { ServiceTypes.named($0) }?.traits.contains(.browserFacing) ?? false
  }

  // MARK: One service

  /// - Parameter environment: nil: production.
  mutating func result(of position: Int, in environment: String?) -> Result {
    let service = services[position]
    var result = Result()
    let all = variables(of: position, in: environment)
    let siblings = reader.siblings(of: all)
    for variable in all {
      if let text = siblings[variable.name] {
        result.variables.add(variable.name, .text(text))
        continue
      }
      var outcome = reader.read(variable, of: service.type, isForBrowsers: isForBrowsers(service))
      if external[service.name]?.contains(variable.name) ?? false {
        let isSecret = Conventions.soundsSecret(variable.name) && !BrowserNames.has(variable.name)
        outcome = DraftOutcome(
          isSecret ? .secret(variable.name, .external) : .external,
          "has a value that does not pass the checks: an operator supplies it")
      }
      if let text = outcome.remark { say(DraftRemark(variable.place, "`\(variable.name)` \(text)")) }
      take(outcome, variable, &result)
    }
    addRead(service, Set(all.map(\.name)), &result)
    return result
  }

  private mutating func say(_ remark: DraftRemark) {
    if isSaid.insert(remark).inserted { remarks.append(remark) }
  }

  private func variables(of position: Int, in environment: String?) -> [DraftVariable] {
    var all: [DraftVariable] = []
    var seen: Set<String> = []
    for facts in services[position].facts {
      let own = facts.inEnvironment(environment).variables
      // What browsers read is fixed by the build.
      for variable in own.filter(\.isBuildArgument) + own.filter({ !$0.isBuildArgument })
      where seen.insert(variable.name).inserted {
        all.append(variable)
      }
    }
    for variable in fromTemplates[position] ?? [] where seen.insert(variable.name).inserted { all.append(variable) }
    return all
  }

  private mutating func take(_ outcome: DraftOutcome, _ variable: DraftVariable, _ result: inout Result) {
    let name = variable.name
    for part in outcome.parts {
      if part.isSecret { add(secret: part.name, .external) } else { add(shared: part.name, part.default) }
    }
    func set(_ value: YAMLValue, as key: String? = nil) {
      result.variables.add(key ?? name, value, above: variable.comments)
    }
    switch outcome.value {
    case .left: break
    case .workers(let count): result.workers = count
    case .text(let text):
      guard variable.isOfGroup, !text.contains("$<<") else { return set(.text(text)) }
      if shared[name] == nil, secrets[name] == nil { shared.add(name, .text(text), above: variable.comments) }
      result.use.append(name)
    case .typedText(let text): set(.mapping(.flow([("value", .text(text)), ("type", .text("string"))])))
    case .jsonList(let text): set(.mapping(.flow([("value", .text(text)), ("format", .text("json"))])))
    case .replaceable(let text): set(.text(text), as: name + "?")
    case .external: set(.mapping(.flow([("source", .text("external"))])))
    case .optional: set(.mapping(.flow([("required", .boolean(false))])))
    case .shared(let other, let value):
      add(shared: other, value)
      set(.text("$<<shared.\(other)>>"))
    case .secret(let secret, let supply):
      add(secret: secret, supply)
      if secret == name { result.use.append(name) } else { set(.text("$<<shared.\(secret)>>")) }
    }
  }

  private mutating func add(secret name: String, _ supply: SecretSupply) {
    // One service may do without it, and another may not.
    switch (secrets[name], supply) {
    case (.external?, _), (.generate?, .optional): break
    default: secrets[name] = supply
    }
  }

  private mutating func add(shared name: String, _ value: String?) {
    guard secrets[name] == nil, shared[name] == nil, shared[name + "?"] == nil else { return }
    if let value {
      shared.add(name + "?", .text(value), above: notes[name] ?? [])
    } else {
      shared.add(name, .mapping(.flow([("source", .text("external"))])), above: notes[name] ?? [])
    }
  }

  // MARK: What the code reads

  /// Adds what the code reads and no file sets.
  private mutating func addRead(_ service: DraftService, _ given: Set<String>, _ result: inout Result) {
    guard let survey = service.survey, service.engine == nil else { return }
    let isCodeAlone = service.facts.allSatisfy { $0.rank <= .dockerfile }
    for read in survey.reads where !given.contains(read.name) && result.variables[read.name] == nil {
      if let (store, value) = pool(read.name) {
        if isCodeAlone, result.pools[store] == nil { result.pools.add(store, value) }
        continue
      }
      // A Procfile says nothing of variables; what the platform sets by itself is the address of a store.
      let isOfPlatform =
        service.facts.allSatisfy { $0.rank <= .processFile } && reader.storeReference(read.name) != nil
      guard isCodeAlone || read.isRequired || isOfPlatform,
        let value = value(for: read, service, isCodeAlone: isCodeAlone)
      else { continue }
      if external[service.name]?.contains(read.name) ?? false {
        result.variables.add(read.name, .mapping(.flow([("source", .text("external"))])))
        continue
      }
      let variable = DraftVariable(
        name: read.name, value: nil, place: DraftPlace(read.path, read.line), rank: .code, isRead: true)
      take(DraftOutcome(value), variable, &result)
    }
  }

  /// The pool that a variable sizes, with the usual sizes.
  private func pool(_ name: String) -> (String, YAMLValue)? {
    for target in reader.targets {
      guard let pool = target.engine?.clientPool, pool.sizeName == name || pool.overflowName == name else { continue }
      let hasOverflow = pool.overflowName != nil
      let size: [(String, YAMLValue)] =
        hasOverflow ? [("size", .integer(5)), ("overflow", .integer(10))] : [("size", .integer(10))]
      return (target.name, .mapping(.flow(size)))
    }
    return nil
  }

  private func value(for read: ProjectSurvey.Read, _ service: DraftService, isCodeAlone: Bool) -> DraftValue? {
    let name = read.name
    let isBrowserName = BrowserNames.has(name)
    if isBrowserName, !isForBrowsers(service) { return nil }
    if ["PORT", "HOST", "HOSTNAME", "WEB_CONCURRENCY"].contains(name) || Platforms.owner(of: name) != nil {
      return nil
    }
    if service.type.fixedVariables.contains(where: { $0.name == name }) { return nil }
    if let reference = part(name) { return .text(reference) }
    if let reference = reader.storeReference(name) { return .text(reference) }
    if name.contains("ORIGIN") || name == "CORS_ORIGINS" {
      let pages = reader.targets.filter { $0.isForBrowsers && $0.isPublic }
      if pages.count == 1, pages[0].name != service.name { return .text("$<<\(pages[0].name).origins>>") }
    }
    if name.hasSuffix("ALLOWED_HOSTS"), let owner = owner(of: "hosts", service) { return .text("$<<\(owner).hosts>>") }
    if name.hasSuffix("TRUSTED_ORIGINS"), service.type.outputs.contains(where: { $0.name == "origins" }) {
      return .text("$<<self.origins>>")
    }
    if name == "DEBUG" { return .text("false") }
    if name == "PUBLIC_URL", service.type.traits.contains(.web) { return .text("$<<self.public_url>>") }
    if EnvironmentWords.names.contains(name) { return .text("$<<environment.name>>") }
    if name == "LOG_LEVEL" { return .text("info") }
    if let target = address(name, service, isBrowserName) {
      return .text("$<<\(target).\(isBrowserName ? "public_url" : "private_url")>>")
    }
    if read.isSecret || Conventions.soundsSecret(name), !isBrowserName {
      return .secret(name, SigningKeys.contains(name) ? .generate : read.isRequired ? .external : .optional)
    }
    return read.isRequired ? .external : nil
  }

  /// Who has an output: the service itself, or the only other one with the same code.
  private func owner(of output: String, _ service: DraftService) -> String? {
    if service.type.outputs.contains(where: { $0.name == output }) { return "self" }
    let others = services.filter { other in
      other.folder != nil && other.folder == service.folder && other.type.outputs.contains { $0.name == output }
    }
    return others.count == 1 ? others[0].name : nil
  }

  /// An output of a store under its usual name: `S3_BUCKET`, `PGHOST`.
  private func part(_ name: String) -> String? {
    for target in reader.targets {
      if let output = target.engine?.output(named: name), output.name != "url", !output.name.contains("public") {
        return "$<<\(target.name).\(output.name)>>"
      }
    }
    return nil
  }

  /// The only service whose address a variable can mean: by its name, its type, or because there is no other.
  private func address(_ name: String, _ service: DraftService, _ isBrowserName: Bool) -> String? {
    guard name.hasSuffix("_URL") || name.hasSuffix("_URI") else { return nil }
    var stem = name.dropLast(4)
    for prefix in BrowserNames.prefixes where stem.hasPrefix(prefix) { stem = stem.dropFirst(prefix.count) }
    for ending in ["_BASE", "_API", "_SERVICE", "_SERVER"] where stem.hasSuffix(ending) {
      stem = stem.dropLast(ending.count)
    }
    let word = stem.lowercased().replacing("_", with: "-")
    let others = services.filter { $0.name != service.name && $0.type.traits.contains(.web) }
    let named = others.filter { $0.name == word || $0.name.hasPrefix(word + "-") || $0.type.word == word }
    if named.count == 1 { return named[0].name }
    guard word == "api" || word == "backend", named.isEmpty else { return nil }
    let servers = others.filter { !$0.type.traits.contains(.browserFacing) && $0.type.traits.contains(.server) }
    let likely = servers.filter { $0.name == "backend" || $0.name == "api" }
    if likely.count == 1 { return likely[0].name }
    return servers.count == 1 ? servers[0].name : nil
  }
}
