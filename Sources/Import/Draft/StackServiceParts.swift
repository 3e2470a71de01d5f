import Diagnostics
import Emit
import Engines
import Files
import IR
import Model
import Probes
import Resolution
import Syntax

extension StackServiceReader {
  // MARK: Stores

  mutating func readStore(_ engine: StoreEngine) {
    facts.engine = engine
    use(service.node["image"])
    use(service.node["healthcheck"])
    if let text = service.image?.known, case .success(let image) = ImageReference.parse(text),
      let repository = image.hubRepository, let span = service.image?.span
    {
      let version = image.tag.flatMap { engine.version(ofImage: repository, tag: $0) }
      if engine.images.first?.repository == repository, let version {
        claim(.version, .real(version), at: span)
      } else {
        claim(.image, .text(text), at: span)
      }
    }
    readAccounts(engine)
    if let port = service.ports.first {
      use(service.node["ports"])
      remark(port.span, "`\(service.name)` was published on the host; services connect to it by name")
    }
    use(service.node["expose"])
    readStoreCommand(engine)
    readResources()
    use(service.node["restart"])
    use(service.node["stop_grace_period"])
    readStoreMounts(engine)
    readSecretFiles(ofStore: true)
  }

  /// Settings on the command line of the server are those of `tuning`, which has its own names and bounds.
  private mutating func readStoreCommand(_ engine: StoreEngine) {
    guard let command = service.command else { return }
    use(service.node["command"])
    remark(
      command.span,
      "`command` of `\(service.name)` is not migrated: `tuning` has the settings of \(engine.title), and its password"
    )
  }

  private mutating func readAccounts(_ engine: StoreEngine) {
    guard let initialization = engine.initialization else {
      readStoreVariables([])
      return
    }
    var names: Set<String> = []
    for pair in service.environment {
      let isFile = pair.name.hasSuffix("_FILE")
      let name = isFile ? String(pair.name.dropLast(5)) : pair.name
      if name == initialization.database, let text = pair.value?.known, !isFile {
        claim(.database, .text(text), at: pair.nameSpan)
      } else if initialization.accounts.contains(where: { $0.user == name }) || name == initialization.database,
        pair.value?.known == nil
      {
        remark(pair.nameSpan, "`\(pair.name)` has no value in the file: the store uses its default")
      } else if let account = initialization.accounts.first(where: { $0.user == name }), let text = pair.value?.known {
        // The administrator is not the role that services log in as.
        if text != account.defaultUser, text != engine.administrator, engine.abilities.contains(.databases) {
          claim(.user, .text(text), at: pair.nameSpan)
        }
      } else if initialization.accounts.contains(where: { $0.password == name }) {
        facts.passwords.append(
          DraftVariable(name: name, value: pair.value, place: place(pair.nameSpan), rank: context.rank))
        remark(
          pair.nameSpan, "`\(pair.name)` is not copied: the store has a password of its own, which services refer to")
      } else {
        continue
      }
      names.insert(pair.name)
      use(pair, of: service.node["environment"])
    }
    readStoreVariables(names)
  }

  /// Variables that are no account: only an image of one's own reads more of them than the engine's.
  private mutating func readStoreVariables(_ known: Set<String>) {
    for pair in service.environment where !known.contains(pair.name) {
      use(pair, of: service.node["environment"])
      remark(pair.nameSpan, "`\(pair.name)` of `\(service.name)` is not migrated: the engine sets its own")
    }
  }

  private mutating func readStoreMounts(_ engine: StoreEngine) {
    var scripts: [YAMLValue] = []
    for mount in service.mounts {
      use(item: mount.span, of: "volumes")
      // The configuration that infracc writes from `tuning`.
      if context.isGenerated, mount.kind == .bind { continue }
      if mount.kind == .bind, let target = mount.target, target.contains("docker-entrypoint-initdb.d"),
        let source = mount.source, let path = context.repository.join(context.stack.folder, source)
      {
        scripts += initScripts(path).map { .text("./" + $0) }
        continue
      }
      switch mount.kind {
      case .volume:
        remark(mount.span, "the volume of `\(service.name)` has the default size: write `resources: { storage: … }`")
      case .bind, .other:
        let what = mount.source ?? mount.target ?? "a mount"
        remark(mount.span, "`\(what)` is not mounted into `\(service.name)`: the store has a volume of its own")
      }
    }
    if let first = service.mounts.first, !scripts.isEmpty { claim(.initFiles, .flow(scripts), at: first.span) }
  }

  private func initScripts(_ path: String) -> [String] {
    if context.repository.hasFile(path) { return [path] }
    let entries = context.repository.list(path)?.entries ?? []
    return entries.filter { !$0.isFolder && ($0.name.hasSuffix(".sql") || $0.name.hasSuffix(".sh")) }
      .map { RepositoryReader.join(path, $0.name) }
  }

  // MARK: Health, resources, life

