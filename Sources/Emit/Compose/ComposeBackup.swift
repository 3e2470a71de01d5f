import IR

/// The service that dumps a store: it runs by itself every day, or, with any other schedule, once when it is started.
struct ComposeBackup {
  let project: ComposeProject
  let service: Service
  let backup: Backup
  private let store: Store
  private let dump: Store.Dump

  init?(_ service: Service, _ project: ComposeProject) {
    guard let store = service.store, let backup = store.backup, let dump = store.dump else { return nil }
    self.project = project
    self.service = service
    self.backup = backup
    self.store = store
    self.dump = dump
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
    let keep = "keeps \(keepDays) days. The volume is on the same machine: copy it elsewhere as well."
    if let second = secondOfDay {
      let time = [second / 3600, second / 60 % 60].map { String(100 + $0).dropFirst() }.joined(separator: ":")
      return [
        "Dumps every day at \(time) UTC, \(keep)",
        "  \(dumpCommand)          a dump now",
        "  \(command) \(call) list",
      ]
    }
    return [
      "Dumps on request, \(keep)"
    ] + ComposeText.crontab(backup.schedule, "\(command) run --rm \(name)")
  }

  func entry() -> YAMLMapping {
    let isDaily = secondOfDay != nil
    var entry = YAMLMapping()
    entry.add(
      "image", .text(ComposeProject.escaped(service.image ?? "")), note: dump.note)
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
      memory: Self.resources.memoryBytes)
    return entry
  }

  private func environment() -> YAMLMapping {
    var environment = project.environment(dump.environment)
    environment.add("BACKUP_DIR", .text(folder))
    if let second = secondOfDay {
      environment.add("BACKUP_AT", .quoted(String(second)), note: "\(backup.schedule) as seconds after 00:00 UTC")
    }
    environment.add("BACKUP_KEEP_DAYS", .quoted(String(keepDays)))
    return environment
  }

  // MARK: The script

  /// The script that all backup services of the file run, without its header.
  static func script(for stores: [ComposeBackup]) -> String {
    // One of each server; those whose dumps are named after a variable first.
    var kinds: [ComposeBackup] = []
    for store in stores where !kinds.contains(where: { $0.dump.mark == store.dump.mark }) { kinds.append(store) }
    kinds = kinds.filter { $0.dump.name == nil } + kinds.filter { $0.dump.name != nil }
    var text =
      "# backup loop | once | list | check. The service in the compose file says what is backed up, where to, and when.\n"
    for kind in kinds { text += kind.restoreRemark() }
    text += "set -eu\numask 077\n"
    text += names(of: kinds.map(\.dump)) + dumps(of: kinds.map(\.dump)) + once
    // A server with several databases has a dump of each.
    let several = stores.first { !$0.store.databases.isEmpty }
    return text + (several.map { severally($0.dump) } ?? "") + calls(all: several != nil) + loop
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
    let command = ComposeHeader.command(project)
    return secondOfDay == nil ? "\(command) run --rm \(name)" : "\(command) \(call) once"
  }

  /// Lists the dumps; nil where the container runs only while it makes one.
  var listCommand: String? { secondOfDay == nil ? nil : "\(ComposeHeader.command(project)) \(call) list" }

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

  /// The beginning of the names of the dumps: the value of a variable, or the name of the engine that is there.
  private static func names(of dumps: [Store.Dump]) -> String {
    let variables = dumps.filter { $0.name == nil }.map(\.mark)
    let named = dumps.filter { $0.name != nil }
    var text = named.last?.name ?? variables.last.map { "$" + $0 } ?? ""
    for variable in (named.isEmpty ? variables.dropLast() : variables[...]).reversed() {
      text = "${\(variable):-\(text)}"
    }
    let others = named.dropLast().map { "[ -z \"${\($0.mark):-}\" ] || name=\($0.name ?? "")\n" }
    return "name=\(text)\n\(others.joined())\n"
  }

  /// The function that dumps whatever store the variables speak of.
  private static func dumps(of dumps: [Store.Dump]) -> String {
    guard dumps.count > 1 else {
      return "dump() {\n" + (dumps.first?.script ?? []).map { "  \($0)\n" }.joined() + "}\n\n"
    }
    var text = "dump() {\n"
    for (index, dump) in dumps.enumerated() {
      if index == dumps.count - 1 {
        text += "  else\n"
      } else {
        text += "  \(index == 0 ? "if" : "elif") [ -n \"${\(dump.mark):-}\" ]; then\n"
      }
      text += dump.script.map { "    \($0)\n" }.joined()
    }
    return text + "  fi\n}\n\n"
  }

  private static let once = """
    once() {
      file=$BACKUP_DIR/$name-$(date -u +%Y%m%dT%H%M%SZ).dump
      trap 'rm -f "$file.part"' EXIT
      dump "$file.part"
      mv "$file.part" "$file"
      trap - EXIT
      # Only after a success, so that a failing backup never deletes the last good one.
      find "$BACKUP_DIR" -name "$name-*.dump" -mtime "+$BACKUP_KEEP_DAYS" -delete
      echo "backup: $file, $(wc -c < "$file") bytes"
    }


    """

  /// One dump after the other, each in a shell of its own: a database that fails does not keep the others from being
  /// dumped.
  private static func severally(_ dump: Store.Dump) -> String {
    """
    each() {
      if [ -z "${\(Store.Dump.databases):-}" ]; then
        once
        return
      fi
      failed=0
      for database in $\(Store.Dump.databases); do
        \(dump.mark)=$database /bin/sh "$0" one || failed=1
      done
      return "$failed"
    }


    """
  }

  /// The words that it is called with, but the last.
  private static func calls(all: Bool) -> String {
    let test = """
      [ -n "$(find "$BACKUP_DIR" -name "$name-*.dump" -mmin -1560)" ] || [ -n "$(find /tmp/started -mmin -1560)" ]
      """
    let check =
      all ? "  for name in ${\(Store.Dump.databases):-$name}; do\n    \(test)\n  done" : "  " + test
    return """
      case ${1:-} in
      once) \(all ? "each ;;\none) once" : "once") ;;
      list) ls -l "$BACKUP_DIR" ;;
      check)
        # A dump of the last 26 hours, or a container that is not that old yet.
      \(check)
        ;;

      """
  }

  private static let loop = """
    loop)
      trap 'exit 0' TERM INT
      touch /tmp/started
      while :; do
        wait_s=$(((BACKUP_AT - $(date -u +%s) % 86400 + 86400) % 86400))
        echo "backup: next in $wait_s s"
        sleep "$((wait_s > 0 ? wait_s : 86400))" &
        wait $!                                       # in the background, so that SIGTERM is handled at once
        /bin/sh "$0" once || echo "backup: FAILED" >&2
      done
      ;;
    *)
      echo "usage: backup loop|once|list|check" >&2
      exit 2
      ;;
    esac

    """
}
