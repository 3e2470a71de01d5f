import IR

extension Runbook {
  // MARK: Stores

  /// What is gone with a store, and how it comes back.
  func addLosses(to page: inout MarkdownDocument) {
    for service in program.services {
      guard let store = service.store else { continue }
      page.heading("If \(Self.code(service.name)) is lost")
      guard store.keepsData else {
        page.paragraph("It keeps nothing: it starts empty, and what was in it is gone.")
        continue
      }
      if let backup = store.backup {
        let age = backup.secondOfDay == nil ? "" : ": the newest one is at most 24 hours old"
        page.paragraph(
          "Dumps are made at \(Self.code(backup.schedule)) (UTC) and kept \(backup.keepDays) days\(age). What was written "
            + "after it is lost. `FILE` is one of them. Seconds of the last trial: ____"
            + (backup.destination.map { " Copies are kept in \(Self.code($0.url))." } ?? ""))
        add([.restore(service)], to: &page)
      } else {
        page.paragraph(
          "No dump is made of it. What its volume held is lost with the volume, and it starts empty.")
      }
      if let loss = snapshotLoss(of: service) { page.paragraph("When the process alone ends, \(loss).") }
    }
  }

  /// What is lost with the process of a store that saves its memory now and then.
  private func snapshotLoss(of service: Service) -> String? {
    guard let first = Emitters.configuration(of: service, in: program)?.snapshots.first else { return nil }
    return
      "what was written since the last snapshot is lost: at most \(Quantities.longDuration(milliseconds: first.every)) "
      + "with \(first.changes) \(first.changes == 1 ? "change" : "changes")"
  }

  // MARK: Incidents

  /// A section for everything that can go wrong; alerts lead to their headings.
  func addIncidents(to page: inout MarkdownDocument) {
    for incident in Incident.all(in: program) {
      page.heading(incident.title)
      let (meaning, lines) = content(of: incident)
      page.paragraph(meaning)
      if !lines.isEmpty { page.list(lines) }
    }
  }

  /// What it means in numbers, and what to look at and to do.
  private func content(of incident: Incident) -> (meaning: String, lines: [String]) {
    switch (incident.kind, incident.store) {
    case (.serviceDown, _):
      return (
        "The health path of a service has not answered with 2xx. The tables above have its logs and what fails with it. If "
          + "what it needs answers, start it again; the first service as an example:",
        list { operation in program.services.first(where: \.hasHealthPath).flatMap(operation.restart) }
      )
    case (.slow, _):
      return (
        "95 of 100 answers must come within \(objectives { $0.latency.map { Quantities.duration(milliseconds: $0) } }). Look at "
          + "the connections of its store first: requests that wait for one are slow before they fail.", []
      )
    case (.errors, _):
      return (
        "At most \(objectives { $0.errors.map { Quantities.percent(hundredths: $0) } }) of answers may be 5xx. Look at the logs; "
          + "after a deployment, go back first.", []
      )
    case (.certificate, _):
      let domains = program.services.flatMap(\.exposure.domains)
      return (
        "What renews the certificates of \(Self.list(domains)) has failed: look at its logs, and at the DNS records "
          + "of the domains.", []
      )
    case (.storeDown, let store?): return down(store)
    case (.connections, let store?): return connections(of: store)
    case (.disk, let store?): return disk(of: store)
    case (.memory, let store?): return memory(of: store)
    case (.snapshot, let store?):
      return (
        "It could not write its memory to its volume: what is not saved is lost with the process. Look at its logs, then at "
          + "the room on the volume (\(size(store.resources.storageBytes))).", []
      )
    default: return ("", [])
    }
  }

  /// `500 ms (backend)`, for each service that has the objective.
  private func objectives(_ text: (Objectives) -> String?) -> String {
    program.services.compactMap { service in
      service.objectives.flatMap(text).map { "\($0) (\(Self.code(service.name)))" }
    }.joined(separator: ", ")
  }

  private func down(_ store: Service) -> (String, [String]) {
    let (fail, part, isCut) = dependencies.dependents(on: store.name, atMost: Self.mostNames)
    var sentences = ["It accepts no connection: look at its logs and state."]
    if !fail.isEmpty { sentences.append("With it fail \(Self.list(fail.map(\.name)))\(isCut ? " and others" : "").") }
    if !part.isEmpty { sentences.append("A part is missing of \(Self.list(part.map(\.name))).") }
    if let budget = program.memoryBudget(of: store.name) {
      sentences.append(
        "By the budget it needs \(budget.need) of \(budget.limit) MiB (\(budget.percent)%); a container that ended for lack "
          + "of memory says so in its state.")
    }
    return (sentences.joined(separator: " "), [])
  }

  private func connections(of store: Service) -> (String, [String]) {
    guard let budget = program.connectionBudget(of: store.name) else { return ("", []) }
    let sum = budget.consumers.map { "\($0.name): \($0.arithmetic)" }.joined(separator: "; ")
    let beside = budget.auxiliaries.map { ", beside it \($0)" } ?? ""
    let inspection = Emitters.configuration(of: store, in: program)?.inspection
    return (
      "The topology accounts for \(budget.used) of \(budget.available) connections (\(budget.percent)%)"
        + "\(sum.isEmpty ? "" : ", \(sum)")\(beside); up to \(budget.overlap) while a rollout overlaps. See who holds the "
        + "others, then lower the replicas, workers or pools of that service. Do not raise `max_connections`: the memory of "
        + "the server is counted with it.",
      inspection.map { text in list { $0.inside(store, text) } } ?? []
    )
  }

  private func disk(of store: Service) -> (String, [String]) {
    (
      "The data of \(Self.code(store.name)) approach \(size(store.resources.storageBytes)). Delete what is no longer needed, or "
        + "raise `resources.storage` and deploy; a volume never becomes smaller.", []
    )
  }

  private func memory(of store: Service) -> (String, [String]) {
    let configuration = Emitters.configuration(of: store, in: program)
    guard let space = configuration?.keySpace else { return ("", []) }
    return (
      "Its keys may use \(Quantities.roundedSize(space.bytes)), with the policy \(Self.code(space.policy)): "
        + (space.evicts
          ? "it removes keys to make room, so that a full memory is normal and a low share of hits is not."
          : "it refuses writes when they are full. Find what fills it, or raise `resources.memory`."),
      configuration?.inspection.map { text in list { $0.inside(store, text) } } ?? []
    )
  }

  private func size(_ bytes: Int?) -> String { bytes.map(Quantities.size) ?? "its size" }
}