  mutating func readHealth() {
    guard let health = service.health else { return }
    use(service.node["healthcheck"])
    if health.isDisabled {
      claim(.health, .text("none"), at: health.node.span)
      return
    }
    guard let command = health.command, command.texts.allSatisfy({ $0.known != nil }) else {
      if health.test != nil {
        remark(
          health.node.span,
          "the health check of `\(service.name)` uses variables that have no value: it is not migrated")
      }
      return
    }
    var entries: [(String, YAMLValue)] = []
    let texts = command.texts.compactMap(\.known)
    let line = texts.joined(separator: " ")
    if let request = HTTPProbe(line), request.port.map({ isOwn($0) }) ?? true {
      entries.append(("path", .text(request.path)))
      // In an image that infracc does not make, what can ask is known by this command alone.
      if facts.dockerfile != nil || facts.folder == nil {
        entries.append(("command", command.isShell ? .text(line) : .flow(texts.map { .quoted($0) })))
      }
      facts.listens = true
      if facts.claims[.port] == nil, let port = request.port { claim(.port, .integer(port), at: health.node.span) }
    } else {
      entries.append(("command", command.isShell ? .text(line) : .flow(texts.map { .quoted($0) })))
    }
    for (key, name) in [("interval", "interval"), ("timeout", "timeout"), ("start_period", "start_period")] {
      if let text = known(health.node[name]) { entries.append((key, .text(text))) }
    }
    if let count = known(health.node["retries"]).flatMap({ Int($0) }) { entries.append(("retries", .integer(count))) }
    let isPath = entries.count == 1 && entries[0].0 == "path"
    claim(.health, isPath ? entries[0].1 : .mapping(.flow(entries)), at: health.node.span)
  }

  private func isOwn(_ port: Int) -> Bool {
    facts.claims[.port].map { $0.value == .integer(port) } ?? true
  }

  mutating func readResources() {
    let resources = service.node["deploy"]?["resources"]
    let limits = resources?["limits"]
    readSize(limits?["cpus"] ?? service.node["cpus"], .resourcesCPU)
    readSize(limits?["memory"] ?? service.node["mem_limit"], .resourcesMemory)
    guard service.storeEngine == nil else { return }
    readSize(resources?["reservations"]?["cpus"], .resourcesReserveCPU)
    readSize(resources?["reservations"]?["memory"] ?? service.node["mem_reservation"], .resourcesReserveMemory)
  }

  private mutating func readSize(_ node: ConfigNode?, _ key: ServiceKey) {
    guard let node, let text = known(node) else { return }
    if key == .resourcesCPU || key == .resourcesReserveCPU {
      guard let number = Double(text) else { return }
      // 0 is no limit.
      if number > 0 { claim(key, .real(text), at: node.span) }
    } else {
      if text != "0" {
        // The language counts in whole MiB.
        guard let bytes = MemoryText.ofContainer(text), bytes >= Quantities.mebibyte else { return }
        let whole = (bytes + Quantities.mebibyte / 2) / Quantities.mebibyte * Quantities.mebibyte
        claim(key, .text(Self.size(whole)), at: node.span)
      }
    }
    use(node)
  }

  mutating func readRestart() {
    let policy = service.node["deploy"]?["restart_policy"]
    if let node = policy?["condition"], let text = known(node) {
      use(node)
      if text == "none" { claim(.restart, .text("never"), at: node.span) }
      if text == "on-failure", let count = known(policy?["max_attempts"]).flatMap({ Int($0) }) {
        use(policy?["max_attempts"])
        claim(
          .restart, .mapping(.flow([("policy", .text("on-failure")), ("max_retries", .integer(count))])), at: node.span)
      }
    }
    guard let node = service.node["restart"], let text = node.text else { return }
    use(node)
    let parts = text.split(separator: ":").map(String.init)
    switch parts.first {
    case "unless-stopped", "always": break
    case "on-failure":
      guard parts.count == 2, let count = Int(parts[1]) else {
        claim(.restart, .text("on-failure"), at: node.span)
        return
      }
      claim(
        .restart, .mapping(.flow([("policy", .text("on-failure")), ("max_retries", .integer(count))])), at: node.span)
    default: claim(.restart, .text("never"), at: node.span)
    }
  }

  mutating func readGrace() {
    guard let node = service.node["stop_grace_period"], let text = known(node) else { return }
    use(node)
    // A number alone is one of seconds.
    claim(.stopGrace, .text(Int(text) == nil ? text : text + "s"), at: node.span)
  }

  // MARK: Order and profiles

  mutating func readNeeds() {
    use(service.node["depends_on"])
    facts.needs = service.dependencies.map { dependency in
      let condition: DraftNeed.Condition =
        switch dependency.condition {
        case .started: .started
        case .healthy: .healthy
        case .completed: .done
        }
      return DraftNeed(service: dependency.service, condition: condition, place: place(dependency.span))
    }
  }

