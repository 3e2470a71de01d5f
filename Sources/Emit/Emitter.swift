package import Diagnostics
package import IR

/// Writes the files of one target from the IR. Adding one is a file in a directory of its own and a line in `Emitters.all`.
package protocol Emitter: SendableMetatype {
  /// The word of `--target` and `targets:`.
  static var name: String { get }
  /// As people call the target, in headings and comments.
  static var title: String { get }
  /// One line for `infracc targets`.
  static var summary: String { get }
  /// Written where a topology lists no targets.
  static var isDefault: Bool { get }
  /// The files it writes, for `infracc targets`: `<service>/Dockerfile`.
  static var files: [String] { get }
  /// Ends of the paths of those that carry no header, because their format has no comments.
  static var withoutHeader: [String] { get }
  static var scope: EmitterScope { get }
  static var role: EmitterRole { get }
  static var capabilities: Capabilities { get }
  /// The same where the options of a program have a say in them.
  static func capabilities(for program: Program) -> Capabilities
  /// Its column of the portability table: what it makes of a key, for the service or, with nil, in general.
  static func portability(of key: ServiceKey, in service: Service?, _ capabilities: Capabilities) -> Portable
  /// The same for a key outside services.
  static func portability(of key: ProjectKey, _ capabilities: Capabilities) -> Portable
  /// What a change comes to there, for a deploy target: the second cell of each row of the table.
  static func change(_ question: ChangeQuestion, _ capabilities: Capabilities) -> ChangeCell
  /// What a person does about a change there, beyond what is said of all targets: a sentence without a period.
  static func remedy(_ question: ChangeQuestion) -> String?
  /// What a key is called in the files of the tool, where people know those; nil: they do not. The reference page has a
  /// column of it.
  static func spelling(of key: ServiceKey) -> KeySpelling?
  /// The same for a key outside services.
  static func spelling(of key: ProjectKey) -> KeySpelling?
  /// Options under `options: <name>:` that it reads, by name.
  static var options: [EmitterOption] { get }

  /// What is wrong among environments, each with the number of its program. `programs` are those that it writes files for,
  /// with their numbers.
  static func findings(among programs: [(position: Int, program: Program)]) -> [EmitFinding]

  /// Pure: the same request gives the same bytes.
  static func emit(_ request: EmitRequest) -> Emission

  // MARK: What other emitters ask

  /// The configuration of a store, from the emitter that has the name of the store's engine.
  static func configuration(of service: Service, in program: Program) -> (any StoreConfiguration)?
  /// The pooler in front of a store, from the emitter that writes its files.
  static func pooler(of service: Service, in program: Program) -> (any PoolerConfiguration)?
  /// How programs beside the services measure an environment that runs there; nil: they cannot.
  /// - Parameter request: of one environment.
  static func measuring(_ request: EmitRequest) -> (any MeasuredTarget)?
  /// Whether the target reads an env file of its own.
  static func readsVariables(_ request: EmitRequest) -> Bool
  /// What lies beside its files and must not be committed.
  static func uncommittedFiles(_ request: EmitRequest) -> [UncommittedFile]
  /// How the names of variables begin that the target's own program reads from it.
  static var environmentPrefixes: [String] { get }
  /// How an environment that runs there is operated; nil: by other means.
  static func operation(_ request: EmitRequest) -> (any TargetOperation)?
  /// The lines that do a task on another target by a script of this one, run in the directory of that target's operation;
  /// nil: it has no scripts for it. Asked for once, and answers nil for a task without a script.
  static func lines(
    on target: any Emitter.Type, _ request: EmitRequest
  ) -> (@Sendable (OperationTask) -> [String]?)?
  /// Whether it writes the script that checks an environment from outside, at `OutputLayout.smokeTest`.
  static var writesSmokeTest: Bool { get }
  /// A value with quotes that the reader of that file understands, though others may not; nil where there are none.
  static func envFileText(of value: String) -> String?
  /// How values of secrets get to the target's platform; nil where another target's form serves, or none.
  static var secretsForm: SecretsForm? { get }
  /// Adds what the target reads from it, where it does.
  static func addVariables(_ request: EmitRequest, to example: inout EnvExample)
  /// What a person must know of a store there, for the page that explains the store's files. Sentences with periods.
  static func notes(on store: Service, in program: Program) -> [String]

  /// What a deployment of an environment is operated with there, beyond the files of the target itself; nil: nothing is
  /// deployed that scripts could operate.
  /// - Parameter request: of one environment.
  static func scripts(_ request: EmitRequest) -> TargetScripts?
  /// How a pipeline deploys an environment there; nil: none does.
  /// - Parameter request: of one environment.
  static func pipeline(_ request: EmitRequest) -> TargetPipeline?
  /// Who deploys previews there without a pipeline, as a sentence without a period; nil: no one does.
  static var previewsOfPlatform: String? { get }

  // MARK: What reports ask

  /// What it runs for an environment, and what that is paid by.
  static func billing(of program: Program) -> Billing
  /// The machine that an environment is declared to run on; nil: none is.
  static func machine(of program: Program) -> Billing.Machine?
}

