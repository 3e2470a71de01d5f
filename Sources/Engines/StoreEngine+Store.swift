package import IR

extension StoreEngine {
  /// Fills in the facts of a store whose declared parts and settings are known.
  package func describe(_ store: inout Store, _ input: StoreInput) {
    store.engine = name
    store.flavor = flavor
    store.managed = managed
    store.platformVersion = store.version ?? defaultVersion
    store.ports = otherPorts + (store.hasConsole ? [consolePort].compactMap { $0 } : [])
    store.title = title
    store.scheme = scheme?.name
    store.usualPort = port
    store.administrator = administrator
    store.conventions = offered.flatMap { output in
      ([output.convention] + output.otherConventions).map { Store.Convention(output: output.name, variable: $0) }
    }
    let login = store.login
    let (user, group) = (store.user, store.replicaSet)
    let own = secrets.filter { secret in
      switch secret.owner {
      case .administrator: true
      case .role: user != nil
      case .group: group != nil
      }
    }
    // Services log in with the last one.
    store.secrets = (own.filter { $0.owner == .group } + own.filter { $0.owner != .group }).map {
      Store.Secret($0.name, $0.purpose(input.service, $0.owner == .role ? login : administrator), $0.form)
    }
    facts(input, &store)
  }

  /// The version of the server in the tag of a known image: `18` of `postgres:18-alpine`.
  ///
  /// - Parameters:
  ///   - repository: without registry and without `library/`.
  /// - Returns: nil where the image is not a known one, or its tag names no version.
  package func version(ofImage repository: String, tag: String) -> String? {
    guard let known = images.first(where: { $0.repository == repository }) else { return nil }
    for part in tag.split(separator: "-") where part.hasPrefix(known.prefix) {
      let version = part.dropFirst(known.prefix.count).prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
      if version.first?.isNumber ?? false { return String(version) }
      if known.prefix.isEmpty { return nil }
    }
    return nil
  }
}
