import IR

extension EnvExample {
  /// What the processes of the Procfile read, with values for one machine.
  mutating func addProcesses(_ variables: ProcfileVariables, place: String) {
    if document.isEmpty {
      document.comment(
        "Everything the processes of the Procfile need on one machine. Copy to \(place) (never committed), fill in.")
      document.comment(
        "Single quotes, no single quote and no backslash inside: the one form that honcho, bash, python-dotenv, compose "
          + "and node read the same way. (honcho makes a new line of a backslash and an n.)")
    } else {
      document.section("For the processes of the Procfile, besides")
    }
    document.comment(
      "CHANGE_ME stands for a password inside a URL: no env file can fill in one value from another. Values that differ"
    )
    document.comment("between two processes stand on their lines of the Procfile. Stores are expected on this machine.")
    if let web = variables.web, let port = web.port {
      document.section("Ports: every other process has its own on its line")
      set("PORT", String(port), remarks: ["honcho and foreman give this one to web, their first process"])
    }
    let shared = variables.entries.filter { $0.services.count > 1 }
    if !shared.isEmpty || !variables.lineSecrets.isEmpty {
      document.section("Shared")
      for entry in shared { add(entry, showsUsers: true) }
      for secret in variables.lineSecrets { addSecret(secret.env, secret, users: secret.usedBy, span: nil) }
    }
    let byService = Dictionary(grouping: variables.entries.filter { $0.services.count == 1 }) { $0.services[0] }
    for service in variables.processes {
      guard let own = byService[service.name] else { continue }
      document.section(service.name)
      for entry in own { add(entry, showsUsers: false) }
    }
  }

  private mutating func add(_ entry: ProcfileVariables.Entry, showsUsers: Bool) {
    let users = showsUsers ? entry.services : []
    switch entry.value {
    case .secret(let secret): addSecret(entry.variable.name, secret, users: users, span: entry.variable.span)
    case .unknown:
      set(
        entry.variable.name, "", isOff: !entry.variable.isRequired, span: entry.variable.span,
        remarks: [entry.variable.doc ?? "", sentence("\(entry.variable.type), yours", users)])
    case .text(let text):
      let baked = entry.variable.phase == .run ? "" : "; read while building: after a change, build again"
      set(
        entry.variable.name, text, span: entry.variable.span,
        remarks: [entry.variable.doc ?? "", remark(Self.meaning(entry.variable) + baked, users)])
    }
  }
}
