import IR
import JSON

/// The values of an environment as the objects that its manifests refer to, for `kubectl apply --server-side -f -`.
enum KubernetesSecretList {
  static let form = SecretsForm("kubernetes", "a List of Secrets, and of the ConfigMap `settings`") { values, request in
    let project = KubernetesProject(request.program, layout: request.layout)
    guard project.options.secretStore == nil else {
      return .failure(.init("a store outside the cluster fills the Secrets: `options.kubernetes.secrets`"))
    }
    let manifests = KubernetesManifests(project)
    var items = manifests.supplies.secrets.compactMap { object(of: $0, values, project) }
    var settings: [String: JSONValue] = [:]
    for setting in manifests.settings {
      settings[setting.name] = (values[setting.name] ?? setting.value).map { .string($0) }
    }
    if !settings.isEmpty {
      items.append(
        .object([
          "apiVersion": "v1", "kind": "ConfigMap", "metadata": metadata(KubernetesProject.settings, project),
          "data": .object(settings),
        ]))
    }
    return .success(
      JSONWriter.pretty(.object(["apiVersion": "v1", "kind": "List", "items": .array(items)])))
  }

  /// Nil where none of its keys has a value.
  private static func object(
    of secret: KubernetesSecret, _ values: SecretValues, _ project: KubernetesProject
  ) -> JSONValue? {
    var data: [String: JSONValue] = [:]
    for key in secret.keys {
      data[key.name] = text(of: key, values, project).map { .string(Base64.text($0.utf8)) }
    }
    if data.isEmpty { return nil }
    return .object([
      "apiVersion": "v1", "kind": "Secret", "type": .string(secret.type ?? "Opaque"),
      "metadata": metadata(secret.name, project), "data": .object(data),
    ])
  }

  private static func text(
    of key: KubernetesSecret.Key, _ values: SecretValues, _ project: KubernetesProject
  ) -> String? {
    func value(_ id: String) -> String? { project.program.secret(id).flatMap { values[$0.env] } }
    switch key.value {
    case .text(let text): return text
    case .secret(let id):
      if let value = value(id) { return value }
      guard !key.isRequired, key.isInText, let info = project.program.secret(id) else { return nil }
      return KubernetesSecretScript.fallback(of: info, project)
    case .part(let id, let part):
      guard let whole = value(id), let colon = whole.firstIndex(of: ":") else { return nil }
      return String(part == .beforeColon ? whole[..<colon] : whole[whole.index(after: colon)...])
    }
  }

  private static func metadata(_ name: String, _ project: KubernetesProject) -> JSONValue {
    let labels = project.labels(nil).entries.compactMap { entry -> (String, JSONValue)? in
      guard case .text(let value) = entry.value else { return nil }
      return (entry.key, .string(value))
    }
    return .object([
      "name": .string(name), "namespace": .string(project.namespace),
      "labels": .object(Dictionary(labels) { first, _ in first }),
    ])
  }
}
