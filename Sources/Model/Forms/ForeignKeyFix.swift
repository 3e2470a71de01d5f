import Diagnostics
import Syntax

extension ForeignKeys {
  /// What becomes of a key of another tool: only where the value fits our key as it stands, or as one value inside of it.
  static func fix(_ entry: ConfigNode.Entry, _ key: String) -> FixIt? {
    if let inner = nested[entry.key], entry.value.scalar != nil, !entry.value.isNull {
      let value = entry.value.span
      let end = Span(file: value.file, start: Int(value.end), end: Int(value.end))
      return FixIt(
        "write `\(key): { \(inner): \(entry.value.text ?? "…")\(countsSeconds(entry) ? "s" : "") }`", .safe,
        [.init(entry.keySpan, "\(key): { \(inner)"), .init(end, (countsSeconds(entry) ? "s" : "") + " }")])
    }
    if entry.key == "ports", let port = containerPort(entry.value) {
      return FixIt("write `port: \(port)`", .unsafe, [.init(entry.keySpan, key), .init(entry.value.span, port)])
    }
    if entry.key == "depends_on", let needs = conditions(entry.value) {
      return FixIt("write `needs: \(needs)`", .safe, [.init(entry.keySpan, key), .init(entry.value.span, needs)])
    }
    guard let forms = forms[key], nested[entry.key] == nil, !otherMeaning.contains(entry.key) else { return nil }
    let fits =
      switch entry.value.content {
      case .scalar: forms.contains(.scalar)
      case .sequence: forms.contains(.list)
      case .mapping: forms.contains(.mapping)
      case .removed: true
      }
    guard fits else {
      // `- KEY=value`, as compose lists them, and Render's `- key: KEY`.
      guard key == "variables", let names = ListFix.variables(entry.value) else { return nil }
      return FixIt("write `\(key)`, and the names as keys", .unsafe, [.init(entry.keySpan, key)] + names.edits)
    }
    var edits = [FixIt.Edit(entry.keySpan, key)]
    if countsSeconds(entry) {
      let value = entry.value.span
      edits.append(.init(Span(file: value.file, start: Int(value.end), end: Int(value.end)), "s"))
    }
    return FixIt("write `\(key)`", .safe, edits)
  }

  /// The port inside of the container, of one published port: `8080:8000`, `127.0.0.1:80:8000/tcp`.
  private static func containerPort(_ value: ConfigNode) -> String? {
    guard value.items.count == 1, let text = value.items[0].text else { return nil }
    let port = text.split(separator: ":").last.map { $0.hasSuffix("/tcp") ? String($0.dropLast(4)) : String($0) } ?? ""
    guard case .success = PortNumber.parse(port) else { return nil }
    return port
  }

  /// compose's mapping from services to conditions, as `needs` has it; nil where a condition has no counterpart. Being
  /// ready is what `needs` waits for anyway.
  private static func conditions(_ value: ConfigNode) -> String? {
    guard !value.entries.isEmpty else { return nil }
    var needs: [(name: String, isDone: Bool)] = []
    for entry in value.entries {
      guard entry.value.entries.allSatisfy({ ["condition", "restart", "required"].contains($0.key) }) else {
        return nil
      }
      switch entry.value["condition"]?.text {
      case nil, "service_healthy", "service_started": needs.append((entry.key, false))
      case "service_completed_successfully": needs.append((entry.key, true))
      default: return nil
      }
    }
    guard needs.contains(where: \.isDone) else { return "[" + needs.map(\.name).joined(separator: ", ") + "]" }
    return "{ " + needs.map { "\($0.name): \($0.isDone ? "done" : "healthy")" }.joined(separator: ", ") + " }"
  }

  /// Whether the word means seconds and the value is a plain number, which here needs its unit.
  private static func countsSeconds(_ entry: ConfigNode.Entry) -> Bool {
    guard seconds.contains(entry.key), let scalar = entry.value.scalar, scalar.style == .plain else { return false }
    return scalar.text.utf8.allSatisfy { (48...57).contains($0) }
  }

  private static let seconds: Set<String> = [
    "healthcheckTimeout", "drainingSeconds", "terminationGracePeriodSeconds",
  ]

  private struct Forms: OptionSet {
    let rawValue: Int
    static let scalar = Forms(rawValue: 1)
    static let list = Forms(rawValue: 2)
    static let mapping = Forms(rawValue: 4)
  }

  /// How values of our keys are written that other tools write the same.
  private static let forms: [String: Forms] = [
    "variables": .mapping, "needs": .list, "start": [.scalar, .list], "health": .scalar, "release": .scalar,
    "root": .scalar, "port": .scalar, "restart": .scalar, "schedule": .scalar, "stop_grace": .scalar,
    "public": [.scalar, .list], "services": .mapping, "files": .mapping,
  ]

  /// Words for one value inside of our key.
  private static let nested = [
    "numReplicas": "replicas", "numInstances": "replicas", "instance_count": "replicas", "replicas": "replicas",
    "dockerfilePath": "dockerfile", "mem_limit": "memory", "cpus": "cpu", "healthcheckTimeout": "within",
    "restartPolicyMaxRetries": "max_retries",
  ]

  /// Words whose values mean something else, although they are written alike.
  private static let otherMeaning: Set<String> = [
    "ipAllowList", "restartPolicyType", "restart_policy", "args", "addons", "containers", "configs", "formation",
  ]
}
