package import JSON

/// One enabled service of one environment, stores included.
///
/// A value of many properties that is copied often: the properties are the one element of an array, so that a copy takes
/// one reference, and a change of one copies it first.
package struct Service: Hashable, Sendable {
  /// What a service type is to the rules; nothing switches on the name of a type.
  package enum Category: String, Sendable, CaseIterable {
    /// fastapi, flask, nextjs, web, static: has a port and speaks HTTP.
    case web
    case worker
    case cron
    case job
    /// Keeps what others work with: a server of an engine, or another container.
    case store
  }

  private struct Fields: Hashable, Sendable {
    var name: String
    var dns: String
    var type: String
    var category: Category
    var span: Int?
    var declared = ServiceKeys()
    var spans = NumbersOfKeys()
    var image: String?
    var build: Build?
    var command: Command?
    var localCommand: Command?
    var localBuild: [String] = []
    var release: Command?
    var programs: [String] = []
    var port: Int?
    var ports: [NamedPort] = []
    var exposure: Exposure = Exposure()
    var health: Health?
    var objectives: Objectives?
    var metrics: Metrics?
    var checks: Checks?
    var resources: Resources
    var scale: Scale = Scale()
    var restart: Restart = Restart()
    var needs: [Need] = []
    var workers: Int?
    var pools: [Pool] = []
    var server: Server?
    var volumes: [Volume] = []
    var files: [FileMount] = []
    var schedule: String?
    var scheduleGap: Int?
    var isSingleton: Bool = false
    var stopGrace: Milliseconds
    var stopGraceReason: String?
    var region: String?
    var env: [Variable] = []
    var codeOf: String?
    var store: Store?
    var options: [String: JSONValue] = [:]
    var raw: [String: JSONValue] = [:]
    var rawPlaces: [String: Int] = [:]
    var entrypoint: Command?
    var mounts: [WorkingMount] = []
    var proxy: Proxy?
  }

  /// One element.
  private var fields: [Fields]

  package init(
    name: String, dns: String, type: String, category: Category, resources: Resources, stopGrace: Milliseconds
  ) {
    fields = [
      Fields(
        name: name, dns: dns, type: type, category: category, resources: resources, stopGrace: stopGrace)
    ]
  }

  package func variable(_ name: String) -> Variable? { env.first { $0.name == name } }

  /// Everything that is made of values: variables, then files.
  package var values: [Variable] { files.isEmpty ? env : env + files.compactMap(\.composed) }

  /// Whether there is a command that runs it from a working tree, without an image.
  package var runsFromSources: Bool { build != nil && wholeLocalCommand != nil }

  /// Whether what is written says which program runs: `start` does, and an `entrypoint` that starts a known one.
  package var hasWrittenCommand: Bool { declared.contains(.start) || !programs.isEmpty }

  /// The key of a written command that findings about the program point at.
  package var commandKey: ServiceKey { declared.contains(.start) ? .start : .entrypoint }

  /// The number of the span of a key's value; where it is not written, of the service's name.
  package func span(of key: ServiceKey) -> Int? { spans[key] ?? span }
}

// MARK: Properties

extension Service {
  package var name: String {
    get { fields[0].name }
    _modify { yield &fields[0].name }
  }

  /// The folded name, a DNS label: `docs-frontend`.
  package var dns: String {
    get { fields[0].dns }
    _modify { yield &fields[0].dns }
  }

  /// The type as written: `fastapi`.
  package var type: String {
    get { fields[0].type }
    _modify { yield &fields[0].type }
  }

  package var category: Category {
    get { fields[0].category }
    _modify { yield &fields[0].category }
  }

  package var span: Int? {
    get { fields[0].span }
    _modify { yield &fields[0].span }
  }

  /// The keys that are written, as opposed to filled in.
  package var declared: ServiceKeys {
    get { fields[0].declared }
    _modify { yield &fields[0].declared }
  }

  /// The number of the span of each value that is written.
  package var spans: NumbersOfKeys {
    get { fields[0].spans }
    _modify { yield &fields[0].spans }
  }

  /// The image to run where nothing is built: `postgres:15-bookworm`, or the `image:` of the topology.
  package var image: String? {
    get { fields[0].image }
    _modify { yield &fields[0].image }
  }

  package var build: Build? {
    _read { yield fields[0].build }
    _modify { yield &fields[0].build }
  }

  /// The process. Nil: the image's own.
  package var command: Command? {
    _read { yield fields[0].command }
    _modify { yield &fields[0].command }
  }

  /// The process where the code runs outside its image and needs another command there (Procfile): `npm run start`
  /// for an image that runs `node server.js`.
  package var localCommand: Command? {
    _read { yield fields[0].localCommand }
    _modify { yield &fields[0].localCommand }
  }

  /// Commands that make what `localCommand` runs, in the root of the code; empty where it runs as it is.
  package var localBuild: [String] {
    get { fields[0].localBuild }
    _modify { yield &fields[0].localBuild }
  }

  package var release: Command? {
    _read { yield fields[0].release }
    _modify { yield &fields[0].release }
  }

