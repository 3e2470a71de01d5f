import IR

/// The ExternalSecrets that fill the Secrets of an environment from a store outside the cluster.
struct KubernetesExternalSecrets {
  private let project: KubernetesProject
  private let store: KubernetesOptions.SecretStore

  /// Nil: a script makes the Secrets.
  init?(_ project: KubernetesProject) {
    guard let store = project.options.secretStore else { return nil }
    self.project = project
    self.store = store
  }

  /// One for each Secret, in their order.
  func objects(for secrets: [KubernetesSecret]) -> [YAMLMapping] { secrets.map(object) }

  private func object(_ secret: KubernetesSecret) -> YAMLMapping {
    var above: [String] = []
    if !secret.isRequired {
      above =
        secret.keys.contains(where: \.isInText)
        ? ["Optional, and part of a text: where it is not used, the store has an empty value."]
        : ["Optional: where the store does not have it, there is no Secret, and its readers start without it."]
    }
    var object = project.object(
      "external-secrets.io/v1", "ExternalSecret", project.metadata(secret.name, nil), above: above)
    var spec = YAMLMapping()
    spec.add("refreshInterval", .text("1h"))
    spec.add("secretStoreRef", .mapping(.flow([("kind", .text(store.kind)), ("name", .text(store.name))])))
    var target = YAMLMapping.flow([
      ("name", .text(secret.name)), ("creationPolicy", .text("Owner")), ("deletionPolicy", .text("Retain")),
    ])
    if let template = template(secret) {
      target.isFlow = false
      target.add("template", .mapping(template))
    }
    spec.add("target", .mapping(target))
    spec.add("data", .sequence(sources(secret).map { YAMLItem(.mapping($0)) }))
    object.add("spec", .mapping(spec))
    return object
  }

  /// What is fetched, each value once.
  private func sources(_ secret: KubernetesSecret) -> [YAMLMapping] {
    var seen: Set<String> = []
    return secret.keys.compactMap { key in
      guard let source = source(of: key), seen.insert(source.name).inserted else { return nil }
      let place = KubernetesSecretNames.usual(source.id, project.program)
      var entry = YAMLMapping()
      entry.add("secretKey", .text(source.name))
      entry.add(
        "remoteRef", .mapping(.flow([("key", .text(folder + "/" + place.secret)), ("property", .text(place.key))])))
      return entry
    }
  }

  /// The secret that a key is made of, and the name under which it is fetched; nil: none.
  private func source(of key: KubernetesSecret.Key) -> (id: String, name: String)? {
    switch key.value {
    case .secret(let id): (id, key.name)
    case .part(let id, _): (id, KubernetesSecretNames.usual(id, project.program).key)
    case .text: nil
    }
  }

  /// How the Secret is made of what is fetched; nil: as it is.
  private func template(_ secret: KubernetesSecret) -> YAMLMapping? {
    let isPlain = secret.keys.allSatisfy { if case .secret = $0.value { true } else { false } }
    guard secret.type != nil || !isPlain else { return nil }
    var data = YAMLMapping()
    for key in secret.keys {
      let name = source(of: key)?.name ?? ""
      let text =
        switch key.value {
        case .secret: "{{ .\(name) }}"
        case .part(_, .beforeColon): "{{ .\(name) | splitList \":\" | first }}"
        case .part(_, .afterColon): "{{ .\(name) | splitList \":\" | last }}"
        case .text(let text): text
        }
      data.add(key.name, .text(text))
    }
    var template = YAMLMapping()
    template.add("type", ifPresent: secret.type.map { .text($0) })
    template.add("data", .mapping(data))
    return template
  }

  /// What the store must have: keys with their properties, each once.
  func remotes(of secrets: [KubernetesSecret]) -> [(key: String, properties: [String])] {
    var remotes: [(key: String, properties: [String])] = []
    for id in secrets.flatMap(\.keys).compactMap({ source(of: $0)?.id }) {
      let place = KubernetesSecretNames.usual(id, project.program)
      let name = folder + "/" + place.secret
      if let position = remotes.firstIndex(where: { $0.key == name }) {
        if !remotes[position].properties.contains(place.key) { remotes[position].properties.append(place.key) }
      } else {
        remotes.append((name, [place.key]))
      }
    }
    return remotes
  }

  private var folder: String { store.path ?? "\(project.program.project)/\(project.program.environment.name)" }
}