extension Emitter {
  package static var title: String { name }
  package static var isDefault: Bool { false }
  package static func findings(among programs: [(position: Int, program: Program)]) -> [EmitFinding] { [] }
  package static func change(_ question: ChangeQuestion, _ capabilities: Capabilities) -> ChangeCell {
    capabilities.change(question)
  }
  package static func remedy(_ question: ChangeQuestion) -> String? { nil }
  package static func spelling(of key: ServiceKey) -> KeySpelling? { nil }
  package static func spelling(of key: ProjectKey) -> KeySpelling? { nil }
  package static func configuration(of service: Service, in program: Program) -> (any StoreConfiguration)? { nil }
  package static func pooler(of service: Service, in program: Program) -> (any PoolerConfiguration)? { nil }
  package static func measuring(_ request: EmitRequest) -> (any MeasuredTarget)? { nil }
  package static func readsVariables(_ request: EmitRequest) -> Bool { false }
  package static func uncommittedFiles(_ request: EmitRequest) -> [UncommittedFile] {
    readsVariables(request) ? [.variables] : []
  }
  package static var environmentPrefixes: [String] { [] }
  package static var secretsForm: SecretsForm? { nil }
  package static func operation(_ request: EmitRequest) -> (any TargetOperation)? { nil }
  package static func lines(
    on target: any Emitter.Type, _ request: EmitRequest
  ) -> (@Sendable (OperationTask) -> [String]?)? { nil }
  package static var writesSmokeTest: Bool { false }
  package static func envFileText(of value: String) -> String? { DotenvDocument.quoted(value) }
  package static func addVariables(_ request: EmitRequest, to example: inout EnvExample) {}
  package static func notes(on store: Service, in program: Program) -> [String] { [] }
  package static func scripts(_ request: EmitRequest) -> TargetScripts? { nil }
  package static func pipeline(_ request: EmitRequest) -> TargetPipeline? { nil }
  package static var previewsOfPlatform: String? { nil }
  package static func billing(of program: Program) -> Billing {
    Billing(target: title, terms: .unknown, units: program.services.map { Billing.Unit($0, capabilities) })
  }
  package static func machine(of program: Program) -> Billing.Machine? { nil }
  package static func capabilities(for program: Program) -> Capabilities { capabilities }
  package static var withoutHeader: [String] { [] }

  /// What capabilities alone say: a target that reads more or less than these has a column of its own.
  package static func portability(of key: ServiceKey, in service: Service?, _ capabilities: Capabilities) -> Portable {
    capabilities.portability(of: key, in: service)
  }

  package static func portability(of key: ProjectKey, _ capabilities: Capabilities) -> Portable {
    capabilities.portability(of: key)
  }
}

package enum EmitterScope: String, Sendable {
  /// Called once per environment, `programs` has one element.
  case environment
  /// Called once, `programs` has every environment in order of declaration.
  case project
}

