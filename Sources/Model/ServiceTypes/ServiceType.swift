package import Engines
package import IR

/// Everything that is particular to one service type. Adding one is a file and a line in `ServiceTypes.all`; no rule
/// and no emitter asks for a type's name.
package struct ServiceType: Boxed, Sendable {
  package struct Fields: Sendable {
    package let name: String
    /// One line for the reference page.
    package let summary: String
    package let category: IR.Service.Category
    package internal(set) var traits: ServiceTraits
    /// Other words for it, for suggestions.
    package var aliases: [String] = []
    /// The type need not be written when the service bears its name.
    package var isImpliedByName: Bool = false
    package var defaultPort: Int?
    package var defaultCPUMilli: Int
    package var defaultMemory: Int
    package var defaultStorage: Int?
    package var defaultVersion: String?
    /// What is particular to a store; nil: it is none.
    package var engine: StoreEngine?
    package var outputs: [OutputDefinition] = []
    /// Variables that every service of the type has without being told.
    package var fixedVariables: [FixedVariable] = []
    package var server: ServerDefaults?
    /// A server that handles many requests in one process, so that `workers: auto` counts CPUs.
    package var isAsync: Bool = false
    /// The command where the topology has none and an image is generated.
    package var startCommand: (@Sendable (StartInput) -> Command?)?
    /// The command on a developer's machine where it is another one.
    package var localCommand: (@Sendable (StartInput) -> Command?)?
    /// Commands that make what the local command runs, in the service's root.
    package var localBuild: (@Sendable (RecipeInput) -> [String])?
    package var recipe: (@Sendable (RecipeInput) -> Recipe)?
    /// The languages that its code can be in, the usual one first; empty: any, and there is no usual one.
    package var languages: [Toolchain.Language] = []
    /// What `app` means; nil: there is no such key.
    package var entry: EntryRule?
    /// What its processes open to a database; nil: the code decides, and the type does not say what it is written with.
    package var pool: PoolModel?
    /// Packages under the dependencies of a `package.json` that only programs of the type have.
    package var signature: Set<String> = []
    /// The program that the code must bring, where it is no web server: `celery`.
    package var program: String?
    /// Why no driver may follow the scheme of a database's URL, as the end of a finding's note; nil: one may.
    package var driverRefusal: String?
    /// Whether there may be one replica at most, without `singleton`.
    package var isSingleton: Bool = false
    /// Nil: 10 s, or what timeouts ask for.
    package var stopGrace: StopGrace?
    /// The command that asks whether it is well, where `APP` becomes `app`. It costs something, so it is proposed
    /// and never assumed. Nil: there is none.
    package var healthCommand: String?
  }

  package var box: Box<Fields>

  package init(
    _ name: String, summary: String, category: IR.Service.Category, traits: ServiceTraits, cpuMilli: Int, memory: Int
  ) {
    box = Box(
      Fields(
        name: name, summary: summary, category: category, traits: traits, defaultCPUMilli: cpuMilli,
        defaultMemory: memory))
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

  package struct ServerDefaults: Sendable {
    package let kind: String
    package let workerClass: String

    package init(kind: String, workerClass: String) {
      self.kind = kind
      self.workerClass = workerClass
    }
  }

  /// How long a service may take to stop where nothing else asks for more, and why.
  package struct StopGrace: Sendable {
    package let duration: Milliseconds
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
    /// What `app` says, or means where it is not written; empty for types without it.
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
    guard let engine = self.engine, case .success(let image) = ImageReference.parse(text),
      let repository = image.hubRepository,
      let tag = image.tag
    else { return nil }
    return engine.version(ofImage: repository, tag: tag)
  }

  /// The output of that name or alias.
  package func output(_ name: String) -> OutputDefinition? {
    self.outputs.first { $0.name == name || $0.aliases.contains(name) }
  }
}

extension ServiceType {
  /// The tool that installs where the topology names none; nil: one must be named.
  package var toolchain: Toolchain? { self.languages.first.map(Toolchains.usual) }

  /// How an image is made of code of the type that a toolchain installs; nil: what runs is known too little.
  package func imageRecipe(with tool: Toolchain) -> (@Sendable (RecipeInput) -> Recipe)? {
    self.recipe ?? (self.traits.contains(.code) ? tool.language.recipe : nil)
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
