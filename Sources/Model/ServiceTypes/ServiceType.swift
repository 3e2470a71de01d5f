package import Engines
package import IR

/// Everything that is particular to one service type. Adding one is a file and a line in `ServiceTypes.all`; no rule
/// and no emitter asks for a type's name.
///
/// Every service has one, so that the properties are the one element of an array: a copy takes one reference.
package struct ServiceType: Sendable {
  private struct Fields: Sendable {
    let name: String
    let summary: String
    let category: IR.Service.Category
    var traits: ServiceTraits
    var aliases: [String] = []
    var isImpliedByName: Bool = false
    var defaultPort: Int?
    var defaultCPUMilli: Int
    var defaultMemory: Int
    var defaultStorage: Int?
    var defaultVersion: String?
    var engine: StoreEngine?
    var outputs: [OutputDefinition] = []
    var fixedVariables: [FixedVariable] = []
    var server: ServerDefaults?
    var isAsync: Bool = false
    var startCommand: (@Sendable (StartInput) -> Command?)?
    var localCommand: (@Sendable (StartInput) -> Command?)?
    var localBuild: (@Sendable (RecipeInput) -> [String])?
    var recipe: (@Sendable (RecipeInput) -> Recipe)?
    var languages: [Toolchain.Language] = []
    var entry: EntryRule?
    var pool: PoolModel?
    var program: String?
    var driverRefusal: String?
    var isSingleton: Bool = false
    var stopGrace: StopGrace?
    var healthCommand: String?
  }

  /// One element.
  private var fields: [Fields]

  package init(
    _ name: String, summary: String, category: IR.Service.Category, traits: ServiceTraits, cpuMilli: Int, memory: Int
  ) {
    fields = [
      Fields(
        name: name, summary: summary, category: category, traits: traits, defaultCPUMilli: cpuMilli,
        defaultMemory: memory)
    ]
  }

  package struct FixedVariable: Sendable {
    package let name: String
    package let value: String
    package let type: String
    package let reason: String

    package init(_ name: String, _ value: String, type: String, reason: String) {
      self.name = name
      self.value = value
      self.type = type
      self.reason = reason
    }
  }

  /// The Python web server of a type where the topology names none.
  package struct ServerDefaults: Sendable {
    /// `gunicorn` or `uvicorn`.
    package let kind: String
    /// The class of gunicorn's workers.
    package let workerClass: String

    package init(kind: String, workerClass: String) {
      self.kind = kind
      self.workerClass = workerClass
    }
  }

  /// How long a service may take to stop where nothing else needs longer, and why.
  package struct StopGrace: Sendable {
    package let duration: Milliseconds
    /// For a comment beside the number.
    package let reason: String

    package init(_ duration: Milliseconds, _ reason: String) {
      self.duration = duration
      self.reason = reason
    }
  }

  /// What a default start command is made of.
  package struct StartInput: Sendable {
    package let port: Int
    package let workers: Int
    package let server: Server?
    package let stopGrace: Milliseconds
    /// The value of `app` or its default; empty for types without it.
    package let app: String
    /// What the image is made of; nil: it is not generated.
    package let recipe: RecipeInput?

    package init(
      port: Int, workers: Int, server: Server?, stopGrace: Milliseconds, app: String = "", recipe: RecipeInput? = nil
    ) {
      self.port = port
      self.workers = workers
      self.server = server
      self.stopGrace = stopGrace
      self.app = app
      self.recipe = recipe
    }
  }

  /// The version of the server that the tag of an image names; nil: the image is not a known one of the type, or its
  /// tag names no version.
  package func version(ofImage text: String) -> String? {
    guard let engine, case .success(let image) = ImageReference.parse(text), let repository = image.hubRepository,
      let tag = image.tag
    else { return nil }
    return engine.version(ofImage: repository, tag: tag)
  }

  /// The output of that name or alias.
  package func output(_ name: String) -> OutputDefinition? {
    outputs.first { $0.name == name || $0.aliases.contains(name) }
  }
}

// MARK: Properties

extension ServiceType {
  package var name: String { fields[0].name }

  /// One line for the reference page.
  package var summary: String { fields[0].summary }

  package var category: IR.Service.Category { fields[0].category }

  package internal(set) var traits: ServiceTraits {
    get { fields[0].traits }
    set { fields[0].traits = newValue }
  }

  /// Other words for it, for suggestions.
  package var aliases: [String] {
    get { fields[0].aliases }
    set { fields[0].aliases = newValue }
  }

  /// The type need not be written when the service bears its name.
  package var isImpliedByName: Bool {
    get { fields[0].isImpliedByName }
    set { fields[0].isImpliedByName = newValue }
  }

  package var defaultPort: Int? {
    get { fields[0].defaultPort }
    set { fields[0].defaultPort = newValue }
  }

  package var defaultCPUMilli: Int {
    get { fields[0].defaultCPUMilli }
    set { fields[0].defaultCPUMilli = newValue }
  }

