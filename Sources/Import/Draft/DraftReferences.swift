import Engines
import IR
import Model
import Resolution

extension DraftValueReader {
  /// The value as a reference to a service of the draft; nil: it is none.
  func reference(_ value: HoledText, _ variable: DraftVariable, isBrowserName: Bool) -> DraftOutcome? {
    if let endpoint = Endpoint(value) {
      guard let target = target(of: endpoint) else { return elsewhere(endpoint, variable, isBrowserName) }
      let isLocal = Self.localHosts.contains(endpoint.host)
      guard let text = text(of: endpoint, to: target, value, isLocal: isLocal, isBrowserName) else { return nil }
      var remark: String?
      if isLocal { remark = "is an address of the developer's machine: it became `\(text)`" }
      if let path = endpoint.path, let engine = target.engine, engine.abilities.contains(.databases), !path.isEmpty,
        let database = target.database, path != database
      {
        remark = "names the database `\(path)`; the reference names `\(database)` of `\(target.name)`"
      }
      return DraftOutcome(.text(text), remark)
    }
    return password(value, variable) ?? part(value, variable) ?? hostAndPort(value)
  }

  private static let localHosts: Set<String> = ["localhost", "127.0.0.1", "0.0.0.0", "host.docker.internal", "[::1]"]

  private func target(of endpoint: Endpoint) -> DraftTarget? {
    let host = endpoint.host.lowercased()
    if let target = targets.first(where: { $0.hosts.contains(host) }) { return target }
    let engine = StoreEngines.speaking(endpoint.baseScheme)
    if let engine, engine.urlVariable != nil, Self.localHosts.contains(host) || !host.contains(".") {
      let stores = targets.filter { $0.engine?.name == engine.name }
      if let port = endpoint.port, stores.count > 1 { return stores.first { $0.answers(onLocal: port) } }
      return stores.count == 1 ? stores[0] : nil
    }
    guard Self.localHosts.contains(host) else { return nil }
    let isHTTP = ["http", "https", "ws", "wss"].contains(endpoint.scheme)
    guard isHTTP, let port = endpoint.port else { return nil }
    let found = targets.filter { $0.answers(onLocal: port) }
    return found.count == 1 ? found[0] : nil
  }

  /// A database that is run elsewhere: its address holds a password.
  private func elsewhere(_ endpoint: Endpoint, _ variable: DraftVariable, _ isBrowserName: Bool) -> DraftOutcome? {
    guard !isBrowserName, let engine = StoreEngines.speaking(endpoint.baseScheme), engine.urlVariable != nil,
      endpoint.host.contains("."), endpoint.password != nil || endpoint.passwordSpan != nil
    else { return nil }
    return DraftOutcome(
      .secret(variable.name, .external), "contains the password of an external database: it is now a secret")
  }

  private func text(
    of endpoint: Endpoint, to target: DraftTarget, _ value: HoledText, isLocal: Bool, _ isBrowserName: Bool
  ) -> String? {
    if let engine = target.engine {
      guard let scheme = engine.scheme, scheme.all.contains(endpoint.baseScheme) else {
        return addressByParts(endpoint, target, value)
      }
      return "$<<\(target.name).\(target.urlOutput(of: engine))\(filters(endpoint, engine, value))>>"
    }
    let rest = tail(of: endpoint, value)
    if endpoint.scheme == "http" || endpoint.scheme == "https" {
      // Pages are visited: nothing else asks for them by their private address.
      let isPublic = isBrowserName || isLocal && target.isForBrowsers
      return "$<<\(target.name).\(isPublic ? "public_url" : "private_url")>>" + rest
    }
    if isBrowserName {
      return endpoint.scheme == "wss" || endpoint.scheme == "ws"
        ? "wss://$<<\(target.name).public_domain>>" + rest : nil
    }
    return "\(endpoint.scheme)://$<<\(target.name).private_host>>:$<<\(target.name).port>>" + rest
  }

