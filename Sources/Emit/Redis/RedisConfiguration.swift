import IR

/// One Redis and what is known about it: what its files are made of.
struct RedisServer {
  let program: Program
  let service: Service
  let store: Store

  init(program: Program, service: Service, store: Store) {
    self.program = program
    self.service = service
    self.store = store
  }

  /// Commands that no service needs and that lose data or hand the server over. FLUSHDB stays, because caches use it,
  /// and CONFIG, because operators do.
  private static let removedCommands = ["FLUSHALL", "REPLICAOF", "SLAVEOF", "SHUTDOWN"]

  var settings: [Setting] { store.settings.filter { RedisText.isDirective($0.name) } }

  /// The directives by what puts a changed one into force. CONFIG SET knows no default, so a directive that is new or
  /// gone needs a restart: the names of the others are among the lines that do.
  package var configurationLines: ConfigurationLines {
    let names = reloadable.map(\.name)
    let reloadable = Set(names)
    var lines = ConfigurationLines(configuration(hasComments: false)) { reloadable.contains($0) }
    lines.restart += names.filter { $0 != Self.appendOnly }
    return lines
  }

  private static let appendOnly = "appendonly"

  /// Directives that CONFIG SET takes.
  private var reloadable: [Setting] { settings.filter { !$0.needsRestart && !$0.isFileOnly } }

  /// A CONFIG SET for each directive that takes one, for the standard input of redis-cli, which splits words as
  /// redis.conf does.
  ///
  /// The append-only file is switched on a running server in both directions: a start with `appendonly yes` and no such
  /// file would load nothing, not the snapshot (`loadDataFromDisk` in server.c, 7.0 to 8.2).
  /// Nil where one cannot be written in one line.
  func settingsCommands() -> String? {
    fitsOneLine ? commands.map { $0 + "\n" }.joined() : nil
  }

  private var commands: [String] {
    let off = reloadable.contains { $0.name == Self.appendOnly } ? [] : ["CONFIG SET \(Self.appendOnly) no"]
    return off
      + reloadable.map { setting in
        // Lines of `save` are one argument here.
        let words = RedisText.lines(setting).flatMap(\.self).joined(separator: " ")
        return "CONFIG SET \(setting.name) \(RedisText.argument(words))"
      }
  }

  /// redis.conf.
  /// - Parameter hasComments: false where only the statements are asked for.
  func configuration(hasComments: Bool = true) -> KeyValueDocument {
    let version = store.titleWithVersion
    var document = KeyValueDocument(.blank, hasComments: hasComments)
    document.comment(
      "\(version) in a container with \(service.resources.summary). A directive that equals \(version)'s own default is"
    )
    document.comment(
      "not repeated, unless the topology declares it. The password comes from the environment (see the start command):")
    document.comment("no requirepass here.")
    if let port = store.ownPort(service.port) {
      document.section("Connections")
      document.entry("port", String(port), remark: "Declared.")
    }
    let settings = settings
    for group in Setting.Group.allCases {
      let members = settings.filter { $0.group == group }
      guard !members.isEmpty else { continue }
      document.section(group.title)
      if group == .memory { document.comments(memory?.commentLines ?? []) }
      if group == .persistence { disk(&document) }
      for setting in members {
        for (index, arguments) in RedisText.lines(setting).enumerated() {
          document.entry(
            setting.name, arguments.map(RedisText.argument).joined(separator: " "),
            remark: index == 0 ? sentence(setting.reason) : nil)
        }
      }
    }
    document.section("Commands that no service needs and that lose data or hand the server over")
    for command in Self.removedCommands { document.entry("rename-command", "\(command) \"\"") }
    if !store.leftAtDefault.isEmpty {
      document.emptyLine()
      document.comment("Left at \(version)'s defaults on purpose: \(store.leftAtDefault.joined(separator: ", ")).")
    }
    return document
  }

