import Emit
import Engines
import IR
import Model
import Probes
import Resolution
import Syntax

/// Stores that only values speak of: addresses of the developer's machine, references of a platform, variables that the
/// code reads.
struct DraftStores {
  private(set) var services: [DraftService]
  /// Names that references of a platform use for stores, in small letters, by the store's first name.
  private(set) var displayed: [String: String] = [:]
  /// The same as the platform shows them, by the store's first name.
  private(set) var shown: [(store: String, name: String)] = []

  init(_ services: [DraftService], _ sources: DraftSources) {
    self.services = services
    var isNamed: Set<String> = []
    for service in services {
      for facts in service.facts { for variable in facts.variables { read(variable) } }
      isNamed.formUnion(service.facts.flatMap(\.variables).map(\.name))
    }
    for template in sources.templates {
      for entry in template.entries {
        isNamed.insert(entry.name)
        read(template.variable(entry))
        readName(entry, of: template)
      }
    }
    for service in services { readCode(of: service, besides: isNamed) }
  }

  private mutating func read(_ variable: DraftVariable) {
    guard let value = variable.value else { return }
    let text = value.node.text
    if text.contains("${{") {
      readReferences(text, variable)
      return
    }
    guard let endpoint = Endpoint(value), let engine = StoreEngines.speaking(endpoint.baseScheme),
      engine.urlVariable != nil, endpoint.baseScheme != engine.scheme?.secure
    else { return }
    let host = endpoint.host.lowercased()
    // A name with a dot is one of the internet; others are those of a compose file or of the machine.
    guard !host.contains(".") || host == "127.0.0.1" || host == "host.docker.internal",
      !services.contains(where: { $0.hosts.contains(host) })
    else { return }
    add(engine, variable.place, variable.rank, database: database(endpoint, engine))
  }

  private func database(_ endpoint: Endpoint, _ engine: StoreEngine) -> String? {
    guard engine.abilities.contains(.databases), let path = endpoint.path, let first = path.utf8.first else {
      return nil
    }
    let isPlain = path.utf8.allSatisfy { byte in
      byte >= UInt8(ascii: "a") && byte <= UInt8(ascii: "z") || byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
        || byte == UInt8(ascii: "_")
    }
    return isPlain && first > UInt8(ascii: "9") ? path : nil
  }

  private mutating func readReferences(_ text: String, _ variable: DraftVariable) {
    var rest = text[...]
    while let open = rest.firstRange(of: "${{"), let close = rest[open.upperBound...].firstRange(of: "}}") {
      let inner = rest[open.upperBound..<close.lowerBound].replacing(" ", with: "").replacing("\"", with: "")
      rest = rest[close.upperBound...]
      guard let dot = inner.firstIndex(of: ".") else { continue }
      let (owner, name) = (String(inner[..<dot]), String(inner[inner.index(after: dot)...]))
      let isService = services.contains {
        $0.engine == nil && $0.spoken.contains { $0.lowercased() == owner.lowercased() }
      }
      guard !isService, displayed[owner.lowercased()] == nil, !name.contains("PUBLIC"),
        let engine = StoreEngines.all.first(where: { $0.beginnings.contains(where: name.hasPrefix) })
      else { continue }
      let known = shown.first { entry in entry.store == engine.name }
      // A second store of the engine cannot be told from the first.
      if let known, known.name != owner { continue }
      add(engine, variable.place, variable.rank, database: nil)
      displayed[owner.lowercased()] = engine.name
      if known == nil { shown.append((engine.name, owner)) }
    }
  }

  /// `DATABASE_URL=` and `REDIS_URL=${REDIS_URL}` of a template.
  private mutating func readName(_ entry: EnvTemplate.Entry, of template: EnvTemplate) {
    let word = entry.value.only?.name ?? (entry.value.known == "" ? entry.name : nil)
    guard let word, let engine = StoreEngines.all.first(where: { $0.urlVariable == word }) else { return }
    add(engine, DraftPlace(template.name, entry.line), .envTemplate, database: nil)
  }

  private mutating func readCode(of service: DraftService, besides isNamed: Set<String>) {
    guard let survey = service.survey else { return }
    for engine in survey.engines where engine.urlVariable == nil {
      // Without a URL of its own, the code names the parts.
      guard let read = survey.reads.first(where: { engine.output(named: $0.name) != nil || engine.holdsURL($0.name) }),
        !isNamed.contains(read.name)
      else { continue }
      add(engine, DraftPlace(read.path, read.line), .code, database: nil)
    }
    for read in survey.reads where !isNamed.contains(read.name) {
      guard let engine = DraftStores.engine(of: read.name, among: survey.engines) else { continue }
      add(engine, DraftPlace(read.path, read.line), .code, database: nil)
    }
  }

  /// The engine whose URL a variable holds, by its name; nil: it holds none.
  static func engine(of name: String, among engines: [StoreEngine]) -> StoreEngine? {
    if let sure = engines.first(where: { $0.holdsURL(name) }) { return sure }
    guard let types = Conventions.convention(for: name)?.types(isPythonConsumer: true) else { return nil }
    let context = LiteralContext(name: name, isByConvention: true, ignoresCase: false)
    func accepts(_ scheme: String) -> Bool {
      types.contains { $0.check(literal: "\(scheme)://host/name", context) == nil }
    }
    // Any address fits a name that says no more than that it is one.
    guard !accepts("unknown") else { return nil }
    return engines.first { $0.scheme.map { accepts($0.name) } ?? false }
  }

  private mutating func add(_ engine: StoreEngine, _ place: DraftPlace, _ rank: SourceRank, database: String?) {
    if let index = services.firstIndex(where: { $0.engine?.name == engine.name }) {
      guard let database, services[index].claim(.database) == nil, services[index].facts[0].rank == .envTemplate else {
        return
      }
      var facts = ServiceFacts([engine.name], source: place.path, rank: rank, at: place)
      facts.engine = engine
      facts.claim(.database, .text(database), at: place)
      services[index].unite(facts)
      return
    }
    var facts = ServiceFacts([engine.name], source: place.path, rank: rank, at: place)
    facts.engine = engine
    facts.hosts = [engine.name]
    facts.claim(.version, .real(engine.defaultVersion), at: place)
    facts.comments = ["default version: set the version in use"]
    if let database { facts.claim(.database, .text(database), at: place) }
    services.insert(DraftService(facts), at: services.firstIndex { $0.engine == nil } ?? services.count)
  }
}

extension StoreEngine {
  /// How names of variables begin that only such a store has.
  var beginnings: [String] {
    self.words.filter { word in
      word == self.name.uppercased() || self.outputs.contains { $0.convention.hasPrefix(word) }
    }.sorted()
  }

  /// The output that a variable of that name usually holds.
  func output(named name: String) -> EngineOutput? {
    self.offered.first { $0.convention == name || $0.otherConventions.contains(name) }
  }

  /// Whether a variable of that name holds the URL of such a store and of no other.
  func holdsURL(_ name: String) -> Bool {
    self.urlNames.contains { pattern in
      pattern.hasPrefix("*") ? name.hasSuffix(pattern.dropFirst()) : name == pattern
    }
  }
}