  /// `http://elastic:9200`: the store has no such URL, but a host.
  private func addressByParts(_ endpoint: Endpoint, _ target: DraftTarget, _ value: HoledText) -> String? {
    guard endpoint.passwordSpan == nil else { return nil }
    let names = Set(target.engine?.outputs.map(\.name) ?? [])
    guard names.contains("host"), names.contains("port") else { return nil }
    return "\(endpoint.scheme)://$<<\(target.name).host>>:$<<\(target.name).port>>" + tail(of: endpoint, value)
  }

  /// What comes behind host and port.
  private func tail(of endpoint: Endpoint, _ value: HoledText) -> String {
    let path = endpoint.path.map { $0.isEmpty ? "" : "/" + $0 } ?? ""
    return path + (query(of: value).map { "?" + $0 } ?? "")
  }

  private func query(of value: HoledText) -> String? {
    guard let known = value.known, let mark = known.firstIndex(of: "?") else { return nil }
    return String(known[known.index(after: mark)...])
  }

  private func filters(_ endpoint: Endpoint, _ engine: StoreEngine, _ value: HoledText) -> String {
    var filters = ""
    if engine.scheme?.numbersDatabases == true, let number = endpoint.path.flatMap({ Int($0) }), number > 0 {
      filters += " | db(\(number))"
    }
    for item in query(of: value)?.split(separator: "&") ?? [] {
      let parts = item.split(separator: "=", maxSplits: 1).map(String.init)
      // The account's own parameters come with the URL.
      guard parts.count == 2, Self.isPlain(parts[0]), Self.isPlain(parts[1]), parts[0] != "authSource" else { continue }
      filters += " | with(\(parts[0])=\"\(parts[1])\")"
    }
    // Last, since a driver may call a parameter otherwise.
    if let driver = endpoint.driver { filters += " | driver(\"\(driver)\")" }
    return filters
  }

