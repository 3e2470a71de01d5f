import Diagnostics
import Emit
import Files
import IR
import Model
import Probes
import Resolution
import Syntax

extension StackServiceReader {
  /// How many files of a mounted directory become files of the topology.
  private static let mostFiles = 20
  /// The largest file that the language mounts, in bytes.
  private static let largestFile = 64 << 10

  mutating func readMounts() {
    var volumes = YAMLMapping()
    var files = YAMLMapping()
    var isSizeUnknown = false
    let code = facts.folder
    let hidesCode = service.mounts.contains { mount in
      mount.kind == .bind && !mount.isReadOnly
        && mount.source.flatMap { context.repository.join(context.stack.folder, $0) }.map { $0 == code } ?? false
    }
    for mount in service.mounts {
      use(item: mount.span, of: "volumes")
      guard let target = mount.target else {
        remark(mount.span, "a mount of `\(service.name)` has a path with variables that have no value: write the path")
        continue
      }
      switch mount.kind {
      case .volume:
        // A volume without a name, over mounted code, keeps what the image has at that path.
        if mount.source == nil, hidesCode || target.hasSuffix("node_modules") { continue }
        volumes.entries.removeAll { $0.key == target }
        let isShared = mount.source.map(context.sharedVolumes.contains) ?? false
        let size = diskSize(at: target)
        if size == nil { isSizeUnknown = true }
        volumes.add(target, .text(isShared ? mount.source ?? "" : size ?? "1GiB"))
      case .bind: readBind(mount, target, &files)
      case .other: keep(mount)
      }
    }
    let ephemeral = service.node["tmpfs"]
    if let ephemeral { keepRaw("tmpfs", ephemeral) }
    guard let place = service.mounts.first?.span else { return }
    if !volumes.isEmpty {
      claim(.volumes, .mapping(volumes), at: place)
      if isSizeUnknown { remark(place, "volumes of `\(service.name)` are 1 GiB: the file has no size") }
    }
    if !files.isEmpty { claim(.files, .mapping(files), at: place) }
  }

  private mutating func readBind(_ mount: StackMount, _ target: String, _ files: inout YAMLMapping) {
    guard let source = mount.source, let path = context.repository.join(context.stack.folder, source) else {
      keep(mount)
      return
    }
    if context.repository.hasFile(path) {
      files.entries.removeAll { $0.key == target }
      files.add(target, .text("./" + path))
      return
    }
    let isOfCode = facts.folder.map { path == $0 || $0 == "." || path.hasPrefix($0 + "/") } ?? false
    if isOfCode, !mount.isReadOnly {
      remark(
        mount.span,
        "`\(source)` is the code of `\(service.name)`, mounted for developers: omitted; use `mounts` in an environment of "
          + "`kind: local`")
      return
    }
    let entries = context.repository.list(path)?.entries ?? []
    let plain = entries.filter { !$0.isFolder }
    guard !plain.isEmpty, plain.count == entries.count, plain.count <= Self.mostFiles, !isOfCode else {
      remark(
        mount.span,
        "`\(source)` is not mounted: copy it into the image, or list its files under `files` of `\(service.name)`")
      return
    }
    for entry in plain {
      let inside = target.hasSuffix("/") ? String(target.dropLast()) : target
      files.entries.removeAll { $0.key == inside + "/" + entry.name }
      files.add(inside + "/" + entry.name, .text("./" + RepositoryReader.join(path, entry.name)))
    }
  }

  /// A mount that only compose has: kept as it is where the path does not count from the file.
  private mutating func keep(_ mount: StackMount) {
    guard
      let item = service.node["volumes"]?.items.first(where: { $0.span == mount.span || $0.span.contains(mount.span) }),
      mount.source.map({ $0.hasPrefix("/") }) ?? (mount.kind == .other), let value = rawValue(item)
    else {
      let what = mount.source ?? mount.target ?? "a mount"
      remark(mount.span, "`\(what)` lies outside the repository: it is not mounted into `\(service.name)`")
      return
    }
    var items: [YAMLValue] = []
    if case .flow(let known)? = raw["volumes+"] { items = known }
    raw.entries.removeAll { $0.key == "volumes+" }
    raw.add("volumes+", .flow(items + [value]))
    remark(mount.span, "a host path of `\(service.name)` is kept under `raw.compose`")
  }

  // MARK: Secrets and configs as files