  package var defaultMemory: Int {
    get { fields[0].defaultMemory }
    set { fields[0].defaultMemory = newValue }
  }

  package var defaultStorage: Int? {
    get { fields[0].defaultStorage }
    set { fields[0].defaultStorage = newValue }
  }

  package var defaultVersion: String? {
    get { fields[0].defaultVersion }
    set { fields[0].defaultVersion = newValue }
  }

  /// What is particular to a store; nil: it is none.
  package var engine: StoreEngine? {
    get { fields[0].engine }
    set { fields[0].engine = newValue }
  }

  package var outputs: [OutputDefinition] {
    get { fields[0].outputs }
    set { fields[0].outputs = newValue }
  }

  /// Variables that every service of the type has without being told.
  package var fixedVariables: [FixedVariable] {
    get { fields[0].fixedVariables }
    set { fields[0].fixedVariables = newValue }
  }

  package var server: ServerDefaults? {
    get { fields[0].server }
    set { fields[0].server = newValue }
  }

  /// A server that handles many requests in one process, so that `workers: auto` counts CPUs.
  package var isAsync: Bool {
    get { fields[0].isAsync }
    set { fields[0].isAsync = newValue }
  }

  /// The command where the topology has none and an image is generated.
  package var startCommand: (@Sendable (StartInput) -> Command?)? {
    get { fields[0].startCommand }
    set { fields[0].startCommand = newValue }
  }

  /// The command on a developer's machine where it is another one.
  package var localCommand: (@Sendable (StartInput) -> Command?)? {
    get { fields[0].localCommand }
    set { fields[0].localCommand = newValue }
  }

  /// Commands that make what the local command runs, in the service's root.
  package var localBuild: (@Sendable (RecipeInput) -> [String])? {
    get { fields[0].localBuild }
    set { fields[0].localBuild = newValue }
  }

  package var recipe: (@Sendable (RecipeInput) -> Recipe)? {
    get { fields[0].recipe }
    set { fields[0].recipe = newValue }
  }

  /// The languages that its code can be in, the usual one first; empty: any, and there is no usual one.
  package var languages: [Toolchain.Language] {
    get { fields[0].languages }
    set { fields[0].languages = newValue }
  }

  /// The tool that installs where the topology names none; nil: one must be named.
  package var toolchain: Toolchain? { languages.first.map(Toolchains.usual) }

  /// The recipe of an image of the type with a toolchain; nil: too little is known about what runs.
  package func recipe(with tool: Toolchain) -> (@Sendable (RecipeInput) -> Recipe)? {
    recipe ?? (traits.contains(.code) ? tool.language.recipe : nil)
  }

  /// What `app` means; nil: there is no such key.
  package var entry: EntryRule? {
    get { fields[0].entry }
    set { fields[0].entry = newValue }
  }

  /// What its processes open to a database; nil: the type does not determine it.
  package var pool: PoolModel? {
    get { fields[0].pool }
    set { fields[0].pool = newValue }
  }

  /// The program that the code must bring, where it is no web server: `celery`.
  package var program: String? {
    get { fields[0].program }
    set { fields[0].program = newValue }
  }

  /// Why no driver may follow the scheme of a database's URL, as the end of a finding's note; nil: one may.
  package var driverRefusal: String? {
    get { fields[0].driverRefusal }
    set { fields[0].driverRefusal = newValue }
  }

  /// Whether there may be one replica at most, without `singleton`.
  package var isSingleton: Bool {
    get { fields[0].isSingleton }
    set { fields[0].isSingleton = newValue }
  }

  /// Nil: 10 s, or longer where timeouts need it.
  package var stopGrace: StopGrace? {
    get { fields[0].stopGrace }
    set { fields[0].stopGrace = newValue }
  }

  /// The command that checks its health, in which `APP` is replaced by `app`. It takes noticeable time, so it is
  /// proposed and never assumed. Nil: there is none.
  package var healthCommand: String? {
    get { fields[0].healthCommand }
    set { fields[0].healthCommand = newValue }
  }
}

/// Something that other services can refer to.
package struct OutputDefinition: Sendable {
  package enum Requirement: Sendable {
    case none
    case isPublic
    case isPublicTCP
    case pooler
  }

  package let name: String
  /// Conventional variable names that mean the same: `DATABASE_URL`.
  package let aliases: [String]
  package let type: ValueType
  package let isSecret: Bool
  package let reach: Marks.Reach?
  package let phase: Marks.Phase
  package let requirement: Requirement
  /// The value, for a service of that declared name.
  package let expression: @Sendable (String) -> Expression

  package init(
    _ name: String, aliases: [String] = [], type: ValueType, isSecret: Bool = false, reach: Marks.Reach? = nil,
    phase: Marks.Phase = .provision, requires requirement: Requirement = .none,
    expression: @escaping @Sendable (String) -> Expression
  ) {
    self.name = name
    self.aliases = aliases
    self.type = type
    self.isSecret = isSecret
    self.reach = reach
    self.phase = phase
    self.requirement = requirement
    self.expression = expression
  }
}
