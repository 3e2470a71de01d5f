import IR

/// The page of one environment.
struct Runbook {
  let request: EmitRequest
  let targets: [Operated]
  let dependencies: DependencyMap

  init(request: EmitRequest, targets: [Operated]) {
    self.request = request
    self.targets = targets
    dependencies = DependencyMap(request.program)
  }

  var program: Program { request.program }

  func write(to writer: inout TextWriter) {
    var page = MarkdownDocument()
    addHead(to: &page)
    addAddresses(to: &page)
    addDependencies(to: &page)
    addLosses(to: &page)
    addIncidents(to: &page)
    addDeployments(to: &page)
    addSecrets(to: &page)
    addRebuild(to: &page)
    addCriteria(to: &page)
    page.write(to: &writer)
  }

  static func code(_ text: String) -> String { MarkdownDocument.code(text) }

  static func list(_ names: [String]) -> String { names.isEmpty ? "none" : names.map(code).joined(separator: ", ") }

  // MARK: Commands

  /// What each target says to a task, as lists: `Compose`, its command.
  func list(_ command: (any TargetOperation) -> String?) -> [String] {
    targets.compactMap { item in
      command(item.operation).map { (targets.count > 1 ? "\(item.target.title): " : "") + Self.code($0) }
    }
  }

  /// The lines of tasks on every target in one block, and what must be known of them below it.
  func add(_ tasks: [OperationTask], to page: inout MarkdownDocument) {
    var lines: [String] = []
    for item in targets {
      let steps = tasks.flatMap(item.steps)
      if steps.isEmpty { continue }
      if targets.count > 1 { lines.append("# \(item.target.title)") }
      lines += steps
    }
    if !lines.isEmpty { page.block(lines) }
    let notes = targets.flatMap { item in
      tasks.compactMap(item.note).map { (targets.count > 1 ? "\(item.target.title): " : "") + $0 }
    }
    if notes.count == 1 { page.paragraph(notes[0]) } else if !notes.isEmpty { page.list(notes) }
  }

  // MARK: What there is

  private func addHead(to page: inout MarkdownDocument) {
    let name = MarkdownDocument.text(program.project)
    page.heading("Runbook of \(name), \(MarkdownDocument.text(program.environment.name))", level: 1)
    page.paragraph(
      "Everything here follows from \(Self.code(request.layout.topologyFile)). Commands of a target are run in its "
        + "directory, and the first one shows what runs:")
    page.list(
      targets.map { item in
        let once = item.operation.preparation.map { ", once \(Self.code($0))" } ?? ""
        return
          "\(item.target.title): in \(Self.code(item.operation.directory))\(once), \(Self.code(item.operation.state))"
      })
  }

  private func addAddresses(to page: inout MarkdownDocument) {
    page.heading("Addresses and logs")
    let rows = program.services.map { service in
      [
        Self.code(service.name), address(of: service), health(of: service),
        list { $0.logs(of: service) }.joined(separator: "<br>"),
      ]
      .map { $0.isEmpty ? "–" : $0 }
    }
    page.table(["service", "address", "health", "logs"], rows)
  }

  /// Where a service is reached: by its domains, by the platform's, or inside alone.
  private func address(of service: Service) -> String {
    if !service.exposure.domains.isEmpty {
      return service.exposure.domains.map { "https://" + $0 }.joined(separator: "<br>")
    }
    if service.exposure.hasPlatformDomain { return "the platform's domain" }
    return service.port.map { "port \($0), private" } ?? ""
  }

  private func health(of service: Service) -> String {
    guard let path = service.healthPath else {
      return service.store?.probe != nil ? "the server's own check" : ""
    }
    return service.publicHealthAddress ?? "\(Self.code(path)) at port \(service.health?.port ?? service.port ?? 0)"
  }

  // MARK: What depends on what

  private func addDependencies(to page: inout MarkdownDocument) {
    page.heading("What fails with what")
    let running = program.services.filter { !$0.isOneShot }.map { effect(of: $0.name, $0) }
    let elsewhere = program.externals.map { effect(of: $0.name, nil) }
    // It fails with what it must have an address of, or waits for; where it may do without the variable, it loses a part.
    page.table(["if this is down", "these fail", "these lose a part", "visitors see"], running + elsewhere)
  }

  /// How many services a row names.
  static let mostNames = 20

  /// A row of the table.
  /// - Parameter service: nil: it runs elsewhere.
  private func effect(of name: String, _ service: Service?) -> [String] {
    let (fail, part, isCut) = dependencies.dependents(on: name, atMost: Self.mostNames)
    let gone = ([service].compactMap(\.self) + fail).filter(\.exposure.isPublic).map(\.name)
    let partial = part.filter(\.exposure.isPublic).map(\.name)
    var seen: [String] = []
    if !gone.isEmpty { seen.append("no answer of \(Self.list(gone))") }
    if !partial.isEmpty { seen.append("a part of \(Self.list(partial)) missing") }
    return [
      Self.code(name) + (service == nil ? ", elsewhere" : ""),
      Self.list(fail.map(\.name)) + (isCut ? " and others" : ""), Self.list(part.map(\.name)),
      seen.isEmpty ? "nothing" : seen.joined(separator: ", "),
    ]
  }
}

extension Service {
  /// The address that answers for its health from outside; nil: only inside, or at a domain that the platform makes.
  var publicHealthAddress: String? {
    guard let path = healthPath, let domain = exposure.domains.first, health?.port == nil || health?.port == port else {
      return nil
    }
    return "https://" + domain + path
  }
}
