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
    var isVariable = false
    /// What it is where it is not set; nil: nothing.
    var absence: String?
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
        add(
          name,
          zip(services, programs).map { service, program in
            service.map { Self.settings(of: $0, in: program) } ?? []
          })
      }
    }
    add(
      "shared",
      programs.map { program in
        ProjectFacts(program: program).shared.map { Value(name: $0.path, isVariable: true, text: $0.text) }
      })
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
          ?? key.absence
      }
      if Set(texts).count == 1 {
        equal += 1
      } else {
        settings.append(Setting(name: key.name, isVariable: key.isVariable, values: texts))
      }
    }
    if !settings.isEmpty { groups.append(Group(name: name, settings: settings)) }
  }

  /// The settings of a service and its variables, as every comparison has them.
  private static func settings(of service: Service, in program: Program) -> [Value] {
    ServiceFacts(service, in: program).all.map { fact in
      let isVariable = fact.subject == .service(.variables)
      let name = isVariable ? String(fact.path.dropFirst(ServiceKey.variables.rawValue.utf8.count + 1)) : fact.path
      return Value(
        name: name, isVariable: isVariable, absence: fact.absence, text: fact.text)
    }
  }
}

extension Variable {
  /// The value for people; what an operator supplies has none here.
  var text: String { value?.text ?? "an operator supplies it" }
}
