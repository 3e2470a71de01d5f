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

  func rendered() -> RailwayReadme.Section? {
    guard let example = (programs.last { $0.environment.kind == .standard } ?? programs.first) else { return nil }
    let stores = RailwayEmitter.serviceNames(programs).compactMap { name in
      programs.lazy.compactMap { $0.service(name) }.first { $0.store != nil }
    }
    guard !stores.isEmpty else { return nil }
    let rows = stores.map { service in
      [
        MarkdownDocument.code(names.display(service.name)), MarkdownDocument.code(Self.image(service)),
        MarkdownDocument.code(Self.mountPath(service)), storage(service), note(service),
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

  private func isRedis(_ service: Service) -> Bool { service.category == .redis }

  /// Railway's own PostgreSQL image (majors 13 to 18), or the official Redis.
  static func image(_ service: Service) -> String {
    service.category == .redis
      ? "redis:\(service.store?.version ?? "")"
      : "ghcr.io/railwayapp-templates/postgres-ssl:\(service.store?.majorVersion ?? 0)"
  }

  static func mountPath(_ service: Service) -> String {
    service.category == .redis ? "/data" : "/var/lib/postgresql/data"
  }

  private func storage(_ service: Service) -> String {
    RailwayReadme.perEnvironment(
      programs.compactMap { program in
        guard program.environment.kind == .standard, let service = program.service(service.name) else { return nil }
        let size = service.resources.storageBytes.map { "\($0 >> 30) GiB" } ?? "no volume needed"
        return (program.environment.name, size)
      })
  }

  private func note(_ service: Service) -> String {
    isRedis(service)
      ? "settings in the start command"
      : "database \(MarkdownDocument.code(service.store?.database ?? "railway")); settings by `ALTER SYSTEM`; services "
        + "log in as the image's superuser"
  }

  private func steps(_ service: Service, in environment: String) -> [String] {
    let name = ShellText.quoted(names.display(service.name))
    let place = "--service \(name) --environment \(ShellText.quoted(environment))"
    let password = isRedis(service) ? "REDIS_PASSWORD" : "POSTGRES_PASSWORD"
    var lines = [
      "railway add --service \(name)",
      "openssl rand -hex 24 | tr -d '\\n' | railway variable set \(password) --stdin \(place) --skip-deploys",
    ]
    lines += isRedis(service) ? redisVariables(service) : postgresVariables(service)
    lines.append("  RAILWAY_DEPLOYMENT_DRAINING_SECONDS=\((service.stopGrace + 999) / 1000) \(place) --skip-deploys")
    if !isRedis(service) || service.resources.storageBytes != nil {
      lines.append("railway volume \(place) add --mount-path \(Self.mountPath(service))")
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
    if isRedis(service), files.format == .json {
      let file = files.fromReadme("\(environment)/redis/\(service.dns)/railway-start-command.txt")
      lines.append(
        "railway environment edit --environment \(ShellText.quoted(environment)) --service-config \(name) "
          + "deploy.startCommand \"$(cat \(ShellText.quoted(file)))\"")
    }
    lines.append("railway service source connect --image \(Self.image(service)) \(place)")
    return lines
  }

  private func postgresVariables(_ service: Service) -> [String] {
    let database = ShellText.quoted("POSTGRES_DB=" + (service.store?.database ?? "railway"))
    return [
      "railway variable set POSTGRES_USER=postgres \(database) PGPORT=5432 SSL_CERT_DAYS=820 \\",
      "  PGDATA=/var/lib/postgresql/data/pgdata 'PGHOST=${{RAILWAY_PRIVATE_DOMAIN}}' 'PGUSER=${{POSTGRES_USER}}' \\",
      "  'PGPASSWORD=${{POSTGRES_PASSWORD}}' 'PGDATABASE=${{POSTGRES_DB}}' \\",
      "  'DATABASE_URL=postgresql://${{PGUSER}}:${{PGPASSWORD}}@${{PGHOST}}:${{PGPORT}}/${{PGDATABASE}}' \\",
    ]
      + sharedMemory(service)
      + proxyVariables(
        service, "DATABASE_PUBLIC_URL=postgresql://${{PGUSER}}:${{PGPASSWORD}}@", "/${{PGDATABASE}}")
  }

  /// Railway gives a container 64 MiB of /dev/shm, which parallel queries outgrow (docs, variables/reference.md,
  /// 2026-02).
  private func sharedMemory(_ service: Service) -> [String] {
    guard let bytes = service.store?.sharedMemoryBytes, bytes > 64 << 20 else { return [] }
    return ["  RAILWAY_SHM_SIZE_BYTES=\(bytes) \\"]
  }

  private func redisVariables(_ service: Service) -> [String] {
    [
      "railway variable set REDISUSER=default REDISPORT=6379 'REDISHOST=${{RAILWAY_PRIVATE_DOMAIN}}' \\",
      "  'REDISPASSWORD=${{REDIS_PASSWORD}}' \\",
      "  'REDIS_URL=redis://${{REDISUSER}}:${{REDIS_PASSWORD}}@${{REDISHOST}}:${{REDISPORT}}' \\",
    ] + proxyVariables(service, "REDIS_PUBLIC_URL=redis://${{REDISUSER}}:${{REDIS_PASSWORD}}@", "")
  }

  private func proxyVariables(_ service: Service, _ before: String, _ after: String) -> [String] {
    guard service.exposure.isTCP else { return [] }
    return ["  '\(before)${{RAILWAY_TCP_PROXY_DOMAIN}}:${{RAILWAY_TCP_PROXY_PORT}}\(after)' \\"]
  }

  private func settings(_ service: Service) -> String? {
    guard !isRedis(service), service.store?.settings.isEmpty == false else { return nil }
    let file = MarkdownDocument.code(files.fromReadme("ENVIRONMENT/postgres/\(service.dns)/tuning.sql"))
    return "Settings of \(MarkdownDocument.code(service.name)): in `railway connect "
      + "\(ShellText.quoted(names.display(service.name)))` run `\\i` with \(file), then "
      + "`railway restart --service \(ShellText.quoted(names.display(service.name)))`; some need the restart."
  }
}
