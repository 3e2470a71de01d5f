import IR

extension DeploymentReport {
  /// What differs between environments; nil: there is one, or nothing differs.
  var comparison: Section? {
    guard programs.count > 1 else { return nil }
    let comparison = EnvironmentTable(programs)
    var rows: [Markup.Node] = []
    for group in comparison.groups {
      let span: Markup.Node.Attributes = [("colspan", "\(programs.count + 1)")]
      rows.append(.row([.tag("td", span, [.text(group.name)])], "group"))
      for setting in group.settings {
        let name: Markup.Node = setting.isVariable ? .code(setting.name) : .text(setting.name)
        let values = setting.values.map { Markup.Node.cell([.text($0 ?? "–")], $0 == nil ? "diff empty" : "diff") }
        rows.append(.row([.name([name])] + values))
      }
    }
    let equal = comparison.equal
    let remark =
      rows.isEmpty
      ? "\(Self.count(equal, "setting")), equal in all environments."
      : "\(Self.count(equal, "more setting")) \(equal == 1 ? "is" : "are") equal in all environments."
    let table = Markup.Node.table(
      [("setting", "")] + programs.map { (title: $0.environment.name, style: "") }, rows)
    return Section(
      "compare", "Environments", title: "Environments side by side",
      (rows.isEmpty ? [] : [.card([table])]) + [.tag("p", [("class", "soft")], [.text(remark)])])
  }
}

/// Settings of services, environment by environment.
struct EnvironmentTable {
  /// One setting, with its value in each environment; nil where there is none.
  struct Setting {
    let name: String
    let isVariable: Bool
    let values: [String?]
  }

  /// The settings of a service that differ.
  struct Group {
    let name: String
    let settings: [Setting]
  }

  private(set) var groups: [Group] = []
  /// How many settings are the same in all environments.
  private(set) var equal = 0

  /// One setting of one environment.
  private struct Value: Hashable {
    let name: String
    let isVariable: Bool
    let text: String
  }

  init(_ programs: [Program]) {
    var names: [String] = []
    var seen: Set<String> = []
    for service in programs.flatMap(\.services) where seen.insert(service.name).inserted { names.append(service.name) }
    for name in names {
      let services = programs.map { $0.service(name) }
      if services.contains(where: { $0 == nil }) {
        let values = services.map { $0 == nil ? nil : Optional("runs") }
        groups.append(Group(name: name, settings: [Setting(name: "service", isVariable: false, values: values)]))
      } else {
        add(name, services.map { service in service.map { Self.settings(of: $0) } ?? [] })
      }
    }
    add("shared", programs.map { $0.shared.map { Self.variable($0) } })
  }

  /// Adds what differs among the values of the environments.
  private mutating func add(_ name: String, _ values: [[Value]]) {
    var keys: [Value] = []
    var seen: Set<[String]> = []
    for value in values.joined() where seen.insert([value.name, value.isVariable ? "$" : ""]).inserted {
      keys.append(value)
    }
    var settings: [Setting] = []
    for key in keys {
      let texts = values.map { list in
        list.first { $0.name == key.name && $0.isVariable == key.isVariable }?.text
      }
      if Set(texts).count == 1 {
        equal += 1
      } else {
        settings.append(Setting(name: key.name, isVariable: key.isVariable, values: texts))
      }
    }
    if !settings.isEmpty { groups.append(Group(name: name, settings: settings)) }
  }

  private static func variable(_ variable: Variable) -> Value {
    Value(name: variable.name, isVariable: true, text: variable.text)
  }

  /// The settings of a service in the order of the language reference, then its variables.
  private static func settings(of service: Service) -> [Value] {
    var values: [Value] = []
    func add(_ name: String, _ text: String?) {
      if let text { values.append(Value(name: name, isVariable: false, text: text)) }
    }
    add("image", service.image)
    add("CPU", Quantities.cpu(milli: service.resources.cpuMilli))
    add("memory", Quantities.size(service.resources.memoryBytes))
    add("storage", service.resources.storageBytes.map { Quantities.size($0) })
    add(
      "backup", service.store?.backup.map { "\($0.schedule), kept \(Quantities.longDuration(milliseconds: $0.keep))" })
    for setting in service.store?.settings ?? [] { add(setting.name, setting.value.text) }
    add("replicas", service.store == nil ? "\(service.scale.replicas)" : nil)
    add("autoscaling", service.scale.autoscale.map(text))
    add("reachable", reach(of: service))
    add("schedule", service.schedule)
    add("workers", service.workers.map { "\($0)" })
    for pool in service.pools { add("pool to \(pool.service)", "\(pool.size) + \(pool.overflow)") }
    add("start", service.command?.text)
    add("release", service.release?.text)
    return values + service.env.map { variable($0) }
  }

  private static func text(_ autoscale: Scale.Autoscale) -> String {
    let measures = [
      autoscale.cpuPercent.map { "\($0)% CPU" }, autoscale.memoryPercent.map { "\($0)% memory" },
    ].compactMap { $0 }
    return "\(autoscale.min) to \(autoscale.max)" + (measures.isEmpty ? "" : " at " + measures.joined(separator: ", "))
  }

  /// Who can reach a service.
  static func reach(of service: Service) -> String {
    if !service.exposure.domains.isEmpty { return service.exposure.domains.joined(separator: ", ") }
    if service.exposure.hasPlatformDomain { return "a platform domain" }
    if service.exposure.isTCP { return "a TCP proxy" }
    return service.exposure.isPublic ? "the internet" : "private"
  }
}

extension Variable {
  /// The value for people; what an operator supplies has none here.
  var text: String { value?.text ?? "an operator supplies it" }
}

extension Setting.Value {
  /// The value for people.
  var text: String {
    switch self {
    case .bytes(let bytes): Quantities.size(bytes)
    case .milliseconds(let duration): Quantities.duration(milliseconds: duration)
    case .integer(let number): "\(number)"
    case .real(let text), .word(let text), .text(let text): text
    case .boolean(let flag): flag ? "on" : "off"
    case .list(let items): items.isEmpty ? "none" : items.joined(separator: ", ")
    }
  }
}
