import IR

/// Stores for which Railway has nothing ready-made: services of the engine's image, with its variables and a volume.
enum RailwayContainers {
  /// The program with a command, variables and a volume for each such store.
  static func adapted(_ program: Program) -> Program {
    var program = program
    for index in program.services.indices {
      let service = program.services[index]
      guard let store = service.store, !service.isRailwayDatabase else { continue }
      if RailwayBucket.isOne(service) {
        program.services[index] = RailwayBucket.adapted(service)
        continue
      }
      program.services[index] = adapted(service, store, in: program)
    }
    return program
  }

  private static func adapted(_ service: Service, _ store: Store, in program: Program) -> Service {
    var result = service
    let words =
      Emitters.configuration(of: service, in: program)?.startWords(volume: RailwayEmitter.capabilities.volumeVariable)
      ?? store.container.command
    if !words.isEmpty { result.command = .words(words.map { .text($0) }) }
    let declared = Set(service.env.map(\.name))
    result.env =
      store.container.environmentOfPlainContainer.filter { !declared.contains($0.name) }.map { variable in
        // A secret of its own is set on the service itself: what refers to it refers to that.
        Variable(
          name: variable.name, value: variable.value.hasSecret ? nil : variable.value, origin: .key,
          reason: variable.note)
      } + service.env
    if store.keepsData {
      result.volumes.insert(Volume(path: store.dataPath, bytes: service.resources.storageBytes), at: 0)
    }
    return result
  }

  /// The variable of the store's own service that holds a secret; nil: none does.
  static func variable(_ secret: String, of store: Store) -> String? {
    store.container.environment.first { $0.value == .secret(id: secret) }?.name
  }

  /// The secrets that a store which is a container generates, each with its variable; empty for every other service.
  static func passwords(of service: Service) -> [(variable: String, form: Store.SecretForm)] {
    guard let store = service.store, !service.isRailwayDatabase, !RailwayBucket.isOne(service) else { return [] }
    return store.secrets.compactMap { secret in
      variable("\(service.name)/\(secret.name)", of: store).map { ($0, secret.form) }
    }
  }

  /// Commands that create the service with these secrets; empty: it has none, and the project file creates it.
  static func steps(_ service: Service, named name: String, place: String) -> [String] {
    let passwords = passwords(of: service).map {
      "\(EnvExample.recipe($0.form)) | tr -d '\\n' | railway variable set \($0.variable) --stdin \(place) --skip-deploys"
    }
    return passwords.isEmpty ? [] : ["railway add --service \(ShellText.quoted(name))"] + passwords
  }
}
