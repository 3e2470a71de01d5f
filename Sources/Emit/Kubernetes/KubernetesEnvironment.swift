import IR

/// The variables of one container. A text can take up only what stands before it, so that what it needs of secrets is put
/// in front of it.
struct KubernetesEnvironment {
  private let writer: KubernetesWriter
  private(set) var items: [YAMLItem] = []
  /// The names that a command can take up as `$(NAME)`.
  private(set) var names: Set<String> = []
  /// The Secrets and settings that are read, in order, each once.
  var references: KubernetesReferences { writer.references }

  /// - Parameter variables: of the service, in their order; those of a build are left out.
  init(_ variables: [Variable], in project: KubernetesProject) {
    let variables = variables.filter { $0.phase != .build }
    writer = KubernetesWriter(project, taken: Set(variables.map(\.name)))
    for variable in variables { add(variable) }
  }

  /// - Parameters:
  ///   - variables: of the engine.
  ///   - own: of the service, written behind them where the engine has none of the name.
  init(_ variables: [Store.Variable], own: [Variable] = [], in project: KubernetesProject) {
    let known = Set(variables.map(\.name))
    let own = own.filter { $0.phase != .build && !known.contains($0.name) }
    writer = KubernetesWriter(project, taken: known.union(own.map(\.name)))
    for variable in variables {
      add(variable.name, variable.value, isRequired: true, note: variable.note)
    }
    for variable in own { add(variable) }
  }

  private mutating func add(_ variable: Variable) {
    if variable.isOperatorSupplied || variable.value == nil {
      let source = KubernetesReferences.Source.setting(variable.name)
      append(variable.name, source, isRequired: variable.isRequired || variable.value != nil, note: variable.reason)
      return
    }
    add(variable.name, variable.value ?? .literal(""), isRequired: variable.isRequired, note: variable.reason)
  }

  private mutating func add(_ name: String, _ value: Expression, isRequired: Bool, note: String?) {
    if case .secret(let id) = value {
      append(name, .secret(id), isRequired: isRequired && writer.isRequired(id), note: note)
      return
    }
    let text = writer.write(value)
    // What the text takes up stands before it.
    for helper in writer.references.takeHelpers() {
      let explanation = writer.references.explains() ? "before its reader: `$(X)` takes only what stands above" : nil
      items.append(item(helper.name, helper.source, isRequired: writer.isRequired(helper.source), note: explanation))
      names.insert(helper.name)
    }
    names.insert(name)
    items.append(
      YAMLItem(.mapping(.flow([("name", .text(name)), ("value", .text(text))])), note: note))
  }

  private mutating func append(
    _ name: String, _ source: KubernetesReferences.Source, isRequired: Bool, note: String?
  ) {
    writer.references.note(source, as: name)
    names.insert(name)
    items.append(item(name, source, isRequired: isRequired, note: note))
  }

  private func item(
    _ name: String, _ source: KubernetesReferences.Source, isRequired: Bool, note: String?
  ) -> YAMLItem {
    let (kind, object, key) = writer.place(of: source)
    var reference = YAMLMapping.flow([("name", .text(object)), ("key", .text(key))])
    if !isRequired { reference.add("optional", .boolean(true)) }
    var entry = YAMLMapping()
    entry.add("name", .text(name), note: note)
    entry.add("valueFrom", .mapping(.flow([(kind, .mapping(reference))])))
    return YAMLItem(.mapping(entry))
  }

  // MARK: Commands

  /// The words of a command: Kubernetes puts variables in by itself, so that no shell is needed.
  func words(_ command: Command) -> [String] {
    switch command {
    case .shell(let text): return ["sh", "-c", KubernetesText.escaped(text)]
    case .words(let words):
      return words.map { word in
        word.parts.map { part in
          switch part {
          case .text(let text): KubernetesText.escaped(text)
          case .variable(let name, let fallback):
            names.contains(name) ? "$(\(name))" : KubernetesText.escaped(fallback)
          }
        }
        .joined()
      }
    }
  }
}

/// What texts of one container take up: the variables that hold it already, and those to put in front.
final class KubernetesReferences {
  /// What a variable is taken from.
  enum Source: Hashable {
    /// The id of a secret.
    case secret(String)
    /// A value that an operator supplies.
    case setting(String)
  }

  private var known: [Source: String] = [:]
  private var helpers: [(name: String, source: Source)] = []
  private var taken: Set<String>
  private var hasExplained = false

  init(taken: Set<String>) { self.taken = taken }

  /// Notes that a variable holds exactly this.
  func note(_ source: Source, as name: String) {
    if known[source] == nil { known[source] = name }
  }

  /// The variable that holds it: one that stands above, or a new one.
  /// - Parameter stem: the name that a new one begins with.
  func name(of source: Source, stem: String) -> String {
    if let name = known[source] { return name }
    var (name, number) = (stem + "__REF", 2)
    while !taken.insert(name).inserted {
      name = "\(stem)__REF\(number)"
      number += 1
    }
    known[source] = name
    helpers.append((name, source))
    return name
  }

  /// The new ones since the last call.
  func takeHelpers() -> [(name: String, source: Source)] {
    defer { helpers = [] }
    return helpers
  }

  /// Whether the first helper is written, which says what it is there for.
  func explains() -> Bool {
    defer { hasExplained = true }
    return !hasExplained
  }
}

/// Writes values as Kubernetes fills them in.
struct KubernetesWriter: ExpressionWriter {
  private let project: KubernetesProject
  let references: KubernetesReferences

  init(_ project: KubernetesProject, taken: Set<String>) {
    self.project = project
    references = KubernetesReferences(taken: taken)
  }

  func literal(_ text: String) -> String { KubernetesText.escaped(text) }

  func output(service name: String, name output: String, separator: String) -> String {
    guard let service = project.program.service(name) else { return "" }
    return literal(project.text(service, output: output, separator: separator))
  }

  func secret(id: String) -> String {
    let stem = project.program.secret(id)?.env ?? "SECRET"
    return "$(" + references.name(of: .secret(id), stem: stem) + ")"
  }

  func variable(service: String?, name: String) -> String {
    "$(" + references.name(of: .setting(name), stem: name) + ")"
  }

  func environment(name: String) -> String { literal(ServiceOutputs.text(project.program.environment, name)) }

  // MARK: Where values are

  func isRequired(_ id: String) -> Bool { project.program.secret(id)?.isRequired ?? true }

  func isRequired(_ source: KubernetesReferences.Source) -> Bool {
    if case .secret(let id) = source { return isRequired(id) }
    return true
  }

  func place(of source: KubernetesReferences.Source) -> (kind: String, object: String, key: String) {
    switch source {
    case .secret(let id):
      let place = project.secretKey(id)
      return ("secretKeyRef", place.secret, place.key)
    case .setting(let name): return ("configMapKeyRef", KubernetesProject.settings, name)
    }
  }
}

/// The same values where nothing is filled in: in the data of a ConfigMap.
struct KubernetesPlainWriter: ExpressionWriter {
  let project: KubernetesProject

  func literal(_ text: String) -> String { text }

  func output(service name: String, name output: String, separator: String) -> String {
    guard let service = project.program.service(name) else { return "" }
    return project.text(service, output: output, separator: separator)
  }

  func secret(id: String) -> String { "" }

  func variable(service: String?, name: String) -> String { "" }

  func environment(name: String) -> String { ServiceOutputs.text(project.program.environment, name) }
}
