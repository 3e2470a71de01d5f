import IR

/// The service that dumps a store: it runs by itself every day, or, with any other schedule, once when it is started.
struct ComposeBackup {
  let project: ComposeProject
  let service: Service
  let backup: Backup
  private let store: Store
  private let dump: Store.Dump
  /// Nil: what it makes stays on this machine.
  let copies: BackupCopies?

  init?(_ service: Service, _ project: ComposeProject) {
    guard let store = service.store, let backup = store.backup, let dump = store.dump else { return nil }
    self.project = project
    self.service = service
    self.backup = backup
    self.store = store
    self.dump = dump
    copies = BackupCopies(service)
  }

  var name: String { project.names.service("backup", of: service) }

  /// The volume that holds the dumps.
  var volume: String { project.names.volume("backups", of: service) }

  /// The folder of the dumps: a path that belongs to the server's user in the image, so that a new volume does too.
  var folder: String { store.dataPath }

  /// Its limits.
  static let resources = Resources(cpuMilli: 250, memoryBytes: 256 << 20)

  var secondOfDay: Int? { backup.secondOfDay }

  private var keepDays: Int { backup.keepDays }

  /// The lines above the service.
  var remarks: [String] {
    let command = ComposeHeader.command(project)
    let outside =
      copies.map { "Copies lie in \($0.url)." } ?? "The volume is on the same machine: copy it elsewhere as well."
    let keep = "keeps \(keepDays) days. \(outside)"
    if let second = secondOfDay {
      let time = [second / 3600, second / 60 % 60].map { String(100 + $0).dropFirst() }.joined(separator: ":")
      return [
        "Dumps every day at \(time) UTC, \(keep)",
        "  \(dumpCommand)          a dump now",
        "  \(command) \(call) list",
      ] + (copies == nil ? [] : ["  \(bringCommand)    a copy into the volume; copies lists them"])
    }
    return [
      "Dumps on request, \(keep)"
    ] + ComposeText.crontab(backup.schedule, "\(command) run --rm \(name)")
  }

  // MARK: The image

  /// The image of its own that a store with copies has: its name, the directory that it is built from as the compose file
  /// names it, and the file there. Nil: it runs that of the store.
  var image: (name: String, context: String, dockerfile: DockerfileDocument, path: String)? {
    guard let copies else { return nil }
    let folder = OutputLayout.path(project.program.environment.name, ComposeEmitter.name, name)
    let dockerfile = copies.dockerfile
    // The tag follows the text: with another server `up` builds again, as the old programs refuse to dump it.
    let tag = "\(project.program.environment.name)-\(sha256Hex(dockerfile.rendered()).prefix(10))"
    return (
      "\(project.program.project)-\(name):\(tag)", ComposeProject.escaped(project.reference(toOutput: folder)),
      dockerfile,
      folder + "/Dockerfile"
    )
  }

  // MARK: The service

  func entry() -> YAMLMapping {
    let isDaily = secondOfDay != nil
    var entry = YAMLMapping()
    if let image {
      entry.add("image", .text(image.name), note: dump.note)
      entry.add("build", .mapping(.flow([("context", .text(image.context))])))
    } else {
      entry.add("image", .text(ComposeProject.escaped(service.image ?? "")), note: dump.note)
    }
    entry.add("entrypoint", .flow([.quoted("/bin/sh"), .quoted("/usr/local/bin/backup")]))
    entry.add("command", .flow([.quoted(isDaily ? "loop" : "once")]))
    if let user = store.container.user { entry.add("user", .text(user)) }
    entry.add("environment", .mapping(environment()))
    var mounts = [
      YAMLItem(
        .text("\(volume):\(folder)"),
        note: "this path belongs to the server's user in the image: a new volume does too"),
      YAMLItem(ComposeVolumes.bind(project.reference(toOutput: project.backupScript), to: "/usr/local/bin/backup")),
    ]
    if let path = dump.dataPath {
      mounts.append(YAMLItem(ComposeStores(project: project).dataMount(service, at: path, isReadOnly: true)))
    }
    entry.add("volumes", .sequence(mounts))
    if isDaily {
      var health = Health(.none)
      health.interval = 30_000
      health.retries = 1
      let check = ComposeHealth.mapping(["CMD", "/bin/sh", "/usr/local/bin/backup", "check"], health)
      entry.add("healthcheck", .mapping(check), note: "unhealthy when the newest dump is older than 26 hours")
    }
    var waits = ComposeNeeds()
    waits.add(service.dns, project.readiness(of: service))
    if isDaily { ComposeSettings.addWaits(for: service, project, throughPooler: false, to: &waits) }
    waits.write(to: &entry)
    let profiles = project.profiles[service]
    if !isDaily {
      entry.add("profiles", .flow([.text("backup")]))
    } else if !profiles.isEmpty {
      entry.add("profiles", .flow(profiles.map { .text($0) }))
    }
    entry.add("init", .boolean(true))
    ComposeStores.confine(
      &entry, restart: isDaily ? .text("unless-stopped") : .quoted("no"), cpu: Self.resources.cpuMilli,
      memory: Self.resources.memoryBytes, networks: copies == nil ? ["data"] : ["data", "apps"])
    return entry
  }

