package import JSON

/// The checked, merged topology of one environment: every reference resolved, every default filled in, every derived
/// number computed. Emitters and reports read only this.
///
/// A value of many properties that every part of an emitter holds: the properties are the one element of an array, so
/// that a copy takes one reference, and a change of one copies them first.
package struct Program: Hashable, Sendable {
  private struct Fields: Hashable, Sendable {
    var project: String
    var environment: EnvironmentInfo
    var targets: [String] = []
    var companions: [String] = []
    var targetPlaces: [String: Int] = [:]
    var optionPlaces: [String: [String: Int]] = [:]
    var options: [String: JSONValue] = [:]
    var raw: [String: JSONValue] = [:]
    var rawPlaces: [String: Int] = [:]
    var repository: Repository?
    var sources: [SourceInfo] = []
    var secrets: [SecretInfo] = []
    var shared: [Variable] = []
    var services: [Service] = []
    var edges: [Edge] = []
    var externals: [ExternalServer] = []
    var connectionBudgets: [ConnectionBudget] = []
    var memoryBudgets: [MemoryBudget] = []
    var spans: [SpanInfo] = []
    var contents: [String: FileContent] = [:]
    var madeIndex = MadeIndex()
  }

  /// One element.
  private var fields: [Fields]

  package init(project: String, environment: EnvironmentInfo) {
    fields = [Fields(project: project, environment: environment)]
  }

  /// To be called when the program is complete: look-ups take a moment then, however many services there are. No
  /// name, origin of code or volume may be changed afterwards.
  package mutating func makeIndex() { fields[0].madeIndex.index = ProgramIndex(self) }

  /// The index, unless something was added or taken away since it was made.
  private var index: ProgramIndex? {
    guard let index = fields[0].madeIndex.index, index.fits(self) else { return nil }
    return index
  }

  /// The service with that declared name, nil where it is not enabled in this environment.
  package func service(_ name: String) -> Service? {
    guard let index else { return services.first { $0.name == name } }
    return index.services[name].map { services[$0] }
  }

  /// The services whose code is that of another one, by its declared name.
  package func services(withCodeOf name: String) -> [Service] {
    guard let index else { return services.filter { $0.codeOf == name } }
    return index.servicesByOrigin[name].map { services[$0] }
  }

  /// The services that mount a shared volume of that name.
  package func services(sharing volume: String) -> [Service] {
    guard let index else { return services.filter { $0.volumes.contains { $0.shared == volume } } }
    return index.servicesByVolume[volume].map { services[$0] }
  }

  /// The services that lead requests to others, in order of declaration.
  package var proxies: [Service] {
    guard let index else { return services.filter(\.isProxy) }
    return index.proxies.map { services[$0] }
  }

  package func secret(_ id: String) -> SecretInfo? {
    guard let index else { return secrets.first { $0.id == id } }
    return index.secrets[id].map { secrets[$0] }
  }

  /// The references of a service, by its declared name.
  package func edges(from name: String) -> [Edge] {
    guard let index else { return edges.filter { $0.from == name } }
    return index.edges[name].map { edges[$0] }
  }

  package func connectionBudget(of store: String) -> ConnectionBudget? {
    guard let index else { return connectionBudgets.first { $0.store == store } }
    return index.connectionBudgets[store].map { connectionBudgets[$0] }
  }

  package func memoryBudget(of store: String) -> MemoryBudget? {
    guard let index else { return memoryBudgets.first { $0.store == store } }
    return index.memoryBudgets[store].map { memoryBudgets[$0] }
  }

  /// The connection budgets that a service has a part in.
  package func connectionBudgets(with consumer: String) -> [ConnectionBudget] {
    guard let index else {
      return connectionBudgets.filter { budget in budget.consumers.contains { $0.service == consumer } }
    }
    return index.budgetsOfConsumers[consumer].map { connectionBudgets[$0] }
  }
}

// MARK: Properties

extension Program {
  package var project: String {
    get { fields[0].project }
    _modify { yield &fields[0].project }
  }

  package var environment: EnvironmentInfo {
    get { fields[0].environment }
    _modify { yield &fields[0].environment }
  }

  /// The deploy targets that the topology lists, in its order.
  package var targets: [String] {
    get { fields[0].targets }
    _modify { yield &fields[0].targets }
  }

