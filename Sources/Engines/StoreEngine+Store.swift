package import IR

extension StoreEngine {
  /// Fills in the facts of a store whose declared parts and settings are known.
  package func describe(_ store: inout Store, _ input: StoreInput) {
    store.engine = self.name
    store.flavor = self.flavor
    store.managed = self.managed
    store.platformVersion = store.version ?? self.defaultVersion
    store.ports = self.otherPorts + (store.hasConsole ? [self.consolePort].compactMap { $0 } : [])
    store.title = self.title
    store.scheme = self.scheme?.name
    store.usualPort = self.port
    store.administrator = self.administrator
    store.conventions = offered.flatMap { output in
      ([output.convention] + output.otherConventions).map { Store.Convention(output: output.name, variable: $0) }
    }
    store.monitor = measuringAccount(of: store, input)
    store.secrets = ownSecrets(of: store).map { secret in
      let account =
        switch secret.owner {
        case .role: store.login
        case .monitor: store.monitor?.user ?? self.administrator
        case .administrator, .group: self.administrator
        }
      return Store.Secret(secret.name, secret.purpose(input.service, account), secret.form)
    }
    self.facts(input, &store)
  }

  /// The secrets that a store has. Services log in with the last one, and where that is a role's, the administrator's
  /// comes before it.
  private func ownSecrets(of store: Store) -> [Secret] {
    let own = self.secrets.filter { secret in
      switch secret.owner {
      case .administrator: true
      case .role: store.user != nil
      case .monitor: store.monitor != nil
      case .group: store.replicaSet != nil
      }
    }
    let ordered = own.filter { $0.owner == .group } + own.filter { $0.owner != .group && $0.owner != .monitor }
    return ordered.dropLast() + own.filter { $0.owner == .monitor } + ordered.suffix(1)
  }

  /// The account of a program that measures a store: another name where a role has the usual one.
  private func measuringAccount(of store: Store, _ input: StoreInput) -> Store.Monitor? {
    guard input.isMeasured, var name = self.monitor,
      let secret = self.secrets.first(where: { $0.owner == .monitor })
    else { return nil }
    let taken = Set([store.user].compactMap(\.self) + store.databases.map(\.user))
    while taken.contains(name) { name += "_metrics" }
    return Store.Monitor(user: name, secret: secret.name)
  }

  /// The version of the server in the tag of a known image: `18` of `postgres:18-alpine`.
  ///
  /// - Parameters:
  ///   - repository: without registry and without `library/`.
  /// - Returns: nil where the image is not a known one, or its tag names no version.
  package func version(ofImage repository: String, tag: String) -> String? {
    guard let known = self.images.first(where: { $0.repository == repository }) else { return nil }
    for part in tag.split(separator: "-") where part.hasPrefix(known.prefix) {
      let version = part.dropFirst(known.prefix.count).prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
      if version.first?.isNumber ?? false { return String(version) }
      if known.prefix.isEmpty { return nil }
    }
    return nil
  }
}
