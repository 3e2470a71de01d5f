import IR

/// The part of the README about databases: Railway's own command for them chooses name, version and database itself,
/// so they are made of a service, variables, a volume, and the image last.
struct RailwayStoreSteps {
  private let programs: [Program]
  private let names: RailwayNames
  private let files: RailwayFiles

  init(_ programs: [Program], _ names: RailwayNames, _ files: RailwayFiles) {
    self.programs = programs
    self.names = names
    self.files = files
  }

  func rendered() -> [RailwayReadme.Section] {
    guard let example = (programs.last { $0.environment.kind == .standard } ?? programs.first) else { return [] }
    let found = RailwayEmitter.serviceNames(programs).compactMap { name in
      programs.lazy.compactMap { $0.service(name) }.first { $0.store != nil }
    }
    return [
      databases(found.filter(\.isRailwayDatabase), example), containers(found, example),
      buckets(found.filter(RailwayBucket.isOne), example),
    ].compactMap(\.self)
  }

  /// Buckets that no project file creates.
  private func buckets(_ stores: [Service], _ example: Program) -> RailwayReadme.Section? {
    guard files.format == .json, !stores.isEmpty else { return nil }
    let lines = stores.map { RailwayBucket.step($0, named: names.display($0.name), in: example.environment.name) }
    return RailwayReadme.Section(
      "Buckets", "The region of a bucket cannot be changed later.\n\n" + RailwayReadme.code(lines))
  }

  /// Secrets of stores that are containers of an image.
  private func containers(_ stores: [Service], _ example: Program) -> RailwayReadme.Section? {
    let lines = stores.compactMap { example.service($0.name) }.flatMap { service in
      RailwayContainers.steps(
        service, named: names.display(service.name), place: place(service, in: example.environment.name))
    }
    guard !lines.isEmpty else { return nil }
    return RailwayReadme.Section(
      "Passwords of stores", "Set them before the first deployment of these services.\n\n" + RailwayReadme.code(lines))
  }

  private func place(_ service: Service, in environment: String) -> String {
    "--service \(ShellText.quoted(names.display(service.name))) --environment \(ShellText.quoted(environment))"
  }

  private func databases(_ stores: [Service], _ example: Program) -> RailwayReadme.Section? {
    guard !stores.isEmpty else { return nil }
    let rows = stores.compactMap { service -> [String]? in
      guard let database = RailwayDatabase.of(service), let store = service.store else { return nil }
      return [
        MarkdownDocument.code(names.display(service.name)), MarkdownDocument.code(database.image(of: store)),
        MarkdownDocument.code(database.mountPath), storage(service), database.note(store),
      ]
    }
    var text = MarkdownDocument.table(["service", "image", "volume", "size", "note"], rows)
    text += """

      `railway add --database postgres` would give the newest major version, a database called `railway` and a service \
      called `Postgres`; references are case-sensitive. So: an empty service, its variables, its volume, the image last.


      """
    let lines = stores.compactMap { example.service($0.name) }.map { steps($0, in: example.environment.name) }
    text += RailwayReadme.code(lines.flatMap { $0 })
    text += "\nWait until they run: `railway service list --json` says `SUCCESS`.\n"
    for service in stores {
      if let sentence = settings(service) { text += "\n" + sentence + "\n" }
    }
    return RailwayReadme.Section("Databases", text)
  }

  private func storage(_ service: Service) -> String {
    RailwayReadme.perEnvironment(
      programs.compactMap { program in
        guard program.environment.kind == .standard, let service = program.service(service.name) else { return nil }
        let size = service.resources.storageBytes.map { "\($0 >> 30) GiB" } ?? "no volume needed"
        return (program.environment.name, size)
      })
  }

  private func steps(_ service: Service, in environment: String) -> [String] {
    guard let database = RailwayDatabase.of(service), let store = service.store else { return [] }
    let name = ShellText.quoted(names.display(service.name))
    let place = place(service, in: environment)
    var lines = ["railway add --service \(name)"]
    lines += database.passwords(store).map {
      "openssl rand -hex 24 | tr -d '\\n' | railway variable set \($0) --stdin \(place) --skip-deploys"
    }
    let variables = database.variables(store)
    lines += variables.enumerated().map { $0.offset == 0 ? "railway variable set " + $0.element : $0.element }
    lines += sharedMemory(store) + proxyVariables(service, database)
    lines.append("  RAILWAY_DEPLOYMENT_DRAINING_SECONDS=\((service.stopGrace + 999) / 1000) \(place) --skip-deploys")
    if database.isAlwaysKept || service.resources.storageBytes != nil {
      lines.append("railway volume \(place) add --mount-path \(database.mountPath)")
    }
    // The project file says both itself.
    if files.format == .json {
      for (path, value) in [
        ("cpu", Quantities.decimal(thousandths: service.resources.cpuMilli)),
        ("memoryBytes", String(service.resources.memoryBytes)),
      ] {
        lines.append(
          "railway environment edit --environment \(ShellText.quoted(environment)) --service-config \(name) "
            + "deploy.limitOverride.containers.\(path) \(value)")
      }
    }
    if files.format == .json, hasStartCommand(service) {
      let folder = "\(environment)/\(Emitters.folder(of: store))/\(service.dns)"
      let file = files.fromReadme(folder + "/railway-start-command.txt")
      lines.append(
        "railway environment edit --environment \(ShellText.quoted(environment)) --service-config \(name) "
          + "deploy.startCommand \"$(cat \(ShellText.quoted(file)))\"")
    }
    lines.append("railway service source connect --image \(database.image(of: store)) \(place)")
    return lines
  }

  private func hasStartCommand(_ service: Service) -> Bool {
    programs.lazy.compactMap { Emitters.configuration(of: service, in: $0) }.first?
      .startCommand(volume: RailwayEmitter.capabilities.volumeVariable) != nil
  }

  /// Railway gives a container 64 MiB of /dev/shm, which parallel queries outgrow (docs, variables/reference.md,
  /// 2026-02).
  private func sharedMemory(_ store: Store) -> [String] {
    guard let bytes = store.sharedMemoryBytes, bytes > 64 << 20 else { return [] }
    return ["  RAILWAY_SHM_SIZE_BYTES=\(bytes) \\"]
  }

  private func proxyVariables(_ service: Service, _ database: RailwayDatabase) -> [String] {
    guard service.exposure.isTCP else { return [] }
    let (before, after) = database.publicURL
    return ["  '\(before)${{RAILWAY_TCP_PROXY_DOMAIN}}:${{RAILWAY_TCP_PROXY_PORT}}\(after)' \\"]
  }

  private func settings(_ service: Service) -> String? {
    guard let script = RailwayDatabase.of(service)?.script, let store = service.store, !store.settings.isEmpty else {
      return nil
    }
    let folder = "ENVIRONMENT/\(Emitters.folder(of: store))/\(service.dns)"
    let file = MarkdownDocument.code(files.fromReadme(folder + "/" + script))
    return "Settings of \(MarkdownDocument.code(service.name)): in `railway connect "
      + "\(ShellText.quoted(names.display(service.name)))` run `\\i` with \(file), then "
      + "`railway restart --service \(ShellText.quoted(names.display(service.name)))`; some need the restart."
  }
}