  private func disk(_ document: inout KeyValueDocument) {
    guard store.isPersistent, let storage = service.resources.storageBytes, let bytes = maxmemory else { return }
    let file = (bytes + (1 << 19)) >> 20
    document.comment(
      "Disk: two files at the moment of the swap, 2 x \(file) = \(2 * file) MiB of \(Quantities.size(storage)).")
  }

  private var memory: MemoryBudget? { program.memoryBudget(of: service.name) }

  private var maxmemory: Int? {
    for setting in store.settings where setting.name == "maxmemory" {
      if case .bytes(let bytes) = setting.value { return bytes }
    }
    return nil
  }

  private func sentence(_ text: String) -> String {
    guard let first = text.first else { return text }
    return first.uppercased() + text.dropFirst() + "."
  }
}

// MARK: - Without a file, or without a restart

extension RedisServer: StoreConfiguration {
  package var inspection: String? {
    let port = store.ownPort(service.port).map { " -p \($0)" } ?? ""
    return "sh -c 'REDISCLI_AUTH=\"$REDIS_PASSWORD\" \(store.flavor)-cli\(port) info memory'"
  }

  package var keySpace: KeySpace? {
    guard case .bytes(let bytes)? = value("maxmemory"), bytes > 0, case .word(let policy)? = value("maxmemory-policy")
    else { return nil }
    return KeySpace(bytes: bytes, policy: policy, evicts: policy != "noeviction")
  }

  /// Pairs of seconds and changes. An append-only file loses a second at most, whatever the pairs are.
  package var snapshots: [Snapshot] {
    guard store.keepsData, value(Self.appendOnly) != .boolean(true), case .list(let lines)? = value("save") else {
      return []
    }
    let numbers = lines.flatMap { $0.split(separator: " ").compactMap { Int($0) } }
    return stride(from: 0, to: numbers.count - numbers.count % 2, by: 2)
      .map { Snapshot(every: numbers[$0] * 1000, changes: numbers[$0 + 1]) }
      .sorted { ($0.changes, $0.every) < ($1.changes, $1.every) }
  }

  private func value(_ name: String) -> Setting.Value? { settings.first { $0.name == name }?.value }

  /// redis-cli reads a CONFIG SET for each directive.
  package var application: SettingsApplication? {
    let port = store.ownPort(service.port).map { " -p \($0)" } ?? ""
    let script = """
      said=$(\(store.flavor)-cli -h \(service.dns)\(port) < \(store.container.configurationPath ?? "")/settings.txt)
      if printf '%s\\n' "$said" | grep -v -x -e OK -e ''; then exit 1; fi

      """
    return SettingsApplication(
      command: ["/bin/sh", "-euc"], script: script,
      environment: [Store.Variable("REDISCLI_AUTH", .secret(id: "\(service.name)/password"))])
  }

  /// Whether a command of one line can hold all settings: none has NUL or a line break in it.
  var fitsOneLine: Bool {
    settings.allSatisfy { setting in
      switch setting.value {
      case .bytes, .milliseconds, .integer, .boolean: true
      case .real(let text), .word(let text), .text(let text): RedisText.fitsOneLine(text)
      case .list(let items): items.allSatisfy(RedisText.fitsOneLine)
      }
    }
  }

  /// The start command for a platform that mounts no file: the same directives through the image's entrypoint. Without a volume the name of its folder is not set, and an empty one would stop the server.
  /// Nil where one cannot be written in one line.
  package func startWords(volume: String?) -> [String]? {
    guard fitsOneLine else { return nil }
    var words = [
      "exec", "docker-entrypoint.sh", store.flavor + "-server", "--requirepass", "\"$REDIS_PASSWORD\"", "--dir",
      volume.map { "\"${\($0):-\(store.dataPath)}\"" } ?? store.dataPath,
    ]
    for setting in settings where !setting.isFileOnly {
      for arguments in RedisText.lines(setting) {
        words.append("--" + setting.name)
        words += arguments.map(RedisText.shellArgument)
      }
    }
    for command in Self.removedCommands { words += ["--rename-command", command, "\"\""] }
    return ["/bin/sh", "-c", words.joined(separator: " ")]
  }
}
