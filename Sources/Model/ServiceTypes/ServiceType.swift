package import Engines
package import IR

/// Everything that is particular to one service type. Adding one is a file and a line in `ServiceTypes.all`; no rule
/// and no emitter asks for a type's name.
package struct ServiceType: Sendable {
  package let name: String
  /// One line for the reference page.
  package let summary: String
  package let category: IR.Service.Category
  package internal(set) var traits: ServiceTraits
  /// Other words for it, for suggestions.
  package var aliases: [String] = []
  /// The type need not be written when the service bears its name.
  package var isImpliedByName = false
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
  package var isAsync = false
  /// The command where the topology has none and an image is generated.
  package var startCommand: (@Sendable (StartInput) -> Command?)?
  /// The command on a developer's machine where it is another one.
  package var localCommand: (@Sendable (StartInput) -> Command?)?
  /// Commands that make what the local command runs, in the service's root.
  package var localBuild: [String] = []
  package var recipe: (@Sendable (RecipeInput) -> Recipe)?

  package init(
    _ name: String, summary: String, category: IR.Service.Category, traits: ServiceTraits, cpuMilli: Int, memory: Int
  ) {
    self.name = name
    self.summary = summary
    self.category = category
    self.traits = traits
    self.defaultCPUMilli = cpuMilli
    self.defaultMemory = memory
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
    package let app: String
    package let workerClass: String

    package init(kind: String, app: String, workerClass: String) {
      self.kind = kind
      self.app = app
      self.workerClass = workerClass
    }
  }

  /// What a default start command is made of.
  package struct StartInput: Sendable {
    package let port: Int
    package let workers: Int
    package let server: Server?
    package let stopGrace: Milliseconds

    package init(port: Int, workers: Int, server: Server?, stopGrace: Milliseconds) {
      self.port = port
      self.workers = workers
      self.server = server
      self.stopGrace = stopGrace
    }
  }

  /// What a build recipe is made of.
  package struct RecipeInput: Hashable, Sendable {
    package let pythonVersion: String
    package let nodeVersion: String
    package let packages: [String]
    package let command: String?
    package let output: String?
    /// The Python web server that the requirements must bring; nil: none.
    package let serverKind: String?
    /// The class of gunicorn's workers; nil: there are none.
    package let workerClass: String?

    package init(
      pythonVersion: String, nodeVersion: String, packages: [String], command: String?, output: String?,
      serverKind: String?, workerClass: String?
    ) {
      self.pythonVersion = pythonVersion
      self.nodeVersion = nodeVersion
      self.packages = packages
      self.command = command
      self.output = output
      self.serverKind = serverKind
      self.workerClass = workerClass
    }
  }

  /// The version of the server that the tag of an image names; nil: the image is not a known one of the type, or its
  /// tag names no version.
  package func version(ofImage text: String) -> String? {
    guard let engine, case .success(let image) = ImageReference.parse(text),
      image.registry == nil || image.registry == "docker.io", let tag = image.tag
    else { return nil }
    let name = image.repository.hasPrefix("library/") ? String(image.repository.dropFirst(8)) : image.repository
    return engine.version(ofImage: name, tag: tag)
  }

  /// The output of that name or alias.
  package func output(_ name: String) -> OutputDefinition? {
    outputs.first { $0.name == name || $0.aliases.contains(name) }
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
