import IR

/// A store that tests use: a container of its image beside the job, with an account that lasts as long.
struct CheckContainer {
  /// Its name among the containers of the job.
  let id: String
  private let service: Service
  private let store: Store
  private let image: String
  private let program: Program

  /// Nil: there is no image of it, or its configuration alone makes it one that services can use.
  init?(_ service: Service, in program: Program) {
    guard let store = service.store, let image = service.image, service.port != nil else { return nil }
    id = service.dns
    self.service = service
    self.store = store
    self.image = image
    self.program = program
  }

  /// Those of the stores that a service refers to, in order of declaration.
  static func all(of service: Service, in program: Program) -> [CheckContainer] {
    let names = Set(program.edges(from: service.name).map(\.to))
    return program.services.filter { names.contains($0.name) }.compactMap { CheckContainer($0, in: program) }
  }

  /// The secrets that the container is given; of any other it knows nothing.
  var secrets: Set<String> { Set(environment.flatMap { $0.value.secretIDs }) }

  /// The ids of all secrets of the store, those of accounts that its own container does not have among them.
  var ownSecrets: [String] { store.secrets.map { "\(service.name)/\($0.name)" } }

  var name: String { service.name }
  var login: String { store.administrator }

  private var environment: [Store.Variable] { store.container.environmentOfPlainContainer }

  var yaml: YAMLMapping {
    var container = YAMLMapping()
    // The version is the one that is deployed. zizmor wants a digest, which only the registry knows.
    let isPinned = image.contains("@")
    container.add(
      "image", WorkflowValue.text(image).yaml,
      note: isPinned ? nil : "zizmor: ignore[unpinned-images] the version that is deployed")
    var variables = YAMLMapping()
    let writer = CheckWriter(program: program, containers: [self])
    for variable in environment {
      variables.add(variable.name, WorkflowValue.text(writer.write(variable.value)).yaml)
    }
    if !variables.isEmpty { container.add("env", .mapping(variables)) }
    if let port = service.port {
      container.add("ports", .flow([.quoted("127.0.0.1:\(port):\(store.usualPort == 0 ? port : store.usualPort)")]))
    }
    container.add("options", ifPresent: options.map { WorkflowValue.text($0).yaml })
    return container
  }

  /// Waits until the server answers.
  private var options: String? {
    guard let command = store.probe?.command else { return nil }
    let words: String
    switch command {
    case .shell(let text): words = text
    case .words: words = command.containerWords.map(ShellText.quoted).joined(separator: " ")
    }
    return "--health-cmd \(Self.quoted(words)) --health-interval 2s --health-retries 60"
  }

  /// One argument as GitHub's runner reads it, which starts Docker without a shell: double quotes alone hold words together,
  /// and a backslash means itself unless a quote follows (.NET's `ProcessStartInfo.Arguments`, learn.microsoft.com, 2026-11).
  static func quoted(_ text: String) -> String {
    var result = "\""
    var backslashes = 0
    for character in text {
      if character == "\"" { result += String(repeating: "\\", count: backslashes + 1) }
      backslashes = character == "\\" ? backslashes + 1 : 0
      result.append(character)
    }
    return result + String(repeating: "\\", count: backslashes) + "\""
  }
}

/// The values that tests get: stores are containers on the same machine, secrets are theirs alone and good for nothing
/// else.
struct CheckWriter: ExpressionWriter {
  let program: Program
  let containers: [CheckContainer]

  /// The variables of a service whose values lead to these containers and to nothing else.
  func variables(of service: Service) -> [(name: String, value: String)] {
    service.env.compactMap { variable in
      guard variable.phase != .build, let value = variable.value, leadsToContainers(value)
      else { return nil }
      return (variable.name, write(value))
    }
  }

  private var local: LocalWriter { LocalWriter(program: program) }

  private func container(_ name: String) -> CheckContainer? { containers.first { $0.name == name } }

  private var secrets: Set<String> { containers.reduce(into: []) { $0.formUnion($1.secrets) } }

  /// Those of the containers, and those of accounts that services have there: the container has one account for all.
  private var knownSecrets: Set<String> {
    containers.filter { !$0.secrets.isEmpty }.reduce(into: secrets) { $0.formUnion($1.ownSecrets) }
  }

  private func leadsToContainers(_ value: Expression) -> Bool {
    var (leads, isForeign) = (false, false)
    value.walk { node in
      switch node {
      case .output(let service, _): if container(service) == nil { isForeign = true } else { leads = true }
      case .secret(let id): if !knownSecrets.contains(id) { isForeign = true }
      case .variable: isForeign = true
      default: break
      }
    }
    return leads && !isForeign
  }

  func literal(_ text: String) -> String { text }

  func output(service: String, name: String, separator: String) -> String {
    if name == "user", let container = container(service) { return container.login }
    return local.output(service: service, name: name, separator: separator)
  }

  func secret(id: String) -> String { "checks" }

  func variable(service: String?, name: String) -> String { "" }

  func environment(name: String) -> String { local.environment(name: name) }
}
