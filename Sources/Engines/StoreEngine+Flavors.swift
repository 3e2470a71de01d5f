import IR

extension StoreEngine {
  /// Another server that speaks an engine's protocol: what is different about it.
  package struct Flavor: Sendable {
    /// Its word under `flavor` and `type`.
    package let name: String
    /// Its name for people.
    package let title: String
    /// The version that it has by default.
    package let version: String
    /// Changes a copy of the engine into it.
    package let change: @Sendable (inout StoreEngine) -> Void

    package init(
      _ name: String, title: String, version: String, change: @escaping @Sendable (inout StoreEngine) -> Void
    ) {
      self.name = name
      self.title = title
      self.version = version
      self.change = change
    }
  }

  /// Adds servers that speak the engine's protocol, each a changed copy of what the engine has so far. One is chosen by
  /// `flavor`, by its name under `type`, by the name of the service, or by an image of its own.
  package mutating func add(_ flavors: [Flavor]) {
    self.abilities.insert(.flavors)
    self.flavors += flavors.map { flavor in
      var other = self
      other.flavors = []
      other.aliases = []
      other.flavor = flavor.name
      other.title = flavor.title
      other.defaultVersion = flavor.version
      flavor.change(&other)
      return other
    }
  }

  /// Itself and the other servers of its protocol.
  package var allFlavors: [StoreEngine] { [self] + self.flavors }

  /// Whether an image is a known one of this server.
  ///
  /// - Parameter repository: without registry and without `library/`.
  package func isServed(by repository: String) -> Bool { self.images.contains { $0.repository == repository } }
}