  /// What the topology lists beside the deploy targets, in its order: emitters of role `companion`.
  package var companions: [String] {
    get { fields[0].companions }
    _modify { yield &fields[0].companions }
  }

  /// Where they are listed, by name; empty where they are not written.
  package var targetPlaces: [String: Int] {
    get { fields[0].targetPlaces }
    _modify { yield &fields[0].targetPlaces }
  }

  /// Where the options of targets are written, by target and option.
  package var optionPlaces: [String: [String: Int]] {
    get { fields[0].optionPlaces }
    _modify { yield &fields[0].optionPlaces }
  }

  /// Options per target as written under `options:`, values checked by the target.
  package var options: [String: JSONValue] {
    get { fields[0].options }
    _modify { yield &fields[0].options }
  }

  /// Merged unchecked into the document that a target writes, by target.
  package var raw: [String: JSONValue] {
    get { fields[0].raw }
    _modify { yield &fields[0].raw }
  }

  /// Where its keys are written, by their paths.
  package var rawPlaces: [String: Int] {
    get { fields[0].rawPlaces }
    _modify { yield &fields[0].rawPlaces }
  }

  package var repository: Repository? {
    get { fields[0].repository }
    _modify { yield &fields[0].repository }
  }

  package var sources: [SourceInfo] {
    get { fields[0].sources }
    _modify { yield &fields[0].sources }
  }

  /// In the order: stores' own secrets, then declared ones in order of declaration.
  package var secrets: [SecretInfo] {
    get { fields[0].secrets }
    _modify { yield &fields[0].secrets }
  }

  /// Shared variables that are not secret, with their value in this environment, in order of declaration.
  package var shared: [Variable] {
    get { fields[0].shared }
    _modify { yield &fields[0].shared }
  }

  /// Enabled services in order of declaration; stores are services too.
  package var services: [Service] {
    get { fields[0].services }
    _modify { yield &fields[0].services }
  }

  package var edges: [Edge] {
    get { fields[0].edges }
    _modify { yield &fields[0].edges }
  }

  /// Servers outside of all targets that enabled services refer to.
  package var externals: [ExternalServer] {
    _read { yield fields[0].externals }
    _modify { yield &fields[0].externals }
  }

  /// What the files of the repository hold that a target writes into its own, by path; no part of the IR's JSON.
  package var contents: [String: FileContent] {
    _read { yield fields[0].contents }
    _modify { yield &fields[0].contents }
  }

  /// One for each store whose connections are counted.
  package var connectionBudgets: [ConnectionBudget] {
    get { fields[0].connectionBudgets }
    _modify { yield &fields[0].connectionBudgets }
  }

  /// One for each store whose memory is tuned.
  package var memoryBudgets: [MemoryBudget] {
    get { fields[0].memoryBudgets }
    _modify { yield &fields[0].memoryBudgets }
  }

  /// Places in the sources, named by index from everything that has one.
  package var spans: [SpanInfo] {
    get { fields[0].spans }
    _modify { yield &fields[0].spans }
  }
}

package struct EnvironmentInfo: Hashable, Sendable {
  /// The environment that every topology has.
  package static let production = "production"
  /// Names of an environment that takes its place, the first of them being the usual one.
  private static let productionNames = [production, "prod", "live"]

  /// Whether an environment of that name is production, in whatever case it is written.
  package static func isProductionName(_ name: String) -> Bool { productionNames.contains(name.lowercased()) }

  /// Whether it is production: the environment that is called so, else the only standard one.
  /// - Parameter all: the environments of the topology.
  package func isProduction(among all: [EnvironmentInfo]) -> Bool {
    let standard = all.filter { $0.kind == .standard }
    if let named = standard.first(where: { Self.isProductionName($0.name) }) { return named.name == name }
    return standard.count == 1 && standard[0].name == name
  }

  package enum Kind: String, Sendable, CaseIterable {
    case standard
    case preview
    case local
  }

  package var name: String
  package var kind: Kind
  /// The environment whose values this one starts from (`from:`), if any.
  package var base: String?
  /// How long a preview may live; nil where it is not written, and for every other kind.
  package var life: Milliseconds?

  package init(name: String, kind: Kind = .standard, base: String? = nil, life: Milliseconds? = nil) {
    self.name = name
    self.kind = kind
    self.base = base
    self.life = life
  }
}

