import IR

extension DeploymentReport {
  /// From here on services are folded.
  private static let most = 30

  /// Every service of the first environment, with its command and its variables.
  var services: Section? {
    guard let program = programs.first else { return nil }
    let isOpen = program.services.count <= Self.most
    let details = program.services.map { service in
      var attributes: Markup.Node.Attributes = [("class", "svc")]
      if isOpen { attributes.append(("open", "")) }
      let summary = Markup.Node.tag("summary", [.tag("h3", [.text(service.name)])] + heading(service))
      return Markup.Node.tag("details", attributes, [summary, .div("body", body(service, program))])
    }
    let remark = Markup.Node.tag("p", [("class", "soft")], [.text("As in \(program.environment.name).")])
    return Section("services", "Services and variables", [.card(details)] + (programs.count > 1 ? [remark] : []))
  }

  private func heading(_ service: Service) -> [Markup.Node] {
    var parts: [[Markup.Node]] = [[.text(service.type)]]
    if let image = service.image { parts.append([.code(image)]) }
    if let port = service.port { parts.append([.text("port \(port)")]) }
    for port in service.ports { parts.append([.text("\(port.name) \(port.port)")]) }
    if let schedule = service.schedule { parts.append([.code(schedule)]) }
    parts.append([.text(ValueText.exposure(service.exposure))])
    if case .http(let path)? = service.health?.check { parts.append(["health ", .code(path)]) }
    return [.tag("span", [("class", "soft")], Markup.Node.joined(parts, by: " · "))]
  }

  private func body(_ service: Service, _ program: Program) -> [Markup.Node] {
    var content: [Markup.Node] = []
    func add(_ what: String, _ command: Command?) {
      guard let command else { return }
      content.append(.tag("p", [("class", "first")], [.soft(what), " ", .code(command.text)]))
    }
    add("entry point", service.entrypoint)
    add("starts with", service.command)
    add("before each version", service.release)
    if !service.env.isEmpty {
      let rows = service.env.map { row($0, program) }
      content.append(
        .table(
          [("variable", ""), ("value", ""), ("type", ""), ("", ""), ("from line", "num")], rows))
    }
    return content
  }

  private func row(_ variable: Variable, _ program: Program) -> Markup.Node {
    var labels: [Markup.Node] = []
    if variable.marks.isSecret { labels.append(.label("secret", "sec")) }
    if variable.isBrowserVisible { labels.append(.label("in the browser", "br")) }
    if variable.phase == .build || variable.phase == .both { labels.append(.label("build")) }
    if !variable.isRequired { labels.append(.label("optional", "opt")) }
    let tags = Markup.Node.joined(labels.map { [$0] }, by: " ")
    let value: [Markup.Node] =
      variable.value == nil ? [.soft(variable.text)] : [.code(variable.text)]
    let doc: [Markup.Node] = variable.doc.map { [.tag("br"), .soft($0)] } ?? []
    return .row([
      .name([.code(variable.name)]), .cell(value + doc), .cell([.text(variable.type)], "soft"),
      .cell(tags), .cell([.text(Self.line(variable.span, program))], "num"),
    ])
  }

  /// The line of a span in the topology; empty: it has none.
  private static func line(_ span: Int?, _ program: Program) -> String {
    guard let span, program.spans.indices.contains(span) else { return "" }
    return "\(program.spans[span].line)"
  }

  // MARK: Secrets

  /// Every secret that something uses; nil: there is none.
  var secrets: Section? {
    var all: [SecretInfo] = []
    for secret in programs.flatMap(\.secrets)
    where !secret.usedBy.isEmpty && !all.contains(where: { $0.id == secret.id }) {
      all.append(secret)
    }
    guard !all.isEmpty else { return nil }
    let rows = all.map { secret in
      Markup.Node.row([
        .name([.code(secret.env)]), .cell([.text(Self.origin(of: secret))]),
        .cell([.text(secret.usedBy.joined(separator: ", "))]), .cell([.text(Self.rules(of: secret))], "soft"),
      ])
    }
    let table = Markup.Node.table([("name", ""), ("comes from", ""), ("used by", ""), ("rule", "")], rows)
    let remark = "One value for each environment. No value is in any file of this repository."
    return Section("secrets", "Secrets", [.card([table]), .tag("p", [("class", "soft")], [.text(remark)])])
  }

  private static func origin(of secret: SecretInfo) -> String {
    switch secret.source {
    case .generate(let alphabet, let bytes): "generated, \(count(bytes, "byte")), \(alphabet)"
    case .external: secret.isRequired ? "an operator" : "an operator, optional"
    }
  }

  private static func rules(of secret: SecretInfo) -> String {
    var rules: [String] = []
    if let pattern = secret.pattern { rules.append("matches \(pattern)") }
    if !secret.differsFrom.isEmpty { rules.append("differs from \(secret.differsFrom.joined(separator: ", "))") }
    if secret.isOfOneEnvironment { rules.append("differs between environments") }
    if let doc = secret.doc { rules.append(doc) }
    return rules.joined(separator: "; ")
  }

  // MARK: Findings

  /// What the check found, and what comments allow.
  var findingSection: Section {
    let rows = findings.map { finding -> Markup.Node in
      let style =
        switch finding.level {
        case .error: "bad"
        case .warning: "sec"
        case .info: ""
        case .allowed: "opt"
        }
      let prefix = finding.level == .allowed ? "allowed: " : ""
      let notes: [Markup.Node] =
        finding.notes.isEmpty
        ? [] : [.tag("ul", [("class", "notes")], finding.notes.map { .tag("li", Markup.Node.prose($0)) })]
      return .div(
        "find",
        [
          .label(finding.code, style), .tag("span", [("class", "msg")], Markup.Node.prose(prefix + finding.message)),
          .soft(finding.place),
        ] + notes)
    }
    let none = Markup.Node.tag("p", [("class", "alone")], ["Nothing was found."])
    return Section("findings", "Findings", [.card(rows.isEmpty ? [none] : rows)])
  }
}