  mutating func readSecretFiles(ofStore: Bool = false) {
    var files = YAMLMapping()
    if case .mapping(let known)? = facts.claims[.files]?.value { files = known }
    for item in service.node["secrets"]?.items ?? [] {
      guard let name = known(item) ?? known(item["source"]) else { continue }
      use(item)
      if ofStore {
        remark(item.span, "`\(name)` is not given to `\(service.name)`: the store has a password of its own")
        continue
      }
      let target = known(item["target"]) ?? name
      fileSecrets.insert(SecretFiles.secret(named: name))
      files.add(
        target.hasPrefix("/") ? target : "/run/secrets/" + target,
        .mapping(.flow([("secret", .text(SecretFiles.secret(named: name)))])))
    }
    for item in service.node["configs"]?.items ?? [] where !ofStore {
      guard let name = known(item) ?? known(item["source"]),
        let file = known(context.stack.root["configs"]?[name]?["file"]),
        let path = context.repository.join(context.stack.folder, file), context.repository.hasFile(path)
      else { continue }
      use(item)
      files.add(known(item["target"]) ?? "/" + name, .text("./" + path))
    }
    if !files.isEmpty, let span = (service.node["secrets"] ?? service.node["configs"])?.span {
      claim(.files, .mapping(files), at: facts.claims[.files] == nil ? span : service.nameSpan)
    }
  }

  // MARK: What only compose has

  /// Keys whose values infracc derives: they are dropped where they say what it writes anyway.
  private static let derived: [String: Set<String>] = [
    "init": ["true"], "read_only": ["true"], "privileged": ["false"], "logging": [], "cap_drop": ["ALL", "all"],
    "security_opt": ["no-new-privileges:true", "no-new-privileges"],
  ]
  /// Keys without one in the language that are handed on as they are.
  private static let handedOn: Set<String> = [
    "init", "read_only", "privileged", "logging", "cap_drop", "cap_add", "security_opt", "user", "labels", "shm_size",
    "ulimits", "network_mode", "dns", "dns_search", "extra_hosts", "sysctls", "platform", "devices", "group_add",
    "working_dir", "ipc", "pid", "userns_mode", "cgroup_parent", "stop_signal", "oom_score_adj", "pids_limit",
    "mac_address",
    "runtime", "isolation", "domainname", "device_cgroup_rules", "gpus", "memswap_limit", "annotations",
  ]

  /// Whether logs are kept as infracc keeps them.
  private func isUsualLogging(_ entry: ConfigNode.Entry) -> Bool {
    entry.key == "logging" && known(entry.value["driver"]) == "local"
      && (entry.value["options"]?.entries ?? []).allSatisfy { ["10m", "3"].contains($0.value.text) }
  }

  /// What is left: kept under `raw.compose` where it can be.
  mutating func readRest() {
    var kept: [String] = []
    for entry in service.node.entries where Self.handedOn.contains(entry.key) {
      if let usual = Self.derived[entry.key] {
        let texts = entry.value.scalar.map { [$0.text] } ?? entry.value.items.compactMap(\.text)
        if !texts.isEmpty && texts.allSatisfy(usual.contains) || isUsualLogging(entry) {
          use(entry.value)
          continue
        }
      }
      // A store's container is the engine's own business.
      if facts.engine != nil {
        use(entry.value)
        if StackFacts.scalars(of: entry.value).isEmpty { continue }
        remark(entry.keySpan, "`\(entry.key)` of `\(service.name)` is not migrated: the engine has its own")
        continue
      }
      if keepRaw(entry.key, entry.value) { kept.append(entry.key) }
    }
    if let devices = service.node["deploy"]?["resources"]?["reservations"]?["devices"], facts.engine == nil,
      let value = rawValue(devices)
    {
      use(devices)
      let reservations = YAMLMapping.flow([("reservations", .mapping(.flow([("devices", value)])))])
      raw.add("deploy", .mapping(.flow([("resources", .mapping(reservations))])))
      kept.append("devices")
    }
    guard !kept.isEmpty else { return }
    let names = kept.map { "`\($0)`" }.joined(separator: ", ")
    remark(service.nameSpan, "kept under `raw.compose` of `\(service.name)`: \(names)")
  }

  @discardableResult
  mutating func keepRaw(_ key: String, _ node: ConfigNode) -> Bool {
    guard let value = rawValue(node) else {
      use(node)
      remark(node.span, "`\(key)` of `\(service.name)` contains what looks like a secret: it is not copied")
      return false
    }
    use(node)
    raw.add(key, value)
    return true
  }

  /// A node as it is written, `$` and all, since it goes into a compose file again; nil where it holds a secret.
  private func rawValue(_ node: ConfigNode) -> YAMLValue? {
    if let scalar = node.scalar {
      if SecretRecognizer.holdsSecret(scalar.text, named: "") { return nil }
      if scalar.isNull { return .null }
      if scalar.style == .plain, scalar.text == "true" || scalar.text == "false" {
        return .boolean(scalar.text == "true")
      }
      if scalar.style == .plain, let number = Int(scalar.text), String(number) == scalar.text {
        return .integer(number)
      }
      return .text(scalar.text)
    }
    if !node.items.isEmpty {
      let items = node.items.map(rawValue)
      return items.allSatisfy({ $0 != nil }) ? .flow(items.compactMap { $0 }) : nil
    }
    var mapping = YAMLMapping()
    mapping.isFlow = true
    for entry in node.entries {
      guard !SecretRecognizer.holdsSecret(entry.value.text ?? "", named: entry.key), let value = rawValue(entry.value)
      else {
        return nil
      }
      mapping.add(entry.key, value)
    }
    return .mapping(mapping)
  }
}