  private static func isPlain(_ text: String) -> Bool {
    !text.isEmpty
      && text.utf8.allSatisfy { byte in
        (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7A || byte >= 0x30 && byte <= 0x39 || "_-.".utf8.contains(byte)
      }
  }

  // MARK: Parts of an address

  /// The password of a store, under whatever name.
  private func password(_ value: HoledText, _ variable: DraftVariable) -> DraftOutcome? {
    guard isSecretLike(variable.name) else { return nil }
    let text = value.only.map { "$" + $0.name } ?? value.known
    guard let text, !text.isEmpty, let target = targets.first(where: { $0.passwords.contains(text) }) else {
      return nil
    }
    return DraftOutcome(.text("$<<\(target.name).password>>"))
  }

  /// `POSTGRES_PASSWORD` where an application reads it: what the only store of the engine has for it.
  func account(_ variable: DraftVariable) -> DraftOutcome? {
    for target in targets {
      guard let engine = target.engine, let initialization = engine.initialization,
        targets.filter({ $0.engine?.name == engine.name }).count == 1
      else { continue }
      let name = variable.name
      let outputs = Set(engine.outputs.map(\.name))
      let output =
        initialization.database == name
        ? "database"
        : initialization.accounts.contains { $0.user == name }
          ? "user" : initialization.accounts.contains { $0.password == name } ? "password" : nil
      if let output, outputs.contains(output) { return DraftOutcome(.text("$<<\(target.name).\(output)>>")) }
    }
    return nil
  }

  private func isSecretLike(_ name: String) -> Bool { Conventions.soundsSecret(name) || name.hasSuffix("PASS") }

  /// Endings of names for the parts of an address, and what stores call them.
  private static let endings: [(ending: String, output: String)] = [
    ("HOST", "host"), ("HOSTNAME", "host"), ("SERVER", "host"), ("PORT", "port"),
  ]

  /// `DB_HOST: db`: the name of a service by itself.
  private func part(_ value: HoledText, _ variable: DraftVariable) -> DraftOutcome? {
    guard let text = value.known, !text.isEmpty,
      let output = Self.endings.first(where: { variable.name.hasSuffix($0.ending) })?.output, output == "host",
      let target = targets.first(where: { $0.hosts.contains(text.lowercased()) })
    else { return nil }
    return DraftOutcome(.text("$<<\(target.name).\(target.engine == nil ? "private_host" : "host")>>"))
  }

  /// The other variables of a service that has `DB_HOST`: by the same beginning of their names.
  func siblings(of variables: [DraftVariable]) -> [String: String] {
    var result: [String: String] = [:]
    for variable in variables {
      guard let text = variable.value?.known?.lowercased(), variable.name.hasSuffix("HOST"),
        let target = targets.first(where: { $0.hosts.contains(text) }), let engine = target.engine
      else { continue }
      let prefix = variable.name.dropLast(4)
      let outputs = Set(engine.outputs.map(\.name))
      for other in variables where other.name.hasPrefix(prefix) && other.name != variable.name {
        let rest = other.name.dropFirst(prefix.count)
        let output: String? =
          switch rest {
          case "PORT": "port"
          case "USER", "USERNAME": "user"
          case "PASSWORD", "PASS", "PWD": "password"
          case "NAME", "DB", "DATABASE", "DBNAME": "database"
          default: nil
          }
        if let output, outputs.contains(output) { result[other.name] = "$<<\(target.name).\(output)>>" }
      }
    }
    return result
  }

  /// `cache:11211`.
  private func hostAndPort(_ value: HoledText) -> DraftOutcome? {
    guard let text = value.known else { return nil }
    let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 2, let port = Int(parts[1]),
      let target = targets.first(where: { $0.hosts.contains(parts[0].lowercased()) })
    else { return nil }
    if let engine = target.engine {
      guard engine.port == port else { return nil }
      return DraftOutcome(.text("$<<\(target.name).host>>:$<<\(target.name).port>>"))
    }
    guard target.port == port else { return nil }
    return DraftOutcome(.text("$<<\(target.name).private_host>>:$<<\(target.name).port>>"))
  }

  // MARK: Origins

  /// A list of origins of the developer's machine is that of the pages.
  func origins(_ value: HoledText, _ variable: DraftVariable) -> DraftOutcome? {
    guard variable.name.contains("ORIGIN") || variable.name.contains("CORS"), let text = value.known else { return nil }
    let items = text.split { "[],\"' ".contains($0) }
    let pages = targets.filter { $0.isForBrowsers && $0.isPublic }
    guard !items.isEmpty, pages.count == 1,
      items.allSatisfy({ item in
        ["http://localhost", "http://127.0.0.1", "https://localhost"].contains(where: item.hasPrefix)
      })
    else { return nil }
    let reference = "$<<\(pages[0].name).origins>>"
    let remark = "names the developer's machine: it became `\(reference)`"
    return DraftOutcome(text.hasPrefix("[") ? .jsonList(reference) : .text(reference), remark)
  }

  // MARK: References of a platform

  /// A property of another service, in the words of a platform's file.
  func property(_ reference: PlatformVariable.Reference, _ variable: DraftVariable) -> DraftOutcome {
    let written = reference.service.value
    let unknown: DraftValue = isSecretName(variable.name) ? .secret(variable.name, .external) : .external
    guard let name = displayed[written.lowercased()], let target = targets.first(where: { $0.name == name }) else {
      return DraftOutcome(unknown, "refers to `\(written)`, which is not in these files: an operator supplies it")
    }
    if case .variable(let other)? = reference.property?.value { return value(other, of: target, variable) }
    guard let outputs = Self.outputs(of: reference.property?.value, target) else {
      return DraftOutcome(unknown, "refers to a property that `\(written)` does not have: an operator supplies it")
    }
    return DraftOutcome(.text(outputs.map { "$<<\(name).\($0)>>" }.joined(separator: ":")))
  }

  /// The outputs that make up a property; nil: there are none.
  private static func outputs(of property: PlatformVariable.Reference.Property?, _ target: DraftTarget) -> [String]? {
    guard let engine = target.engine else {
      switch property {
      case .url: return ["private_url"]
      case .host: return ["private_host"]
      case .port: return ["port"]
      case .hostAndPort: return ["private_host", "port"]
      case .user, .password, .database, .variable, nil: return nil
      }
    }
    let names: [String]
    switch property {
    case .url: return [target.urlOutput(of: engine)]
    case .host: names = ["host"]
    case .port: names = ["port"]
    case .hostAndPort: names = ["host", "port"]
    case .user: names = ["user"]
    case .password: names = ["password"]
    case .database: names = ["database"]
    case .variable, nil: return nil
    }
    return names.allSatisfy { name in engine.outputs.contains { $0.name == name } } ? names : nil
  }

  /// A variable of another service. Secrets belong to the project, not to one service.
  private func value(_ name: String, of target: DraftTarget, _ variable: DraftVariable) -> DraftOutcome {
    if name.hasSuffix("_EXTERNAL_URL") { return DraftOutcome(.text("$<<\(target.name).public_url>>")) }
    if name.hasSuffix("_EXTERNAL_HOSTNAME") { return DraftOutcome(.text("$<<\(target.name).public_domain>>")) }
    if isSecretName(name) { return DraftOutcome(.secret(name, .optional)) }
    return DraftOutcome(.text("$<<\(target.name).\(name)>>"))
  }

  /// `${{Postgres.DATABASE_URL}}` as `$<<postgres.DATABASE_URL>>`, anywhere in the text.
  func platformReferences(_ text: String, _ variable: DraftVariable) -> DraftOutcome {
    let isSecret = isSecretName(variable.name)
    let unknown: DraftValue = isSecret ? .secret(variable.name, .external) : .external
    var result = ""
    var rest = text[...]
    while let open = rest.firstRange(of: "${{") {
      result += rest[..<open.lowerBound]
      guard let close = rest[open.upperBound...].firstRange(of: "}}") else {
        return DraftOutcome(unknown, "is not closed by `}}`")
      }
      let inner = rest[open.upperBound..<close.lowerBound].replacing(" ", with: "").replacing("\"", with: "")
      guard let reference = platformReference(String(inner)) else {
        return DraftOutcome(
          unknown, "`${{\(inner)}}` refers to a service that these files do not have: an operator supplies the value")
      }
      result += reference
      rest = rest[close.upperBound...]
    }
    if SecretRecognizer.holdsSecret(result + rest, named: "") {
      return DraftOutcome(unknown, "contains a password, which is not copied: an operator supplies it")
    }
    return DraftOutcome(.text(result + rest))
  }

  private func platformReference(_ text: String) -> String? {
    guard let dot = text.firstIndex(of: ".") else {
      let isName = Platforms.all.contains {
        $0.variables.contains { $0.name == text && $0.meaning == .environmentName }
      }
      return isName ? "$<<environment.name>>" : nil
    }
    let (owner, name) = (String(text[..<dot]), String(text[text.index(after: dot)...]))
    guard Self.isName(name), let service = displayed[owner.lowercased()],
      let target = targets.first(where: { $0.name == service })
    else { return nil }
    if target.engine != nil { return name.contains("PUBLIC") ? nil : "$<<\(service).\(name)>>" }
    for platform in Platforms.all {
      if name == platform.publicDomain { return "$<<\(service).public_domain>>" }
      if name == platform.privateHost { return "$<<\(service).private_host>>" }
    }
    return name == "PORT" ? "$<<\(service).port>>" : nil
  }
}

extension DraftValueReader {
  fileprivate static func isName(_ text: String) -> Bool {
    if case .success = VariableName.parse(text) { return true }
    return false
  }
}
