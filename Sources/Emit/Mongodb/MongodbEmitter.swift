package import IR

/// Files of MongoDB: the script that creates the user of the services. Settings are arguments of the server.
package enum MongodbEmitter: Emitter {
  package static let name = "mongodb"
  package static let summary =
    "script for the first start of MongoDB, which creates the user of the services, and the command with its settings"
  package static let files = [
    "<environment>/mongodb/<service>/app.js", "<environment>/mongodb/<service>/command.txt",
  ]
  package static let scope = EmitterScope.environment
  package static let role = EmitterRole.supporting
  package static let capabilities = Capabilities()
  package static let options: [EmitterOption] = []

  package static func configuration(of service: Service, in program: Program) -> (any StoreConfiguration)? {
    service.store.map { MongodbServer(store: $0) }
  }

  package static func emit(_ request: EmitRequest) -> Emission {
    let program = request.program
    var emission = Emission()
    guard StoreTargets(program).haveFiles, !request.isForFindings else { return emission }
    for (service, store) in program.stores(of: name) {
      let folder = OutputLayout.path(program.environment.name, name, service.dns)
      if store.user != nil {
        emission.files.append(
          EmittedFile(
            path: folder + "/app.js", header: request.layout.header(.slashes, for: program.environment.name)
          ) { $0.write(script) })
      }
      // For a server that is started by hand; it is also the command of containers.
      let command = store.container.command.map(ShellText.quoted).joined(separator: " ")
      emission.files.append(EmittedFile(path: folder + "/command.txt", content: command + "\n"))
    }
    return emission
  }

  /// Run by the image at the first start, with mongosh; no value is in the file.
  private static let script = """
    // The user of the services: it reads and writes its database, and nothing outside of it.
    const { MONGO_INITDB_DATABASE, MONGO_APP_USER, MONGO_APP_PASSWORD } = process.env;
    db.getSiblingDB(MONGO_INITDB_DATABASE).createUser({
      user: MONGO_APP_USER,
      pwd: MONGO_APP_PASSWORD,
      roles: [{ role: "readWrite", db: MONGO_INITDB_DATABASE }],
    });

    """
}

/// One MongoDB.
struct MongodbServer: StoreConfiguration {
  let store: Store

  /// Arguments of the command, which a container states itself.
  package var configurationLines: ConfigurationLines {
    ConfigurationLines(KeyValueDocument(.equals, hasComments: false)) { _ in false }
  }

  package var application: SettingsApplication? { nil }

  /// Through the image's entrypoint, on both kinds of addresses: a platform's private network may have IPv6 alone.
  package func startWords(volume: String?) -> [String]? {
    var command = store.container.command
    // A ready-made database of a platform listens at the usual port, whatever the topology declares for containers.
    if store.managed != nil, let port = command.firstIndex(of: "--port") { command.removeSubrange(port...(port + 1)) }
    let words = ["docker-entrypoint.sh"] + command + ["--ipv6", "--bind_ip_all"]
    return words.contains { $0.hasByte { $0 == 0 || $0 == 0x0A || $0 == 0x0D } } ? nil : words
  }
}
