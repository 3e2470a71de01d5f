import IR

/// A value in a workflow: text that GitHub evaluates nothing in, or what it knows while the workflow runs.
///
/// Every text of a topology is `.text`, so that none becomes an expression. Expressions are fixed, or made of names that
/// are checked.
enum WorkflowValue: Sendable {
  case text(String)
  /// `${{ CODE }}`.
  case expression(StaticString)
  case input(TargetPipeline.Input)
  /// A secret or a variable of the repository or the environment, by its name.
  case stored(String, isSecret: Bool)

  var yaml: YAMLValue {
    switch self {
    case .text(let text): .text(Self.literal(text))
    case .expression(let code): .text("${{ \(code) }}")
    case .input(let input): Self.stored(input.name, isSecret: input.isSecret).yaml
    case .stored(let name, let isSecret): .text("${{ \(isSecret ? "secrets" : "vars").\(Self.name(name)) }}")
    }
  }

  /// A text in which GitHub finds no expression: the sign of one becomes one that gives the sign.
  static func literal(_ text: String) -> String { text.replacing("${{", with: "${{ '${{' }}") }

  /// The names of secrets and variables have these characters only.
  private static func name(_ text: String) -> String {
    String(text.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" })
  }
}

/// A step of a job.
struct WorkflowStep {
  private(set) var yaml = YAMLMapping()

  /// Runs an action.
  /// - Parameter name: nil: GitHub shows that of the action.
  init(
    _ name: String? = nil, uses pin: Pin, condition: StaticString? = nil,
    with inputs: [(String, YAMLValue, note: String?)] = []
  ) {
    if let name { yaml.add("name", .text(name)) }
    if let condition { yaml.add("if", .text("\(condition)")) }
    yaml.add("uses", .text(pin.reference), note: pin.version)
    guard !inputs.isEmpty else { return }
    var with = YAMLMapping()
    for (name, value, note) in inputs { with.add(name, value, note: note) }
    yaml.add("with", .mapping(with))
  }

  /// Runs lines of bash.
  init(
    _ name: String, id: String? = nil, condition: StaticString? = nil,
    environment: [(name: String, value: WorkflowValue)] = [], directory: String = ".", run lines: String,
    note: String? = nil
  ) {
    yaml.add("name", .text(WorkflowValue.literal(name)))
    if let id { yaml.add("id", .text(id)) }
    if let condition { yaml.add("if", .text("\(condition)")) }
    if !environment.isEmpty {
      var variables = YAMLMapping()
      for (name, value) in environment { variables.add(name, value.yaml) }
      yaml.add("env", .mapping(variables))
    }
    if directory != "." { yaml.add("working-directory", WorkflowValue.text(directory).yaml) }
    var lines = lines
    while lines.last == "\n" { lines.removeLast() }
    if lines.contains("\n") { lines += "\n" }
    yaml.add("run", WorkflowValue.text(lines).yaml, note: note)
  }

  /// The repository, without credentials for what runs afterwards.
  /// - Parameter history: why all commits are needed; nil: the last one is enough.
  static func checkout(history: String? = nil) -> WorkflowStep {
    var inputs: [(String, YAMLValue, note: String?)] = []
    if let history { inputs.append(("fetch-depth", .integer(0), note: history)) }
    inputs.append(("persist-credentials", .boolean(false), note: nil))
    return WorkflowStep(uses: .checkout, with: inputs)
  }

