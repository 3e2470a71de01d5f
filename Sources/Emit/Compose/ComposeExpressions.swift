import IR

/// Writes values in compose's interpolation syntax.
struct ComposeWriter: ExpressionWriter {
  let project: ComposeProject

  func literal(_ text: String) -> String { ComposeProject.escaped(text) }

  func output(service name: String, name output: String, separator: String) -> String {
    guard let service = project.program.service(name) else { return "" }
    if let address = project.address(service, output: output, separator: separator) {
      // The name in the env file holds a list with commas: with another separator there is nothing to override.
      let isOverridable = separator == "," || !output.hasSuffix("s")
      return isOverridable ? "${\(address.variable):-\(address.value)}" : literal(address.value)
    }
    if output == "hosts" { return literal(project.hosts(service, separator)) }
    // Only the host tells the pooler from the server: both listen on the same port.
    let host = output == "host" ? project.entry(of: service) : service.dns
    return literal(ServiceOutputs.text(service, output, host: host))
  }

  func secret(id: String) -> String {
    guard let secret = project.program.secret(id) else { return "" }
    return secret.isRequired ? project.demand(secret.env) : "${\(secret.env):-}"
  }

  /// A value that an operator supplies: all services read it under one name of the env file.
  func variable(service: String?, name: String) -> String {
    guard let variable = project.supplied(name, of: service) else { return "" }
    guard let value = variable.value else {
      return variable.isRequired ? project.demand(name) : "${\(name):-}"
    }
    return supplied(variable, value)
  }

  fileprivate func supplied(_ variable: Variable, _ value: Expression) -> String {
    Self.isDefault(value) ? "${\(variable.name):-\(write(value))}" : project.demand(variable.name)
  }

  func environment(name: String) -> String { literal(ServiceOutputs.text(project.program.environment, name)) }
}

extension ComposeWriter {
  /// The value under `environment:` or `args:`; `.null` is a key without a value, which hands on what is set in the env
  /// file and nothing at all otherwise.
  func value(_ variable: Variable) -> YAMLValue {
    guard let value = variable.value else {
      return variable.isRequired ? .text(project.demand(variable.name)) : .null
    }
    if variable.isOperatorSupplied { return .text(supplied(variable, value)) }
    if case .secret(let id) = value, let secret = project.program.secret(id), !secret.isRequired,
      secret.env == variable.name
    {
      return .null
    }
    return textOrQuoted(write(value), variable)
  }

  /// Whether a value can stand behind `:-`: compose would end it at a closing brace.
  static func isDefault(_ value: Expression) -> Bool {
    guard case .literal(let text) = value else { return true }
    if text.allBytes({ 0x20...0x7E ~= $0 && $0 != 0x24 && $0 != 0x7B && $0 != 0x7D }) { return true }
    return !text.contains { $0 == "{" || $0 == "}" || $0 == "$" || $0.isNewline }
  }

  private func textOrQuoted(_ text: String, _ variable: Variable) -> YAMLValue {
    text.hasByte(0x0A) && text.contains("\n") ? .quoted(text) : .text(text)
  }
}

/// The same values in a file that compose does not read: nothing in it is a variable.
struct PlainWriter: ExpressionWriter {
  let project: ComposeProject

  func literal(_ text: String) -> String { text }

  func output(service name: String, name output: String, separator: String) -> String {
    guard let service = project.program.service(name) else { return "" }
    if output == "hosts" { return project.hosts(service, separator) }
    return ServiceOutputs.text(service, output, host: output == "host" ? project.entry(of: service) : service.dns)
  }

  func secret(id: String) -> String { "" }

  func variable(service: String?, name: String) -> String { "" }

  func environment(name: String) -> String { ServiceOutputs.text(project.program.environment, name) }
}
