import IR

extension Runbook {
  // MARK: Versions

  func addDeployments(to page: inout MarkdownDocument) {
    page.heading("A new version")
    let dumps = program.services.filter { $0.store?.backup != nil }.map(OperationTask.dump)
    add(dumps + [.deploy], to: &page)
    page.heading("A bad version")
    add([.goBack], to: &page)
    let releases = program.services.compactMap { service in
      service.release.map { "\(Self.code($0.shellLine)) of \(Self.code(service.name))" }
    }
    page.paragraph(
      "This goes back to the earlier images and settings."
        + (releases.isEmpty
          ? ""
          : " It does not undo what \(releases.joined(separator: ", ")) has done: the database is not rolled back."))
    page.paragraph(
      "A version that does not become healthy: it has \(patience) to answer. The logs of its first seconds name what is missing: a variable, a secret, "
        + "or a store. Cancel the deployment, and deploy again once that is there.")
  }

  /// The longest time that a new version may take.
  private var patience: String {
    let longest = program.services.compactMap { $0.isStore ? nil : $0.health?.within }.max()
    return Quantities.longDuration(milliseconds: longest ?? Health(.none).within)
  }

  // MARK: Secrets

  func addSecrets(to page: inout MarkdownDocument) {
    guard !program.secrets.isEmpty else { return }
    page.heading("A secret has leaked")
    page.paragraph(
      "Revoke it at its provider where it has one, and make another value. Then the services that read it are started "
        + "again; a password of a store is changed in the store first.")
    var groups: [(readers: String, names: [String])] = []
    for secret in program.secrets where !secret.usedBy.isEmpty || secret.isStoreOwned {
      let readers = "\(secret.origin), read by \(Self.list(secret.usedBy))"
      if let index = groups.firstIndex(where: { $0.readers == readers }) {
        groups[index].names.append(secret.env)
      } else {
        groups.append((readers, [secret.env]))
      }
    }
    page.list(groups.map { "\(Self.list($0.names)): \($0.readers)" })
    add([.renewSecrets], to: &page)
  }

  // MARK: Everything

  func addRebuild(to page: inout MarkdownDocument) {
    page.heading("The machine or the region is gone")
    page.paragraph("Where nothing is left, in this order: the repository, the values of secrets, and")
    add([.rebuild], to: &page)
    let dumped = program.services.filter { $0.store?.backup != nil }.map(\.name)
    let lost = program.services.filter { service in
      service.store.map { $0.keepsData && $0.backup == nil } ?? !service.volumes.isEmpty
    }.map(\.name)
    var sentences: [String] = []
    if !dumped.isEmpty {
      let outside = program.services.allSatisfy { $0.store?.backup.map { $0.destination != nil } ?? true }
      sentences.append(
        "Then bring back the dumps of \(Self.list(dumped))"
          + (outside ? "." : ", which are gone as well unless they were copied elsewhere."))
    }
    if !lost.isEmpty { sentences.append("Not recoverable: the data of \(Self.list(lost)).") }
    let domains = program.services.flatMap(\.exposure.domains)
    if !domains.isEmpty {
      sentences.append("Last, the DNS records of \(Self.list(domains)) lead to the new addresses.")
    }
    if !sentences.isEmpty { page.paragraph(sentences.joined(separator: " ")) }
  }

  // MARK: Success

  func addCriteria(to page: inout MarkdownDocument) {
    page.heading("It runs well when")
    var items = program.services.compactMap(\.publicHealthAddress).map { address in
      "\(Self.code("curl -fsS \(ShellText.quoted(address))")) answers"
    }
    for service in program.services {
      guard let objectives = service.objectives else { continue }
      let name = Self.code(service.name)
      if let latency = objectives.latency {
        items.append("95 of 100 answers of \(name) come within \(Quantities.duration(milliseconds: latency)) (by hand)")
      }
      if let errors = objectives.errors {
        items.append("at most \(Quantities.percent(hundredths: errors)) of the answers of \(name) are 5xx (by hand)")
      }
      if !objectives.headers.isEmpty {
        items.append("answers of \(name) have the headers \(Self.list(objectives.headers))")
      }
    }
    let environment = ShellText.quoted(program.environment.name)
    if !program.connectionBudgets.isEmpty || !program.memoryBudgets.isEmpty {
      items.append("\(Self.code("infracc budget -e \(environment)")) shows no sum above its limit")
    }
    if program.services.contains(where: { $0.store?.backup != nil }) {
      items.append("a dump was restored on trial within the last month (by hand)")
    }
    page.list(items.isEmpty ? ["every service runs"] : items)
  }
}

extension SecretInfo {
  /// Who makes its value.
  fileprivate var origin: String {
    switch source {
    case .generate: isStoreOwned ? "a password of a store" : "generated"
    default: isRequired ? "supplied" : "supplied, optional"
    }
  }
}
