import IR

extension EnvExample {
  /// What the compose file fills in, and nothing else.
  mutating func addCompose(_ project: ComposeProject) {
    // Of what compose fills in only values that an operator supplies can be impossible to write.
    if isForFindings, !program.services.contains(where: \.hasSuppliedVariables) { return }
    let interpolation = ComposeInterpolation(project)
    let place = project.layout.style == .tree ? "beside this file " : ""
    document.comment(
      "Copy to \(project.envFile) \(place)(never committed) and fill in. "
        + (project.layout.style == .tree
          ? "Compose reads it by itself." : "Compose reads it through --env-file \(project.envFile)."))
    document.comment(
      "Single quotes: the one quoting that compose, bash, python-dotenv and node read the same way. "
        + "No single quote and no backslash inside a value.")
    addGenerated(interpolation)
    addExternal(interpolation)
    addOptional(interpolation)
    addAddresses(interpolation, project)
    addPublished(interpolation, project)
    addImages(interpolation)
  }

  private mutating func addGenerated(_ interpolation: ComposeInterpolation) {
    let generated = interpolation.secrets.filter { $0.isRequired && EnvExample.recipe($0) != nil }
    guard !generated.isEmpty else { return }
    document.section("Generated: one set per environment, never shared with another one")
    for secret in generated {
      set(
        secret.env, "",
        remarks: description(secret) + EnvExample.demands(secret)
          + [EnvExample.recipe(secret).map { "make one: " + $0 } ?? ""])
    }
  }

  /// What a secret is for: its own words, the store that owns it, or the services that use it.
  private func description(_ secret: SecretInfo) -> [String] {
    let parts = secret.id.split(separator: "/", maxSplits: 1).map(String.init)
    if secret.isStoreOwned, let store = parts.first.flatMap(program.service) {
      return store.store?.secrets.filter { $0.name == parts.last }.map(\.purpose) ?? []
    }
    let databases = program.services.lazy.compactMap { $0.store?.databases }.joined()
    if let database = databases.first(where: { $0.secretID == secret.id }) { return [database.secret.purpose] }
    return [secret.doc ?? "", EnvExample.names(secret.usedBy)]
  }

  private mutating func addExternal(_ interpolation: ComposeInterpolation) {
    let external = interpolation.secrets.filter { $0.isRequired && EnvExample.recipe($0) == nil }
    let supplied = interpolation.supplied.filter { $0.fallback == nil && $0.variable.isRequired }
    guard !external.isEmpty || !supplied.isEmpty else { return }
    document.section("Supplied by you")
    for secret in external {
      set(secret.env, "", remarks: description(secret) + EnvExample.demands(secret))
    }
    for entry in supplied {
      set(
        entry.variable.name, entry.stated ?? "", span: entry.variable.span,
        remarks: [entry.variable.doc ?? "", EnvExample.names(entry.services)])
    }
  }

  private mutating func addOptional(_ interpolation: ComposeInterpolation) {
    let secrets = interpolation.secrets.filter { !$0.isRequired }
    let supplied = interpolation.supplied.filter { $0.fallback != nil || !$0.variable.isRequired }
    guard !secrets.isEmpty || !supplied.isEmpty else { return }
    document.section("Optional: without the line the services get the default, or not even the variable")
    for secret in secrets {
      set(secret.env, "", isOff: true, remarks: description(secret) + EnvExample.demands(secret))
    }
    for entry in supplied {
      let fallback = entry.fallback.map { $0.isEmpty ? "" : "Default \($0)" } ?? ""
      set(
        entry.variable.name, entry.fallback ?? "", isOff: true, span: entry.variable.span,
        remarks: [entry.variable.doc ?? "", EnvExample.names(entry.services), fallback])
    }
  }

  private mutating func addAddresses(_ interpolation: ComposeInterpolation, _ project: ComposeProject) {
    guard !interpolation.addresses.isEmpty else { return }
    let areLocal = interpolation.addresses.allSatisfy { $0.address.value.hasText("localhost") }
    document.section(
      "Addresses as browsers see them; the defaults "
        + (areLocal ? "fit this machine" : "are the domains of this environment"))
    for use in interpolation.addresses {
      let meaning: String
      switch (use.bakedInto.isEmpty, use.output) {
      case (false, _): meaning = "Baked into \(EnvExample.names(use.bakedInto)): build again after a change."
      case (true, "origins"):
        meaning = "What \(EnvExample.names(use.users)) may allow (CORS), comma separated, no slash at the end."
      case (true, "hosts"): meaning = "The hosts that \(EnvExample.names(use.users)) answers to, comma separated."
      case (true, "origin"): meaning = "Read by \(EnvExample.names(use.users)), no slash at the end."
      default: meaning = "Read by \(EnvExample.names(use.users))."
      }
      set(
        use.address.variable, Self.other(use, project), isOff: true,
        remarks: ["\(meaning) Default \(use.address.value)"])
    }
  }

  /// An example that is not the default: the local form of a domain, a domain for the local form.
  private static func other(_ use: ComposeInterpolation.AddressUse, _ project: ComposeProject) -> String {
    if use.output == "hosts" { return "\(use.owner.dns).example.com," + use.address.value }
    let isURL = use.address.value.hasText("://")
    let isWebSocket = use.address.value.hasPrefix("ws")
    if use.address.value.hasText("localhost") {
      let domain = use.owner.exposure.domains.first ?? "\(use.owner.dns).example.com"
      return !isURL ? domain : (isWebSocket ? "wss://" : "https://") + domain
    }
    let port = (project.ports[use.owner] ?? use.owner.port).map { ":\($0)" } ?? ""
    return !isURL ? "localhost" : (isWebSocket ? "ws" : "http") + "://localhost\(port)"
  }

  private mutating func addPublished(_ interpolation: ComposeInterpolation, _ project: ComposeProject) {
    guard !interpolation.published.isEmpty else { return }
    document.section(
      "Where the services are published on this machine; change them to run two environments side by side")
    for (service, publication) in interpolation.published {
      let range = service.scale.replicas > 1 ? ", one port per replica" : ""
      let port = publication.host
      let moved = port + (port + service.scale.replicas > 55_000 ? -10_000 : 10_000)
      set(
        ComposeProject.publishVariable(service, publication), project.publish(service, from: moved), isOff: true,
        remarks: ["Default \(project.publish(service, from: port))\(range)"])
    }
  }

  private mutating func addImages(_ interpolation: ComposeInterpolation) {
    let required = interpolation.images.filter(\.isRequired)
    if !required.isEmpty {
      document.section("Images that are built elsewhere")
      for image in required {
        set(ComposeProject.imageVariable(image.service), "", remarks: [])
      }
    }
    let others = interpolation.images.filter { !$0.isRequired }
    guard !others.isEmpty else { return }
    document.section(
      "Images from a registry instead of a build here: set them, then \"docker compose pull\" and \"up --no-build\"")
    for image in others {
      set(ComposeProject.imageVariable(image.service), "", isOff: true, remarks: [])
      if image.service.release != nil, image.service.build?.recipe?.releaseStage != nil {
        set(ComposeProject.releaseImageVariable(image.service), "", isOff: true, remarks: [])
      }
    }
  }
}

extension Service {
  fileprivate var hasSuppliedVariables: Bool {
    func isSupplied(_ variable: Variable) -> Bool { variable.isOperatorSupplied || variable.value == nil }
    return env.contains(where: isSupplied) || build?.args.contains(where: isSupplied) == true
  }
}
