import IR

/// The volumes of a pod and what its container mounts of them.
struct KubernetesVolumes {
  private(set) var mounts: [YAMLItem] = []
  private(set) var volumes: [YAMLItem] = []
  private var taken: Set<String> = []

  /// A name among the volumes of the pod.
  private mutating func name(_ stem: String) -> String {
    let stem = String(decoding: stem.utf8.prefix(50).map { $0 }, as: UTF8.self)
    var (name, number) = (stem.isEmpty ? "root" : stem, 2)
    while !taken.insert(name).inserted {
      name = "\(stem)-\(number)"
      number += 1
    }
    return name
  }

  mutating func mount(
    _ volume: String, at path: String, isReadOnly: Bool = false, file: String? = nil, note: String? = nil
  ) {
    var mount = YAMLMapping.flow([("name", .text(volume)), ("mountPath", .text(path))])
    if let file { mount.add("subPath", .text(file)) }
    if isReadOnly { mount.add("readOnly", .boolean(true)) }
    mounts.append(YAMLItem(.mapping(mount), note: note))
  }

  /// A directory that lives as long as the pod.
  mutating func addScratch(_ path: String, medium: String? = nil, bytes: Int? = nil, note: String? = nil) {
    let name = self.name(KubernetesNames.folded(path))
    mount(name, at: path)
    var directory = YAMLMapping.flow([])
    if let medium { directory.add("medium", .text(medium)) }
    if let bytes { directory.add("sizeLimit", .text(KubernetesText.bytes(bytes))) }
    add(name, "emptyDir", .mapping(directory), note: note)
  }

  /// A claim that lies in `0-keep`.
  mutating func addClaim(_ claim: String, at path: String, isReadOnly: Bool = false) {
    let name = self.name(KubernetesNames.folded(path))
    mount(name, at: path, isReadOnly: isReadOnly)
    add(name, "persistentVolumeClaim", .mapping(.flow([("claimName", .text(claim))])))
  }

  /// A directory with files of a ConfigMap, or with all of them.
  mutating func addFolder(_ stem: String, of map: String, files: [(key: String, name: String)], at path: String) {
    let name = self.name(stem)
    mount(name, at: path, isReadOnly: true)
    add(name, "configMap", .mapping(Self.source("name", map, files)))
  }

  /// Single files of a ConfigMap, so that what else is in their directories stays.
  mutating func addFiles(_ stem: String, of map: String, _ files: [(key: String, path: String, note: String?)]) {
    guard !files.isEmpty else { return }
    let name = self.name(stem)
    for file in files { mount(name, at: file.path, isReadOnly: true, file: file.key, note: file.note) }
    add(name, "configMap", .mapping(.flow([("name", .text(map))])))
  }

  /// A file of a Secret, which the user of the pod reads.
  mutating func addSecret(_ secret: String, key: String, isRequired: Bool, at path: String) {
    let name = self.name(secret)
    mount(name, at: path, isReadOnly: true, file: key)
    var source = Self.source("secretName", secret, [(key, key)])
    // Octal, as YAML 1.1 has it and kubectl reads it.
    source.add("defaultMode", .real("0440"))
    if !isRequired { source.add("optional", .boolean(true)) }
    add(name, "secret", .mapping(source))
  }

  private static func source(_ key: String, _ object: String, _ files: [(key: String, name: String)]) -> YAMLMapping {
    var source = YAMLMapping.flow([(key, .text(object))])
    let items = files.map { YAMLValue.mapping(.flow([("key", .text($0.key)), ("path", .text($0.name))])) }
    if !items.isEmpty { source.add("items", .flow(items)) }
    return source
  }

  private mutating func add(_ name: String, _ kind: String, _ source: YAMLValue, note: String? = nil) {
    var volume = YAMLMapping()
    volume.add("name", .text(name), note: note)
    volume.add(kind, source)
    volumes.append(YAMLItem(.mapping(volume)))
  }

  /// A volume that a claim's template of the StatefulSet makes.
  mutating func addTemplate(_ stem: String, at path: String) -> String {
    let name = self.name(stem)
    mount(name, at: path)
    return name
  }
}

/// A claim, whole or as a template.
struct KubernetesClaim {
  var name: String
  var bytes: Int?
  var mode = "ReadWriteOnce"
  var storageClass: String?

  /// Where nothing says how large a volume is.
  private static let usualBytes = 1 << 30

  func spec(note: String? = nil) -> YAMLMapping {
    var spec = YAMLMapping()
    spec.add("accessModes", .flow([.text(mode)]))
    if let storageClass { spec.add("storageClassName", .text(storageClass)) }
    var resources = YAMLMapping()
    resources.add(
      "requests", .mapping(.flow([("storage", .text(KubernetesText.bytes(bytes ?? Self.usualBytes)))])),
      note: note ?? (bytes == nil ? "nothing says how much" : nil))
    spec.add("resources", .mapping(resources))
    return spec
  }
}
