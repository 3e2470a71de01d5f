package import IR

/// Which variable of a Procfile's processes stands where: in the env file, which all of them read, or in front of the
/// command of one process.
///
/// The env file holds what its services agree on and the secrets. On a process's own line stand: the port and the other
/// words that its type or its image sets for that very program (`PORT`, `HOSTNAME`, `NODE_ENV`), and every name that two
/// processes have with different values.
package struct ProcfileVariables: Sendable {
  /// A line of the env file.
  package struct Entry: Sendable {
    package var variable: Variable
    package var value: Value
    /// The processes that read it, in order of declaration.
    package var services: [String]
  }

  package enum Value: Hashable, Sendable {
    case text(String)
    case secret(SecretInfo)
    /// Somebody has to supply it.
    case unknown
  }

  /// What tells two values apart: inside a text all secrets are the same placeholder.
  private struct Meaning: Hashable {
    /// Nil for a secret, and where somebody has to supply the value.
    var text: String?
    /// The ids of the secrets in it.
    var secrets: [String]
  }

  /// What the processes read under one name. Values are written out only when there are two to compare.
  private struct Readings {
    private var first: Variable?
    private var meaning: Meaning?
    private(set) var differ = false
    /// The number of its line in the env file.
    var position: Int?

    mutating func add(_ variable: Variable, _ program: Program) {
      if differ { return }
      guard let first else {
        self.first = variable
        return
      }
      let known = meaning ?? ProcfileVariables.meaning(first, program)
      meaning = known
      differ = known != ProcfileVariables.meaning(variable, program)
    }

    /// Whether they are all the same, and the same as this one.
    func areAll(_ variable: Variable, _ program: Program) -> Bool {
      guard let first, !differ else { return false }
      return (meaning ?? ProcfileVariables.meaning(first, program)) == ProcfileVariables.meaning(variable, program)
    }
  }

  /// The services that a Procfile starts: code with a folder of its own that runs until it is stopped.
  package let processes: [Service]
  /// The process that listens on `$PORT` of the env file: the first public one.
  package let web: Service?
  package let entries: [Entry]
  /// Secrets that lines of processes take from the env file under their own names.
  package let lineSecrets: [SecretInfo]
  private let lines: [String: [Variable]]
  private let program: Program

  package init(_ program: Program) {
    self.program = program
    let processes = program.services.filter(\.isLocalProcess)
    self.processes = processes
    web = processes.first { $0.exposure.isPublic }
    var readings: [Readings] = []
    var numbers = NameTable(expecting: 64)
    // Of each variable of each process the number of its name, so that every name is looked up once.
    var order: [Int] = []
    for variable in processes.lazy.flatMap(\.env) {
      let (number, isNew) = numbers.add(variable.name)
      if isNew { readings.append(Readings()) }
      readings[number].add(variable, program)
      order.append(number)
    }
    var entries: [Entry] = []
    var lines: [String: [Variable]] = [:]
    var secretIDs: [String] = []
    var knownIDs: Set<String> = []
    var rest = order[...]
    for service in processes {
      for variable in service.env {
        let number = rest.removeFirst()
        let isOwn = variable.origin == .key && variable.type != "int"
        if isOwn || readings[number].differ {
          lines[service.name, default: []].append(variable)
          secretIDs += (variable.value?.secretIDs ?? []).filter { knownIDs.insert($0).inserted }
        } else if let position = readings[number].position {
          entries[position].services.append(service.name)
        } else {
          readings[number].position = entries.count
          entries.append(
            Entry(variable: variable, value: Self.value(variable, program), services: [service.name]))
        }
      }
    }
    // A cron job or job is started by hand or by the machine's clock: what it has besides stands on its line.
    for service in program.services where service.isOneShot && service.build != nil {
      for variable in service.env
      where numbers[variable.name].map({ readings[$0].areAll(variable, program) }) != true {
        secretIDs += (variable.value?.secretIDs ?? []).filter { knownIDs.insert($0).inserted }
        if case .secret(let secret) = Self.value(variable, program), secret.env == variable.name { continue }
        lines[service.name, default: []].append(variable)
      }
    }
    self.entries = entries
    self.lines = lines
    lineSecrets = secretIDs.compactMap(program.secret).filter { secret in
      numbers[secret.env].flatMap { readings[$0].position } == nil
    }
  }

  /// The assignments in front of a process's command, as shell text: `PORT=5000`. That of `web` has no `PORT`: it comes
  /// from the env file, or from the platform.
  package func assignments(_ service: Service, _ isRead: (Variable) -> Bool = { _ in true }) -> [String] {
    (lines[service.name] ?? []).filter(isRead).compactMap { variable in
      if variable.name == "PORT", service.name == web?.name { return nil }
      // A development machine is not to be reachable from its network.
      if variable.name == "HOSTNAME", variable.origin == .key { return "HOSTNAME=127.0.0.1" }
      guard let value = variable.value else { return nil }
      return variable.name + "=" + ShellWriter(program: program).word(value)
    }
  }

  /// The same for what the image of the service sets for its programs, where no variable of the service says otherwise.
  /// They are not for the build: with `NODE_ENV=production` npm would omit what only the build needs.
  package func settings(_ service: Service) -> [String] {
    (service.build?.recipe?.settings ?? []).filter { service.variable($0.name) == nil }
      .map { $0.name + "=" + ShellText.quoted($0.value) }
  }

  private static func meaning(_ variable: Variable, _ program: Program) -> Meaning {
    guard let expression = variable.value else { return Meaning(secrets: []) }
    if case .secret(let id) = expression, program.secret(id) != nil { return Meaning(secrets: [id]) }
    return Meaning(text: LocalWriter(program: program).write(expression), secrets: expression.secretIDs)
  }

  private static func value(_ variable: Variable, _ program: Program) -> Value {
    guard let value = variable.value else { return .unknown }
    if case .secret(let id) = value, let secret = program.secret(id) { return .secret(secret) }
    return .text(LocalWriter(program: program).write(value))
  }
}

/// The same values on a line of shell, where secrets are variables of the env file.
private struct ShellWriter: ExpressionWriter {
  let program: Program

  /// A value as one word.
  func word(_ value: Expression) -> String {
    !value.hasSecret ? ShellText.quoted(LocalWriter(program: program).write(value)) : "\"\(write(value))\""
  }

  func literal(_ text: String) -> String { ShellText.insideDoubleQuotes(text) }

  func output(service: String, name: String, separator: String) -> String {
    literal(LocalWriter(program: program).output(service: service, name: name, separator: separator))
  }

  func secret(id: String) -> String { program.secret(id).map { "${\($0.env)}" } ?? "" }

  func variable(service: String?, name: String) -> String { "" }

  func environment(name: String) -> String { literal(ServiceOutputs.text(program.environment, name)) }
}