package enum EmitterRole: String, Sendable {
  /// Named under `targets:`; the checks of group 09 run for it.
  case deploy
  /// Written whenever a service and a listed target need it.
  case supporting
  /// Named under `targets:` beside a deploy target, about whose deployments it writes. It deploys nothing itself.
  case companion

  /// Whether an emitter is written only where `targets:` names it.
  package var isListed: Bool { self != .supporting }
}

package struct EmitterOption: Sendable {
  package var name: String
  package var summary: String
  /// Values that it takes; empty: any text.
  package var values: [String]
  /// `project`: an environment cannot change it, because one file serves all environments.
  package var scope: EmitterScope
  /// Where it can be written.
  package var owner: Owner
  /// The keys of the mapping that it takes; empty: it takes no mapping, or one of names that a user chooses.
  package var members: [String] = []
  /// What those of them take that are quantities, by name. A program has them as numbers.
  package var measures: [String: Measure] = [:]
  /// Another option that it cannot stand beside.
  package var excludes: String?
  /// What another value of it does to what runs.
  package var change: ChangeClass = .restart
  /// Whether its text may have references, to values that are known while compiling. One of `owner: target` only.
  package var takesReferences = false
  /// Whether it takes a list of texts.
  package var isList = false
  /// Why nothing can be written without it; nil: it need not be there. One of `owner: target` only.
  package var necessity: Necessity?

  /// What is said where an option is missing that must be there.
  package struct Necessity: Sendable {
    /// The reason: a sentence without a period.
    package var reason: String
    /// A way out: something to write.
    package var help: String

    package init(_ reason: String, help: String) {
      self.reason = reason
      self.help = help
    }
  }

  /// A quantity in an option, and the number that a program has of it.
  package enum Measure: Sendable {
    /// Thousandths of a vCPU.
    case cpu
    /// Bytes.
    case size
    /// Millionths of a unit of money.
    case money
    /// Remains a text: a code of ISO 4217.
    case currency
  }

  /// Whose `options:` an option belongs to.
  package enum Owner: Sendable {
    /// The top level, or an environment.
    case target
    case service
    /// Either; a service's own wins.
    case both
  }

  package init(
    _ name: String, _ summary: String, values: [String] = [], scope: EmitterScope = .environment,
    owner: Owner = .target, members: [String] = [], measures: [String: Measure] = [:], excludes: String? = nil,
    change: ChangeClass = .restart, takesReferences: Bool = false, isList: Bool = false, necessity: Necessity? = nil
  ) {
    self.isList = isList
    self.necessity = necessity
    self.change = change
    self.name = name
    self.summary = summary
    self.values = values
    self.scope = scope
    self.owner = owner
    self.members = members + measures.keys.filter { !members.contains($0) }.sorted()
    self.measures = measures
    self.excludes = excludes
    self.takesReferences = takesReferences
  }
}

package struct EmitRequest: Sendable {
  package var programs: [Program]
  package var layout: OutputLayout
  /// Deploy targets for which this build writes (those listed, or narrowed by `-t`).
  package var targets: [String]
  /// Only findings are asked for: files need not be made, except where a finding depends on their text.
  package var isForFindings = false
  /// Whether anyone looks at the findings.
  package var wantsFindings = true
  /// That of all calls for the program of an emitter of scope `environment`; a new one where nothing is shared.
  package var shared = SharedWork()

  package init(programs: [Program], layout: OutputLayout, targets: [String]) {
    self.programs = programs
    self.layout = layout
    self.targets = targets
  }

  /// The only program of an emitter of scope `environment`.
  package var program: Program { programs[0] }
}

package struct Emission: Sendable {
  package var files: [EmittedFile] = []
  package var findings: [EmitFinding] = []

  package init(files: [EmittedFile] = [], findings: [EmitFinding] = []) {
    self.files = files
    self.findings = findings
  }
}