package struct Repository: Hashable, Sendable {
  /// `owner/name`.
  package var github: String
  package var branch: String?

  package init(github: String, branch: String?) {
    self.github = github
    self.branch = branch
  }
}

package struct SourceInfo: Hashable, Sendable {
  package var path: String
  /// Lower-case hexadecimal SHA-256 of the bytes.
  package var sha256: String

  package init(path: String, sha256: String) {
    self.path = path
    self.sha256 = sha256
  }
}

/// A place for people and for findings of emitters: file, byte range, 1-based line and column (code points).
///
/// There are many, so that they are kept in 31 bits each: more than the longest file that is read.
package struct SpanInfo: Hashable, Sendable {
  private let source32: Int32
  private let start32: Int32
  private let end32: Int32
  private let line32: Int32
  private let column32: Int32

  package init(source: Int, start: Int, end: Int, line: Int, column: Int) {
    source32 = Int32(clamping: source)
    start32 = Int32(clamping: start)
    end32 = Int32(clamping: end)
    line32 = Int32(clamping: line)
    column32 = Int32(clamping: column)
  }

  package var source: Int { Int(source32) }
  package var start: Int { Int(start32) }
  package var end: Int { Int(end32) }
  package var line: Int { Int(line32) }
  package var column: Int { Int(column32) }
}

package struct SecretInfo: Hashable, Sendable {
  package enum Source: Hashable, Sendable {
    /// `alphabet` is `base64url`, `base64`, `hex`, `alnum` or `uuid`; `bytes` of randomness.
    case generate(alphabet: String, bytes: Int)
    case external
  }

  /// `shared/NAME` or `<service>/password`, `<service>/app_password`.
  package var id: String
  /// The name in env files: `TIINGO_API_KEY`, `POSTGRES_PASSWORD`.
  package var env: String
  package var source: Source
  /// What a generated value begins with, before what is random.
  package var prefix: String?
  package var isRequired: Bool
  /// True when every value it can have needs no percent-encoding inside a URL.
  package var isURLSafe: Bool
  /// Services that use it, in order of declaration.
  package var usedBy: [String]
  package var differsFrom: [String]
  package var pattern: String?
  package var doc: String?
  /// True for a store's own passwords.
  package var isStoreOwned: Bool
  /// A policy asks for another value in each environment.
  package var isOfOneEnvironment: Bool
  /// Whether a value may have line breaks.
  package var isMultiline: Bool

  package init(
    id: String, env: String, source: Source, prefix: String? = nil, isRequired: Bool = true, isURLSafe: Bool,
    usedBy: [String] = [], differsFrom: [String] = [], pattern: String? = nil, doc: String? = nil,
    isStoreOwned: Bool = false,
    isOfOneEnvironment: Bool = false, isMultiline: Bool = false
  ) {
    self.id = id
    self.env = env
    self.source = source
    self.prefix = prefix
    self.isRequired = isRequired
    self.isURLSafe = isURLSafe
    self.usedBy = usedBy
    self.differsFrom = differsFrom
    self.pattern = pattern
    self.doc = doc
    self.isStoreOwned = isStoreOwned
    self.isOfOneEnvironment = isOfOneEnvironment
    self.isMultiline = isMultiline
  }
}

/// A server that nothing here runs: it is deployed elsewhere, and services connect to it.
package struct ExternalServer: Hashable, Sendable {
  /// The declared name, as edges have it.
  package var name: String
  package var port: Int

  package init(name: String, port: Int) {
    self.name = name
    self.port = port
  }
}

/// A reference between services.
package struct Edge: Hashable, Sendable {
  package enum Kind: String, Sendable, CaseIterable {
    case startup
    case address
  }

  package var from: String
  package var to: String
  package var kind: Kind
  package var condition: Need.Condition?
  package var span: Int?

  package init(from: String, to: String, kind: Kind, condition: Need.Condition? = nil, span: Int? = nil) {
    self.from = from
    self.to = to
    self.kind = kind
    self.condition = condition
    self.span = span
  }
}
