import Diagnostics
package import IR

/// Configuration of MySQL and MariaDB: the tuned file, and the same as a start command.
package enum MysqlEmitter: Emitter {
  package static let name = "mysql"
  package static let summary =
    "tuned option file of MySQL and MariaDB, and the same as a start command for a platform that mounts no file"
  package static let files = [
    "<environment>/mysql/<service>/infracc.cnf", "<environment>/mysql/<service>/databases.sh",
    "<environment>/mysql/<service>/<target>-start-command.txt",
  ]
  package static let scope = EmitterScope.environment
  package static let role = EmitterRole.supporting
  package static let capabilities = Capabilities()
  package static let options: [EmitterOption] = []

  package static func configuration(of service: Service, in program: Program) -> (any StoreConfiguration)? {
    service.store.map { MysqlServer(program: program, service: service, store: $0) }
  }

  package static func emit(_ request: EmitRequest) -> Emission {
    var emission = Emission()
    let program = request.program
    let targets = StoreTargets(program)
    for (service, store) in program.stores(of: name) {
      let server = MysqlServer(program: program, service: service, store: store)
      let folder = OutputLayout.path(program.environment.name, name, service.dns)
      for setting in server.unwritable {
        emission.findings.append(finding("`\(setting.name)`", "infracc.cnf", service))
      }
      if targets.haveFiles, !request.isForFindings {
        emission.files.append(
          EmittedFile(
            path: folder + "/infracc.cnf", header: request.layout.header(.hash, for: program.environment.name)
          ) {
            server.configuration().write(to: &$0)
          })
      }
      if targets.haveFiles, !store.databases.isEmpty, !request.isForFindings {
        emission.files.append(
          EmittedFile(
            path: folder + "/databases.sh",
            header: request.layout.header(.hash, for: program.environment.name, shebang: "#!/bin/sh")
          ) { $0.write(MysqlDatabases(server).script()) })
      }
      guard !targets.withoutFiles.isEmpty, server.unwritable.isEmpty else { continue }
      let commands = targets.withoutFiles.map { ($0, server.startCommand(volume: $0.capabilities.volumeVariable)) }
      if commands.contains(where: { $0.1 == nil }) {
        emission.findings.append(finding("a setting", "one line", service))
        continue
      }
      for target in targets.commandsByHand where !request.isForFindings {
        guard let command = server.startCommand(volume: target.capabilities.volumeVariable) else { continue }
        emission.files.append(
          EmittedFile(path: "\(folder)/\(target.name)-start-command.txt", content: command + "\n"))
      }
    }
    return emission
  }

  private static func finding(_ what: String, _ file: String, _ service: Service) -> EmitFinding {
    EmitFinding(
      .textNotRepresentable, "\(what) of `\(service.name)` cannot be written in \(file)", span: service.span,
      help: ["use a plain word as the setting, a value without NUL, and no line break for a start command"])
  }
}