/// One file to write. What it holds is made when it is asked for, so that the texts of a large build never exist at once.
package struct EmittedFile: Sendable {
  /// Which folder `path` is relative to.
  package enum Base: String, Sendable {
    /// The folder of `-o`, `infra/` by default.
    case output
    /// The folder of the topology (layout `repo`).
    case repository
  }

  package var base: Base
  /// Relative, `/`-separated, without `.` and `..`.
  package var path: String
  package var isExecutable: Bool
  /// Nobody but its owner may read it.
  package var isPrivate = false
  /// False for what belongs to one machine: that it is missing is no reason to call the files out of date.
  package var isCommitted = true

  /// Nil: its format has no comments.
  private let header: GeneratedHeader?
  private let body: @Sendable (inout TextWriter) -> Void

  /// - Parameters:
  ///   - header: the two lines above the body; nil where the format has no comments.
  ///   - body: writes what the file holds, the same at every call.
  package init(
    base: Base = .output, path: String, header: GeneratedHeader? = nil, isExecutable: Bool = false,
    body: @escaping @Sendable (inout TextWriter) -> Void
  ) {
    self.base = base
    self.path = path
    self.header = header
    self.isExecutable = isExecutable
    self.body = body
  }

  package init(base: Base = .output, path: String, content: String, isExecutable: Bool = false) {
    self.init(base: base, path: path, isExecutable: isExecutable) { $0.write(content) }
  }

  /// Whether a file that differs in the versions of actions alone is the same: other tools keep them up to date there.
  package var leavesOutPins: Bool { header?.leavesOutPins ?? false }

  /// The same file with another text.
  func holding(_ header: GeneratedHeader? = nil, body: @escaping @Sendable (inout TextWriter) -> Void) -> EmittedFile {
    var file = EmittedFile(base: base, path: path, header: header, isExecutable: isExecutable, body: body)
    file.isPrivate = isPrivate
    file.isCommitted = isCommitted
    return file
  }

  /// Writes the whole file.
  /// - Parameter writer: empty.
  /// - Returns: The hash in its header; nil without one.
  package func write(to writer: inout TextWriter) -> String? {
    if let header { return header.write(to: &writer, above: body) }
    body(&writer)
    return nil
  }

  /// What the file holds as a part of another file, whose header has the hash.
  var embedded: String {
    var writer = TextWriter()
    if let header { header.writeWithoutHash(to: &writer, above: body) } else { body(&writer) }
    return writer.text
  }

  /// What the file holds, as one text.
  package var content: String {
    var writer = TextWriter()
    _ = write(to: &writer)
    return writer.text
  }
}

/// A finding of an emitter; `span` is an index into the program's `spans`.
package struct EmitFinding: Sendable {
  package var code: String
  package var severity: Severity
  /// Nil where the finding is in no catalogue.
  package let isTunable: Bool?
  package var message: String
  package var program: Int
  package var span: Int?
  /// What it is about, where several of its kind have the same span.
  package let subject: [FindingArgument]
  /// Other places that have to do with it, by their numbers, and what is to be said there.
  package var related: [(span: Int, label: String)] = []
  package var notes: [String] = []
  package var help: [String] = []
  /// What would settle it: a title, and the text to write at `span`.
  package var replacement: (title: String, text: String)?

  package init(
    _ kind: DiagnosticKind, _ message: String, program: Int = 0, span: Int?, subject: [FindingArgument] = [],
    related: [(span: Int, label: String)] = [], notes: [String] = [], help: [String] = []
  ) {
    self.code = kind.code
    self.severity = kind.severity
    self.isTunable = kind.isTunable
    self.message = message
    self.program = program
    self.span = span
    self.subject = subject
    self.related = related
    self.notes = notes
    self.help = help
  }

  /// A finding that is not in the catalogue: one of a plug-in.
  package init(code: String, severity: Severity, _ message: String, span: Int?) {
    self.code = code
    self.severity = severity
    self.isTunable = nil
    self.message = message
    self.program = 0
    self.span = span
    self.subject = []
  }
}