  /// The servers and workers that a written command runs, as far as they are known by name: `uvicorn`.
  package var programs: [String] {
    get { fields[0].programs }
    _modify { yield &fields[0].programs }
  }

  package var port: Int? {
    get { fields[0].port }
    _modify { yield &fields[0].port }
  }

  /// Ports beside `port`, under names, in order of declaration.
  package var ports: [NamedPort] {
    _read { yield fields[0].ports }
    _modify { yield &fields[0].ports }
  }

  package var exposure: Exposure {
    _read { yield fields[0].exposure }
    _modify { yield &fields[0].exposure }
  }

  package var health: Health? {
    _read { yield fields[0].health }
    _modify { yield &fields[0].health }
  }

  /// What it must achieve; nil: nothing is declared.
  package var objectives: Objectives? {
    _read { yield fields[0].objectives }
    _modify { yield &fields[0].objectives }
  }

  /// Where its metrics are; nil: it has none.
  package var metrics: Metrics? {
    _read { yield fields[0].metrics }
    _modify { yield &fields[0].metrics }
  }

  /// What a pipeline runs before it deploys; nil: nothing is declared.
  package var checks: Checks? {
    _read { yield fields[0].checks }
    _modify { yield &fields[0].checks }
  }

  package var resources: Resources {
    get { fields[0].resources }
    _modify { yield &fields[0].resources }
  }

  package var scale: Scale {
    get { fields[0].scale }
    _modify { yield &fields[0].scale }
  }

  package var restart: Restart {
    get { fields[0].restart }
    _modify { yield &fields[0].restart }
  }

  package var needs: [Need] {
    _read { yield fields[0].needs }
    _modify { yield &fields[0].needs }
  }

  package var workers: Int? {
    get { fields[0].workers }
    _modify { yield &fields[0].workers }
  }

  package var pools: [Pool] {
    _read { yield fields[0].pools }
    _modify { yield &fields[0].pools }
  }

  package var server: Server? {
    _read { yield fields[0].server }
    _modify { yield &fields[0].server }
  }

  package var volumes: [Volume] {
    _read { yield fields[0].volumes }
    _modify { yield &fields[0].volumes }
  }

  package var files: [FileMount] {
    _read { yield fields[0].files }
    _modify { yield &fields[0].files }
  }

  /// Five fields, UTC.
  package var schedule: String? {
    get { fields[0].schedule }
    _modify { yield &fields[0].schedule }
  }

  /// The shortest time between two starts by `schedule`, in minutes.
  package var scheduleGap: Int? {
    get { fields[0].scheduleGap }
    _modify { yield &fields[0].scheduleGap }
  }

  package var isSingleton: Bool {
    get { fields[0].isSingleton }
    _modify { yield &fields[0].isSingleton }
  }

  package var stopGrace: Milliseconds {
    get { fields[0].stopGrace }
    _modify { yield &fields[0].stopGrace }
  }

  /// The reason of the grace period, for a comment: `the longest statement, 25 s, + 5 s`.
  package var stopGraceReason: String? {
    get { fields[0].stopGraceReason }
    _modify { yield &fields[0].stopGraceReason }
  }

  package var region: String? {
    get { fields[0].region }
    _modify { yield &fields[0].region }
  }

  package var env: [Variable] {
    _read { yield fields[0].env }
    _modify { yield &fields[0].env }
  }

  /// The service whose code this one has (`extends`, `build.image_of`), if any.
  package var codeOf: String? {
    get { fields[0].codeOf }
    _modify { yield &fields[0].codeOf }
  }

  /// Whether it is a store, without a copy of what makes it one.
  package var hasStore: Bool { fields[0].store != nil }

  package var store: Store? {
    _read { yield fields[0].store }
    _modify { yield &fields[0].store }
  }

  /// Options per target as written under the service's `options:`.
  package var options: [String: JSONValue] {
    _read { yield fields[0].options }
    _modify { yield &fields[0].options }
  }

  /// Merged unchecked into what a target emits for this service.
  package var raw: [String: JSONValue] {
    _read { yield fields[0].raw }
    _modify { yield &fields[0].raw }
  }

  /// Where the keys of `raw` are written, by their paths.
  package var rawPlaces: [String: Int] {
    _read { yield fields[0].rawPlaces }
    _modify { yield &fields[0].rawPlaces }
  }

  /// What precedes the command and replaces the image's own; without words: nothing. Nil: the image's own.
  package var entrypoint: Command? {
    _read { yield fields[0].entrypoint }
    _modify { yield &fields[0].entrypoint }
  }

  /// Directories of the working tree that containers of a local environment use.
  package var mounts: [WorkingMount] {
    _read { yield fields[0].mounts }
    _modify { yield &fields[0].mounts }
  }

  /// What makes it a proxy.
  package var proxy: Proxy? {
    _read { yield fields[0].proxy }
    _modify { yield &fields[0].proxy }
  }

  /// Whether it is a proxy; cheaper than reading `proxy`.
  package var isProxy: Bool { fields[0].proxy != nil }
}
