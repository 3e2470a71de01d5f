package import IR

extension TopologyReader {
  /// The secrets that a mapping declares.
  func secrets(_ node: ConfigNode, _ decoder: Decoder) -> [Named<SecretDeclaration>] {
    decoder.secrets(node) { entry in
      once(entry.value, in: \.secretDeclarations) {
        SecretDeclaration.read(entry.value, decoder, owner: "secret `\(entry.key)`")
      }
    }
  }

  /// The secrets that a service declares for itself; it gets them as if `use` named them.
  func readSecrets(of service: ServiceDeclaration, _ decoder: Decoder) {
    guard let node = service.node[ServiceKey.secrets.name], let field = ServiceDeclaration.shape.field(.secrets),
      service.hasMeaning(field)
    else { return }
    decoder.path.append(field.name)
    defer { decoder.path.removeLast() }
    if case .sequence(let items) = node.content {
      let names = items.compactMap(\.text).joined(separator: ", ")
      decoder.wrongKind(
        node, expected: "`secrets` of a service is a mapping of names to sources",
        help: [
          "name secrets of the top level under `use:`: `use: [\(names.isEmpty ? "NAME" : names)]`",
          "or declare them here: `secrets: { \(items.first?.text ?? "NAME"): external }`",
        ])
      return
    }
    service.secrets = secrets(node, decoder)
    decoder.record(.secrets, node)
    for secret in service.secrets where !service.use.contains(where: { $0.value == secret.name }) {
      let own = secret.value.node
      let name = ConfigNode(content: own.content, span: secret.nameSpan, base: own.base, isOverlay: own.isOverlay)
      service.use.append(Located(secret.name, name))
    }
  }
}

extension ServiceDeclaration {
  /// Whether a key has a meaning for the type of the service. Of one whose type had to be guessed nothing is refused.
  func hasMeaning(_ field: Field<ServiceDeclaration>) -> Bool {
    if isTypeGuessed || !field.applies.isDisjoint(with: type.traits) { return true }
    return field.key?.enabling(for: type.traits).contains { node[$0.name] != nil } == true
  }
}

extension ServiceKey {
  /// The keys beside which this one has a meaning for a store: what they bring may read it.
  package func enabling(for traits: ServiceTraits) -> [ServiceKey] {
    switch self {
    case .variables where traits.contains(.initialized): [.initFiles, .image]
    case .secrets where traits.contains(.data): [.initFiles, .image, .files]
    default: []
    }
  }
}

extension Shape where Root == ServiceDeclaration {
  /// The field of a key that every service's shape has at its top.
  func field(_ key: ServiceKey) -> Field<ServiceDeclaration>? { fields.first { $0.key == key } }
}
