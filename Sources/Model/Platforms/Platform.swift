/// A platform as the language knows it whatever the targets are: the variables and the names of hosts that it gives to
/// every service there. They are accepted in references, and a value that holds one is understood.
package struct Platform: Sendable {
  /// What a variable of the platform says.
  package enum Meaning: Sendable {
    case serviceName
    case environmentName
    /// The public end of a store's TCP proxy.
    case proxyHost
    case proxyPort
    /// Known only while a build or a process runs.
    case build
    case run
  }

  /// As people call it.
  package let title: String
  /// How its variables begin.
  package let prefix: String
  /// The private and the public host name of a service, which are outputs here.
  package let privateHost: String
  package let publicDomain: String
  /// What its other variables say, in the order in which suggestions name them.
  package let variables: [(name: String, meaning: Meaning)]
  /// Further variables that it sets, which references do not use.
  package let others: Set<String>
  /// What follows the name of a service in its private network, and in the addresses it gives to public ones.
  package let privateZone: String
  package let publicZone: String
  /// The domain above `publicZone`, and the sites of the platform's own in it.
  package let domain: String
  package let ownSites: Set<String>

  /// Names that a reference may use, for suggestions.
  package var names: [String] { [publicDomain, privateHost] + variables.map(\.name) }

  /// Whether a process there has the variable without being given it.
  package func sets(_ name: String) -> Bool {
    names.contains(name) || others.contains(name) || name.hasPrefix(prefix + "SERVICE_") && name.hasSuffix("_URL")
  }
}

/// All platforms that the language knows. Adding one is a file beside this one and an entry here.
package enum Platforms {
  package static let all: [Platform] = [
    .railway
  ]

  /// The platform whose variables begin like that name; nil: it is none of a platform.
  package static func owner(of variable: String) -> Platform? { all.first { variable.hasPrefix($0.prefix) } }

  /// The host name of a service in a private network, without the zone that a platform puts behind it.
  package static func bareName(_ host: String) -> String {
    for platform in all where host.hasSuffix(platform.privateZone) {
      return String(host.dropLast(platform.privateZone.count))
    }
    return host
  }
}
