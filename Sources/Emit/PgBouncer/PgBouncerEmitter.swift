import Diagnostics
package import IR

/// Configuration of the pooler in front of a store.
package enum PgBouncerEmitter: Emitter {
  package static let name = "pgbouncer"
  package static let summary = "pgbouncer.ini for a store with a pooler, with its arithmetic"
  package static let files = [
    "<environment>/pgbouncer/<service>/pgbouncer.ini", "<environment>/pgbouncer/<service>/userlist.txt.example",
  ]
  package static let scope = EmitterScope.environment
  package static let role = EmitterRole.supporting
  package static let capabilities = Capabilities()
  package static let options: [EmitterOption] = []

  package static func pooler(of service: Service, in program: Program) -> (any PoolerConfiguration)? {
    PgBouncerConfiguration(program, service)
  }

  package static func emit(_ request: EmitRequest) -> Emission {
    var emission = Emission()
    // A target that cannot have one says so itself (E0902), one's own machine has none, and one that mounts no files
    // puts the settings elsewhere.
    let targets = request.program.targets
    let reads = { (name: String) in
      Emitters.named(name).map { $0.capabilities.poolers && $0.capabilities.fileMounts } ?? true
    }
    guard targets.isEmpty || targets.contains(where: reads) else { return emission }
    for service in request.program.services {
      guard let server = PgBouncerConfiguration(request.program, service), !request.isForFindings else { continue }
      let folder = OutputLayout.path(request.program.environment.name, name, service.dns)
      let header = request.layout.header(.semicolon, for: request.program.environment.name)
      emission.files += [
        EmittedFile(path: folder + "/pgbouncer.ini", header: header) { server.configuration.write(to: &$0) },
        EmittedFile(path: folder + "/userlist.txt.example", header: header) { $0.write(server.users()) },
      ]
    }
    return emission
  }
}