  /// A version of Node.js, without the cache of another run: what is deployed depends on the lock file alone.
  static func node(_ version: String) -> WorkflowStep {
    WorkflowStep(
      uses: .node,
      with: [("node-version", .quoted(version), note: nil), ("package-manager-cache", .boolean(false), note: nil)])
  }
}

/// A job: steps on a new machine of GitHub's.
struct WorkflowJob {
  /// Its key: letters, digits, `-` and `_`.
  var id: String
  /// As people read it.
  var name: String
  /// The keys of jobs that must have succeeded.
  var needs: [String] = []
  /// Minutes after which it is stopped.
  var timeout: Int
  /// What its token may do, with the reason where that is more than reading the repository.
  var permissions: [(scope: String, access: String, reason: String?)] = [("contents", "read", nil)]
  var environment: (name: String, url: String?)?
  /// Runs of the same group follow each other.
  var group: Group?
  var variables: [(name: String, value: String)] = []
  var containers: [CheckContainer] = []
  var steps: [WorkflowStep] = []
  /// Comment lines above it.
  var remarks: [String] = []

  /// What happens to a job whose turn a newer run of its group takes.
  struct Group {
    var name: String
    /// Why a job that has begun ends nevertheless; nil: the newer one takes its place.
    var reasonToWait: String?
  }

  /// The machine by its version: `latest` becomes another one without a change here.
  private static let runner = "ubuntu-24.04"

  func add(to jobs: inout YAMLMapping) {
    var job = YAMLMapping()
    job.add("name", WorkflowValue.text(name).yaml)
    if !needs.isEmpty { job.add("needs", .flow(needs.map { .text($0) })) }
    job.add("runs-on", .text(Self.runner))
    job.add("timeout-minutes", .integer(timeout))
    var rights = YAMLMapping()
    for (scope, access, reason) in permissions { rights.add(scope, .text(access), note: reason) }
    job.add("permissions", .mapping(rights))
    if let environment {
      var place = YAMLMapping()
      place.add("name", WorkflowValue.text(environment.name).yaml)
      place.add("url", ifPresent: environment.url.map { WorkflowValue.text($0).yaml })
      job.add("environment", .mapping(place))
    }
    if let group {
      var concurrency = YAMLMapping()
      concurrency.add("group", WorkflowValue.text(group.name).yaml)
      concurrency.add("cancel-in-progress", .boolean(group.reasonToWait == nil), note: group.reasonToWait)
      job.add("concurrency", .mapping(concurrency))
    }
    if !containers.isEmpty {
      var services = YAMLMapping()
      for container in containers { services.add(container.id, .mapping(container.yaml)) }
      job.add("services", .mapping(services))
    }
    if !variables.isEmpty {
      var mapping = YAMLMapping()
      for (name, value) in variables { mapping.add(name, WorkflowValue.text(value).yaml) }
      job.add("env", .mapping(mapping))
    }
    job.add("steps", .sequence(steps.map { YAMLItem(.mapping($0.yaml)) }))
    jobs.add(id, .mapping(job), above: remarks, blank: !jobs.isEmpty)
  }
}

/// A file below `.github/workflows`.
struct WorkflowDocument {
  /// Comment lines at its top.
  var purpose: [String]
  var name: String
  /// `on:`.
  var triggers: YAMLMapping
  /// The group of its runs, of which a newer one ends an older one; nil: jobs have groups of their own.
  var group: StaticString?
  var jobs: [WorkflowJob]

  func write(to writer: inout TextWriter) {
    var root = YAMLMapping()
    root.add("name", .text(name))
    root.add("on", .mapping(triggers), blank: true)
    root.add("permissions", .mapping(YAMLMapping()), note: "each job has what it needs", blank: true)
    if let group {
      var concurrency = YAMLMapping()
      concurrency.add("group", .text("\(group)"))
      concurrency.add("cancel-in-progress", .boolean(true))
      root.add("concurrency", .mapping(concurrency), blank: true)
    }
    var shell = YAMLMapping()
    shell.add("shell", .text("bash"), note: "with pipefail, which GitHub's default lacks")
    var defaults = YAMLMapping()
    defaults.add("run", .mapping(shell))
    root.add("defaults", .mapping(defaults), blank: true)
    var all = YAMLMapping()
    for job in jobs { job.add(to: &all) }
    root.add("jobs", .mapping(all), blank: true)
    YAMLDocument(header: purpose, root: root).write(to: &writer)
  }
}