  private func environment() -> YAMLMapping {
    var environment = project.environment(dump.environment + (copies?.environment ?? []))
    environment.add(BackupScript.folder, .text(folder))
    if let second = secondOfDay {
      environment.add(BackupScript.at, .quoted(String(second)), note: "\(backup.schedule) as seconds after 00:00 UTC")
    }
    environment.add(BackupScript.keepDays, .quoted(String(keepDays)))
    return environment
  }

  // MARK: The script

  /// The script that all backup services of the file run, without its header.
  static func script(for stores: [ComposeBackup]) -> String {
    let script = BackupScript(of: stores.map(\.service))
    var text =
      "# backup \(script.usage). The service in the compose file says what is backed up, where to, and when.\n"
    var marks: Set<String> = []
    let kinds = stores.filter { marks.insert($0.dump.mark).inserted }
    for kind in kinds.filter({ $0.dump.name == nil }) + kinds.filter({ $0.dump.name != nil }) {
      text += kind.restoreRemark()
    }
    return text + script.text
  }

  /// The lines of a shell that bring back the dump `FILE`; empty: no command does.
  var restoreCommand: [String] {
    guard case .command(let words)? = store.restore else { return [] }
    let command = ComposeHeader.command(project)
    // The daily service is there; the other one runs only while it makes a dump.
    let cat = secondOfDay == nil ? "run --rm --no-deps -T --entrypoint cat \(name)" : "exec -T \(name) cat"
    return ["\(command) \(cat) \(folder)/FILE |", "\(command) exec -T \(service.dns) \(words)"]
  }

  /// Makes a dump now.
  var dumpCommand: String {
    secondOfDay == nil ? "\(ComposeHeader.command(project)) run --rm \(name)" : command("once")
  }

  /// Lists the dumps; nil where the container runs only while it makes one.
  var listCommand: String? { secondOfDay == nil ? nil : "\(ComposeHeader.command(project)) \(call) list" }

  /// Lists the copies; nil: there are none.
  var copiesCommand: String? { copies.map { _ in command("copies") } }

  /// Brings the copy `FILE` into the volume.
  var bringCommand: String { command("fetch FILE") }

  private func command(_ words: String) -> String {
    let command = ComposeHeader.command(project)
    return secondOfDay == nil ? "\(command) run --rm \(name) \(words)" : "\(command) \(call) \(words)"
  }

  private var call: String { "exec \(name) /bin/sh /usr/local/bin/backup" }

  private func restoreRemark() -> String {
    switch store.restore {
    case nil: return ""
    case .instruction(let text)?: return "# \(text)\n"
    case .command?:
      let others =
        store.databases.isEmpty
        ? "" : "#          Each database has dumps of its own: put its name and its owner in this command.\n"
      let lines = restoreCommand.enumerated().map {
        ($0.offset == 0 ? "# Restore: " : "#          ") + $0.element + "\n"
      }
      return lines.joined() + others
    }
  }
}