  mutating func readProfiles() {
    guard let node = service.node["profiles"], !node.items.isEmpty else { return }
    use(node)
    let names = node.items.compactMap(known)
    if names.allSatisfy({ ["dev", "development", "debug", "test", "tools", "local"].contains($0) }) {
      facts.isForDevelopment = true
    } else {
      facts.profiles = Set(names)
      let profiles = YAMLMapping.flow([("profiles", .flow(names.map { .text($0) }))])
      claim(.options, .mapping(.flow([(StackDialect.compose.name, .mapping(profiles))])), at: node.span)
    }
  }
}

/// A health check that asks for a path over HTTP, from the command that compose runs.
struct HTTPProbe {
  let path: String
  /// Nil: the port of the scheme.
  let port: Int?

  /// Nil where the command does something else.
  init?(_ line: String) {
    guard Self.marks.contains(where: line.holds), !line.holds("|") || line.holds("||") else { return nil }
    let parts = line.split { "\"'() ;,".contains($0) }
    if let (path, port) = Self.connection(parts) {
      (self.path, self.port) = (path, port)
      return
    }
    guard let url = parts.first(where: { $0.hasPrefix("http://") }) ?? parts.first(where: { $0.hasPrefix("localhost") })
    else { return nil }
    let rest = url.hasPrefix("http://") ? url.dropFirst(7) : url
    let authority = rest.prefix { $0 != "/" }
    let host = authority.prefix { $0 != ":" }
    guard ["localhost", "127.0.0.1", "0.0.0.0"].contains(String(host)) else { return nil }
    port = authority.contains(":") ? Int(authority.drop { $0 != ":" }.dropFirst()) : nil
    if authority.contains(":"), port == nil { return nil }
    let tail = rest.dropFirst(authority.count).prefix { $0 != "?" && $0 != "|" }
    path = tail.isEmpty ? "/" : String(tail)
  }

  private static let marks = [
    "curl", "wget", "urllib", "urlopen", "requests.get", "httpx.get", "fetch(", "http.get", "HTTPConnection(",
  ]

  /// `HTTPConnection('127.0.0.1', 8000)` of Python, and the path that it asks for.
  private static func connection(_ parts: [Substring]) -> (path: String, port: Int)? {
    guard let place = parts.firstIndex(where: { $0.hasSuffix("HTTPConnection") }), place + 2 < parts.count,
      let port = Int(parts[place + 2]), let verb = parts.firstIndex(of: "GET"), verb + 1 < parts.count,
      parts[verb + 1].hasPrefix("/")
    else { return nil }
    return (String(parts[verb + 1]), port)
  }
}

/// Images of tools that developers run beside an application.
enum DevelopmentImages {
  /// Names of repositories, of any publisher.
  private static let names: Set<String> = [
    "mailhog", "mailpit", "maildev", "mailcatcher", "adminer", "pgadmin4", "phpmyadmin", "redis-commander",
    "redisinsight",
    "mongo-express", "smtp4dev",
  ]

  static func has(_ image: String) -> Bool {
    guard case .success(let reference) = ImageReference.parse(image), let repository = reference.hubRepository else {
      return false
    }
    let name = repository.split(separator: "/").last.map { $0.lowercased() } ?? repository
    return names.contains(name)
  }
}

/// Images of servers that stand before others, whose configuration says which.
enum ProxyImages {
  /// As Docker Hub has them.
  private static let repositories: Set<String> = [
    "nginx", "nginxinc/nginx-unprivileged", "traefik", "caddy", "haproxy", "httpd", "jwilder/nginx-proxy",
    "nginxproxy/nginx-proxy",
  ]

  static func has(_ image: String) -> Bool {
    guard case .success(let reference) = ImageReference.parse(image), let repository = reference.hubRepository else {
      return false
    }
    return repositories.contains(repository)
  }
}

/// Commands that serve sources as they lie on a developer's machine.
enum DevelopmentCommands {
  private static let marks = [
    "--reload", "run dev", "yarn dev", "pnpm dev", "bun dev", "manage.py runserver", "nodemon", "flask run --debug",
    "next dev", "ts-node-dev", "tsx watch", "node --watch",
  ]

  static func has(_ line: String) -> Bool { marks.contains(where: line.holds) }
}

/// Names of variables whose values a build copies into what browsers load.
enum BrowserNames {
  /// Next.js, Vite, Create React App, SvelteKit and Astro, Nuxt, Expo, Gatsby: by their documentation, November 2026.
  static let prefixes = [
    "NEXT_PUBLIC_", "VITE_", "REACT_APP_", "PUBLIC_", "NUXT_PUBLIC_", "EXPO_PUBLIC_", "GATSBY_",
  ]

  static func has(_ name: String) -> Bool { prefixes.contains(where: name.hasPrefix) }
}

/// Secrets that compose hands over as files.
enum SecretFiles {
  /// `db_password` as the name of a secret: `DB_PASSWORD`.
  static func secret(named name: String) -> String {
    String(name.uppercased().map { $0.isLetter || $0.isNumber ? $0 : "_" })
  }
}
