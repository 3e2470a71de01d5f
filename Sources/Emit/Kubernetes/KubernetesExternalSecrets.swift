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
    spec.add(
      "target",
      .mapping(
        .flow([
          ("name", .text(secret.name)), ("creationPolicy", .text("Owner")), ("deletionPolicy", .text("Retain")),
        ])))
    spec.add("data", .sequence(secret.keys.map { YAMLItem(.mapping(entry($0))) }))
    object.add("spec", .mapping(spec))
    return object
  }

  private func entry(_ key: KubernetesSecret.Key) -> YAMLMapping {
    var entry = YAMLMapping()
    guard case .secret(let id) = key.value else { return entry }
    let place = KubernetesSecretNames.usual(id, project.program)
    entry.add("secretKey", .text(key.name))
    entry.add(
      "remoteRef", .mapping(.flow([("key", .text(folder + "/" + place.secret)), ("property", .text(place.key))])))
    return entry
  }

  private var folder: String { store.path ?? "\(project.program.project)/\(project.program.environment.name)" }
}
