import Diagnostics
package import IR

/// Configuration of PostgreSQL: the tuned file, the same as SQL, the roles, and a page that explains them.
package enum PostgresEmitter: Emitter {
  package static let name = "postgres"
  package static let summary =
    "tuned postgresql.conf, the same as SQL for servers without a file, roles, rights and limits"
  package static let files = [
    "<environment>/postgres/<service>/postgresql.conf", "<environment>/postgres/<service>/tuning.sql",
    "<environment>/postgres/<service>/init.sql", "<environment>/postgres/<service>/settings.sql",
    "<environment>/postgres/<service>/databases.sql", "<environment>/postgres/<service>/README.md",
  ]
  package static let scope = EmitterScope.environment
  package static let role = EmitterRole.supporting
  package static let capabilities = Capabilities()
  package static let options = [
    EmitterOption(
      "tuner", "whose arithmetic `auto` follows: that of pgtune, June 2026", values: ["pgtune"], owner: .both),
    EmitterOption(
      "workload", "for pgtune: the kind of load, where it is not `tuning.profile`",
      values: ["web", "oltp", "dw", "desktop", "mixed"], owner: .both),
    EmitterOption(
      "disk", "for pgtune: the kind of disk, `ssd` by default", values: ["ssd", "hdd", "san", "nvme"], owner: .both),
    EmitterOption(
      "data_size", "for pgtune: the data beside the memory, `mid_ram` by default",
      values: ["less_ram", "mid_ram", "greater_ram"], owner: .both),
    EmitterOption(
      "os", "for pgtune: the system of the server, `linux` by default", values: ["linux", "windows", "mac"],
      owner: .both),
  ]

  package static func configuration(of service: Service, in program: Program) -> (any StoreConfiguration)? {
    service.store.map { PostgresServer(program, service, $0) }
  }

  package static func emit(_ request: EmitRequest) -> Emission {
    var emission = Emission()
    for (service, store) in request.program.stores(of: name) {
      emit(PostgresServer(request.program, service, store), request, into: &emission)
    }
    return emission
  }

  private static func emit(_ server: PostgresServer, _ request: EmitRequest, into emission: inout Emission) {
    func add(_ name: String, _ comment: CommentSyntax, _ body: @escaping @Sendable (inout TextWriter) -> Void) {
      if request.isForFindings { return }
      let environment = server.program.environment.name
      emission.files.append(
        EmittedFile(
          path: OutputLayout.path(environment, Self.name, "\(server.service.dns)/\(name)"),
          header: request.layout.header(comment, for: environment), body: body))
    }
    func report(_ what: String, _ file: String) {
      emission.findings.append(
        EmitFinding(
          .textNotRepresentable, "\(what) of `\(server.service.name)` cannot be written in \(file)",
          span: server.service.span,
          help: ["a name is a plain word; a text holds no NUL and no line break"]))
    }
    let system = Set(server.systemSettings.map(\.setting.name))
    for setting in server.store.settings where !setting.isFileOnly && !system.contains(setting.name) {
      report("`\(setting.name)`", "tuning.sql")
    }
    if server.targets.haveFiles {
      add("postgresql.conf", .hash) { server.configuration().write(to: &$0) }
      if server.hasWritableNames || server.initScript() != nil && server.settingsScript() != nil {
        add("init.sql", .sql) { server.initScript()?.write(to: &$0) }
        add("settings.sql", .sql) { server.settingsScript()?.write(to: &$0) }
      } else {
        report("a name", "init.sql")
      }
    }
    if server.hasWritableNames || server.tuningScript() != nil {
      add("tuning.sql", .sql) { server.tuningScript()?.write(to: &$0) }
    } else {
      report("a name", "tuning.sql")
    }
    if !server.store.databases.isEmpty {
      if server.databasesScript() != nil {
        add("databases.sql", .sql) { server.databasesScript()?.write(to: &$0) }
      } else {
        report("a name", "databases.sql")
      }
    }
    add("README.md", .html) { server.readme().write(to: &$0) }
  }
}
