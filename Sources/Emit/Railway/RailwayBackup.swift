import IR

/// The service that dumps a store and copies the dump to a bucket: a cron service on Railway, of an image with the store's
/// own programs. It keeps nothing itself: Railway mounts no volume in two services.
enum RailwayBackup {
  /// What tells these services from those of a topology, none of which has a type of this name.
  private static let type = "backup of a store"

  static func isOne(_ service: Service) -> Bool { service.type == type }

  /// Where the image has the script.
  static let script = "/usr/local/bin/backup"

  /// The service for a store of which copies are kept.
  /// - Returns: nil where there are none, or where the dump reads the server's own volume.
  static func service(of store: Service, named name: String) -> Service? {
    guard RailwayEmitter.capabilities.copiesBackups(of: store), let copies = BackupCopies(store),
      let facts = store.store,
      let dump = facts.dump, let backup = facts.backup
    else { return nil }
    var service = Service(
      name: name, dns: name, type: type, category: .cron,
      resources: Resources(cpuMilli: 500, memoryBytes: 256 << 20), stopGrace: 30_000)
    service.codeOf = store.name
    service.span = store.span(of: .backupTo)
    service.image = store.image
    service.region = store.region
    service.restart.policy = .never
    service.schedule = backup.schedule
    service.needs = [Need(service: store.name, condition: .healthy)]
    service.command = .words(["/bin/sh", script, "once"].map { .text($0) })
    let own = [
      Store.Variable(BackupScript.folder, .literal("/tmp")),
      Store.Variable(BackupScript.keepDays, .literal(String(backup.keepDays))),
    ]
    service.env = (dump.environment + copies.environment + own).map { variable in
      Variable(name: variable.name, value: variable.value, origin: .key, reason: variable.note)
    }
    return service
  }

  /// The image of such a service, and the script in it.
  static func image(
    of service: Service, in program: Program, _ folder: String, _ layout: OutputLayout
  ) -> (beginning: DockerfileDocument, script: EmittedFile)? {
    guard isOne(service), let store = service.codeOf.flatMap(program.service), let copies = BackupCopies(store) else {
      return nil
    }
    let script = BackupScript(of: [store])
    let header = layout.header(.hash, for: program.environment.name, shebang: "#!/bin/sh")
    let file = EmittedFile(path: folder + "/backup.sh", header: header, isExecutable: true) {
      $0.write("# backup \(script.usage). The variables of the service say what is backed up, and where to.\n")
      $0.write(script.text)
    }
    return (copies.dockerfile, file)
  }
}

/// Services that Railway gets beside the stores of a topology.
enum RailwayAddedServices {
  /// The programs with the pooler and the backup of each store that has one.
  static func added(to programs: [Program]) -> [Program] {
    let pooled = added(
      to: programs, "pooler", of: { $0.store?.pooler != nil }, make: { RailwayPooler.pooler(of: $0, named: $1, in: $2) }
    )
    return added(
      to: pooled, "backup", of: { BackupCopies($0) != nil },
      make: { store, name, _ in
        RailwayBackup.service(of: store, named: name)
      })
  }

  /// The programs with a service behind each store that has one, under one name in all of them.
  private static func added(
    to programs: [Program], _ role: String, of hasOne: (Service) -> Bool,
    make: (_ store: Service, _ name: String, _ program: Program) -> Service?
  ) -> [Program] {
    var taken = Set(programs.flatMap { $0.services.flatMap { [$0.name, $0.dns] } })
    var names: [String: String] = [:]
    for service in programs.flatMap(\.services) where hasOne(service) && names[service.name] == nil {
      names[service.name] = free("\(service.dns)-\(role)", &taken)
    }
    guard !names.isEmpty else { return programs }
    return programs.map { program in
      var result = program
      result.services = program.services.flatMap { service in
        [service] + (names[service.name].flatMap { make(service, $0, program) }.map { [$0] } ?? [])
      }
      result.makeIndex()
      return result
    }
  }

  private static func free(_ stem: String, _ taken: inout Set<String>) -> String {
    var name = stem
    var number = 2
    while !taken.insert(name).inserted {
      name = "\(stem)-\(number)"
      number += 1
    }
    return name
  }
}
