import IR

/// A ConfigMap that never changes: another content has another name, so that its readers are started again, and a
/// rollback finds the one before.
struct KubernetesConfig {
  struct Entry {
    var key: String
    var bytes: [UInt8]
    /// Where the container finds it.
    var path: String
    var note: String?

    init(_ key: String, _ bytes: [UInt8], at path: String, note: String? = nil) {
      self.key = key
      self.bytes = bytes
      self.path = path
      self.note = note
    }
  }

  let owner: KubernetesOwner
  let name: String
  let entries: [Entry]

  /// - Parameter role: what the name says beside that of the owner.
  init?(_ owner: KubernetesOwner, _ role: String?, _ entries: [Entry]) {
    guard !entries.isEmpty else { return nil }
    self.owner = owner
    self.entries = entries
    let stem = owner.name + (role.map { "-" + $0 } ?? "")
    name = stem + "-" + KubernetesText.digest(entries.map { ($0.key, $0.bytes) })
  }

  /// The most bytes of an object (Kubernetes' documentation of ConfigMaps).
  static let mostBytes = 1 << 20

  func object(_ project: KubernetesProject, above: [String] = []) -> YAMLMapping {
    let note = "the name changes with the content: readers start again, and a rollback finds the one before"
    var object = project.object("v1", "ConfigMap", project.metadata(name, owner, note: note), above: above)
    object.add("immutable", .boolean(true))
    var data = YAMLMapping()
    var binary = YAMLMapping()
    for entry in entries {
      if let text = String(validating: entry.bytes, as: UTF8.self), !text.hasByte(0) {
        data.add(entry.key, .text(text))
      } else {
        binary.add(entry.key, .quoted(KubernetesText.base64(entry.bytes)))
      }
    }
    if !data.isEmpty { object.add("data", .mapping(data)) }
    if !binary.isEmpty { object.add("binaryData", .mapping(binary)) }
    return object
  }
}

extension KubernetesConfig {
  /// What `files:` of a service mounts of the repository and of texts without secrets.
  static func files(of service: Service, _ project: KubernetesProject) -> KubernetesConfig? {
    var entries: [Entry] = []
    for file in service.files {
      let bytes: [UInt8]
      switch file.source {
      case .secret: continue
      case .repository(let path): bytes = project.content(of: path)
      case .composed(let text):
        guard let value = text.value, value.isKnownWhenEmitted else { continue }
        bytes = Array(KubernetesPlainWriter(project: project).write(value).utf8)
      }
      entries.append(Entry("f\(entries.count)", bytes, at: file.path))
    }
    return KubernetesConfig(KubernetesOwner(service), "files", entries)
  }

  func mount(in volumes: inout KubernetesVolumes) {
    volumes.addFiles("files", of: name, entries.map { ($0.key, $0.path, $0.note) })
  }
}

extension Expression {
  /// Whether nothing of it is known only where it runs.
  var isKnownWhenEmitted: Bool {
    var isKnown = true
    walk { node in
      switch node {
      case .secret, .variable, .encode: isKnown = false
      default: break
      }
    }
    return isKnown
  }
}
