import Diagnostics
package import IR

/// Configuration of Redis: the tuned file, and the same as a start command.
package enum RedisEmitter: Emitter {
  package static let name = "redis"
  package static let summary = "tuned redis.conf, and the same as a start command for a platform that takes no file"
  package static let files = [
    "<environment>/redis/<service>/redis.conf", "<environment>/redis/<service>/settings.txt",
    "<environment>/redis/<service>/<target>-start-command.txt",
  ]
  package static let scope = EmitterScope.environment
  package static let role = EmitterRole.supporting
  package static let capabilities = Capabilities()
  package static let options: [EmitterOption] = []

  package static func configuration(of service: Service, in program: Program) -> (any StoreConfiguration)? {
    service.store.map { RedisServer(program: program, service: service, store: $0) }
  }

  package static func emit(_ request: EmitRequest) -> Emission {
    var emission = Emission()
    let targets = StoreTargets(request.program)
    for (service, store) in request.program.stores(of: name) {
      let server = RedisServer(program: request.program, service: service, store: store)
      let folder = OutputLayout.path(request.program.environment.name, name, service.dns)
      for setting in store.settings where !RedisText.isDirective(setting.name) {
        emission.findings.append(finding("`\(setting.name)`", "redis.conf", service))
      }
      if targets.haveFiles, !request.isForFindings {
        emission.files.append(
          EmittedFile(
            path: folder + "/redis.conf", header: request.layout.header(.hash, for: request.program.environment.name)
          ) { server.configuration().write(to: &$0) })
      }
      if targets.haveFiles, !request.isForFindings || !server.fitsOneLine {
        if let commands = server.settingsCommands() {
          emission.files.append(EmittedFile(path: folder + "/settings.txt", content: commands))
        } else if targets.withoutFiles.isEmpty {
          emission.findings.append(finding("a setting", "one line", service))
        }
      }
      guard !targets.withoutFiles.isEmpty, !request.isForFindings || !server.fitsOneLine else { continue }
      guard server.fitsOneLine else {
        emission.findings.append(finding("a setting", "one line", service))
        continue
      }
      for target in targets.commandsByHand {
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
      help: ["a directive is a plain word; a start command holds no NUL and no line break"])
  }
}
