import IR

/// One Redis and what is known about it: what its files are made of.
struct RedisServer {
  let program: Program
  let service: Service
  let store: Store

  /// Commands that no service needs and that lose data or hand the server over. FLUSHDB stays, because caches use it,
  /// and CONFIG, because operators do.
  private static let removedCommands = ["FLUSHALL", "REPLICAOF", "SLAVEOF", "SHUTDOWN"]

  var settings: [Setting] { store.settings.filter { RedisText.isDirective($0.name) } }

  func configuration() -> String {
    let version = "Redis \(store.version)"
    var document = KeyValueDocument(.blank)
    document.comment(
      "\(version) in a container with \(service.resources.summary). A directive that equals \(version)'s own default is"
    )
    document.comment(
      "not repeated, unless the topology declares it. The password comes from the environment (see the start command):")
    document.comment("no requirepass here.")
    if let port = service.port, port != 6379 {
      document.section("Connections")
      document.entry("port", String(port), remark: "Declared.")
    }
    for group in Setting.Group.allCases {
      let members = settings.filter { $0.group == group }
      guard !members.isEmpty else { continue }
      document.section(group.title)
      if group == .memory { for line in memory?.commentLines ?? [] { document.comment(line) } }
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
    return document.render()
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

// MARK: - Railway

extension RedisServer {
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

  /// The start command for Railway, whose image takes no mounted file: the same directives through the image's
  /// entrypoint. Without a volume the name of its folder is not set, and an empty one would stop the server.
  /// Nil where one cannot be written in one line.
  func startCommand() -> String? {
    guard fitsOneLine else { return nil }
    var words = [
      "exec", "docker-entrypoint.sh", "redis-server", "--requirepass", "\"$REDIS_PASSWORD\"", "--dir",
      "\"${RAILWAY_VOLUME_MOUNT_PATH:-/data}\"",
    ]
    for setting in settings where !setting.isFileOnly {
      for arguments in RedisText.lines(setting) {
        words.append("--" + setting.name)
        words += arguments.map(RedisText.shellArgument)
      }
    }
    for command in Self.removedCommands { words += ["--rename-command", command, "\"\""] }
    let line = words.joined(separator: " ")
    return "/bin/sh -c '" + line.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''")
      + "'"
  }
}
