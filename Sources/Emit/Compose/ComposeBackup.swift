import IR

/// The service that dumps a store: it runs by itself every day, or, with any other schedule, once when it is started.
struct ComposeBackup {
  let project: ComposeProject
  let service: Service
  let backup: Backup

  init?(_ service: Service, _ project: ComposeProject) {
    guard let backup = service.store?.backup, service.category == .postgres || service.category == .redis else {
      return nil
    }
    self.project = project
    self.service = service
    self.backup = backup
  }

  var name: String { project.names.service("backup", of: service) }

  /// The volume that holds the dumps.
  var volume: String { project.names.volume("backups", of: service) }

  private var isPostgres: Bool { service.category == .postgres }

  /// The folder of the dumps: a path that belongs to the server's user in the image, so that a new volume does too.
  var folder: String { isPostgres ? ComposeStores.dataPath(service) : "/data" }

  /// Seconds after 00:00 UTC of a daily schedule, nil for any other.
  var secondOfDay: Int? { Self.secondOfDay(backup.schedule) }

  /// The same of a schedule with five fields.
  static func secondOfDay(_ schedule: String) -> Int? {
    let fields = schedule.split(separator: " ").map(String.init)
    guard fields.count == 5, fields[2...] == ["*", "*", "*"], let minute = Int(fields[0]), let hour = Int(fields[1]),
      (0..<60).contains(minute), (0..<24).contains(hour)
    else { return nil }
    return (hour * 60 + minute) * 60
  }

  private var keepDays: Int { max(1, (backup.keep + 86_399_999) / 86_400_000) }

  /// The lines above the service.
  var remarks: [String] {
    let command = ComposeHeader.command(project)
    let keep = "keeps \(keepDays) days. The volume is on the same machine: copy it elsewhere as well."
    if let second = secondOfDay {
      let time = [second / 3600, second / 60 % 60].map { String(100 + $0).dropFirst() }.joined(separator: ":")
      return [
        "Dumps every day at \(time) UTC, \(keep)",
        "  \(command) exec \(name) /bin/sh /usr/local/bin/backup once          a dump now",
        "  \(command) exec \(name) /bin/sh /usr/local/bin/backup list",
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
      "image", .text(ComposeProject.escaped(service.image ?? "")),
      note: isPostgres ? "pg_dump of the server's own version" : nil)
    entry.add("entrypoint", .flow([.quoted("/bin/sh"), .quoted("/usr/local/bin/backup")]))
    entry.add("command", .flow([.quoted(isDaily ? "loop" : "once")]))
    entry.add("user", .text(isPostgres ? "postgres" : "redis"))
    entry.add("environment", .mapping(environment()))
    entry.add(
      "volumes",
      .sequence([
        YAMLItem(
          .text("\(volume):\(folder)"),
          note: "this path belongs to the server's user in the image: a new volume does too"),
        YAMLItem(ComposeVolumes.bind(project.reference(toOutput: project.backupScript), to: "/usr/local/bin/backup")),
      ]))
    if isDaily {
      var health = Health(.none)
      health.interval = 30_000
      health.retries = 1
      let check = ComposeHealth.mapping(["CMD", "/bin/sh", "/usr/local/bin/backup", "check"], health)
      entry.add("healthcheck", .mapping(check), note: "unhealthy when the newest dump is older than 26 hours")
    }
    var waits = YAMLMapping()
    ComposeNeeds.add(service.dns, "service_healthy", to: &waits)
    if isDaily { ComposeSettings.addWaits(for: service, project, throughPooler: false, to: &waits) }
    entry.add("depends_on", .mapping(waits))
    let profiles = project.profiles[service]
    if !isDaily {
      entry.add("profiles", .flow([.text("backup")]))
    } else if !profiles.isEmpty {
      entry.add("profiles", .flow(profiles.map { .text($0) }))
    }
    entry.add("init", .boolean(true))
    ComposeStores.confine(
      &entry, restart: isDaily ? .text("unless-stopped") : .quoted("no"), cpu: 250, memory: 256 << 20)
    return entry
  }

  private func environment() -> YAMLMapping {
    let user = service.store?.user
    var environment = YAMLMapping()
    if isPostgres {
      environment.add("PGHOST", .text(service.dns))
      if let port = ComposeProject.ownPort(service) { environment.add("PGPORT", .text(String(port))) }
      environment.add(
        "PGUSER", .text(user ?? "postgres"), note: user == nil ? nil : "owns every object: no superuser needed")
      environment.add("PGDATABASE", .text(service.store?.database ?? "postgres"))
      environment.add("PGPASSWORD", .text(project.password(service.passwordName, of: service)))
    } else {
      environment.add("REDIS_HOST", .text(service.dns))
      if let port = ComposeProject.ownPort(service) { environment.add("REDIS_PORT", .text(String(port))) }
      environment.add("REDISCLI_AUTH", .text(project.password(service.passwordName, of: service)))
    }
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
    let hasPostgres = stores.contains(where: \.isPostgres)
    let hasRedis = stores.contains { !$0.isPostgres }
    var text =
      "# backup loop | once | list | check. The service in the compose file says what is backed up, where to, and when.\n"
    if let first = stores.first(where: \.isPostgres) { text += first.restoreRemark() }
    if hasRedis {
      text +=
        "# Restore a Redis: stop it, put the dump into its volume as dump.rdb without an appendonlydir beside it, start it.\n"
    }
    text += "set -eu\numask 077\n"
    switch (hasPostgres, hasRedis) {
    case (true, true): text += "name=${PGDATABASE:-redis}\n\n" + dump(postgres + "  # else\n", redis)
    case (true, false): text += "name=$PGDATABASE\n\ndump() {\n\(postgres)}\n\n"
    default: text += "name=redis\n\ndump() {\n\(redis)}\n\n"
    }
    return text + rest
  }

  private func restoreRemark() -> String {
    let command = ComposeHeader.command(project)
    let database = service.store?.database ?? "postgres"
    let owner = service.store?.user.map { " --no-owner --role=\($0)" } ?? ""
    // The daily service is there; the other one runs only while it makes a dump.
    let cat =
      secondOfDay == nil ? "run --rm --no-deps -T --entrypoint cat \(name)" : "exec -T \(name) cat"
    return """
      # Restore: \(command) \(cat) \(folder)/FILE |
      #          \(command) exec -T \(service.dns) pg_restore -U postgres -d \(database) --clean --if-exists\(owner)

      """
  }

  private static let postgres = """
      pg_dump --format=custom --file="$1"
      pg_restore --list "$1" > /dev/null             # readable to the end of its table of contents

    """

  private static let redis = """
      redis-cli -h "$REDIS_HOST" -p "${REDIS_PORT:-6379}" --rdb "$1" > /dev/null
      redis-check-rdb "$1" > /dev/null               # readable to its end

    """

  private static func dump(_ first: String, _ second: String) -> String {
    let indented = { (text: String) in
      text.split(separator: "\n").filter { !$0.hasSuffix("# else") }.map { "  \($0)\n" }.joined()
    }
    return "dump() {\n  if [ -n \"${PGDATABASE:-}\" ]; then\n\(indented(first))  else\n\(indented(second))  fi\n}\n\n"
  }

  private static let rest = """
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

    case ${1:-} in
    once) once ;;
    list) ls -l "$BACKUP_DIR" ;;
    check)
      # A dump of the last 26 hours, or a container that is not that old yet.
      [ -n "$(find "$BACKUP_DIR" -name "$name-*.dump" -mmin -1560)" ] || [ -n "$(find /tmp/started -mmin -1560)" ]
      ;;
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
