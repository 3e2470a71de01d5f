import Resolution
import Diagnostics
import Emit
import IR
import Model
import Syntax

/// The deploy targets of one environment: built-in ones, and plugins; and what is listed beside them.
struct ListedTargets {
  /// The known ones, in order.
  fileprivate(set) var names: [String] = []
  /// Emitters of role `companion`, in order.
  fileprivate(set) var companions: [String] = []
  /// Those of them that are not built in.
  fileprivate(set) var plugins: [Plugin] = []

  /// Whether a companion measures stores in an environment of a kind.
  func measuresStores(in kind: EnvironmentInfo.Kind) -> Bool {
    companions.compactMap(Emitters.named).contains { $0.capabilities.measuresStores && $0.builds(kind) }
  }
}

/// Looks up the targets that environments list. A plugin that several environments list is asked once.
struct TargetResolver {
  static let standard = Emitters.all.filter { $0.isDefault }.map { $0.name }

  private let host: PluginHost?
  private let bag: DiagnosticBag
  /// By target and path; nil where the plugin gave no usable answer.
  private var described: [[String]: Plugin?] = [:]

  init(host: PluginHost?, bag: DiagnosticBag) {
    self.host = host
    self.bag = bag
  }

  /// The targets of a topology. Unknown ones are reported.
  mutating func list(of topology: Topology) -> ListedTargets {
    var result = ListedTargets()
    guard let listed = topology.targets?.value else {
      result.names = Self.standard
      return result
    }
    var seen: Set<String> = []
    for target in listed where seen.insert(target.value).inserted {
      let role = Emitters.named(target.value)?.role
      if role == .companion {
        result.companions.append(target.value)
        continue
      }
      guard role == .deploy || find(target, topology.options, &result.plugins) else { continue }
      result.names.append(target.value)
    }
    if let first = listed.first, result.companions.count == seen.count { reportAlone(result.companions, at: first) }
    return result
  }

  /// E0202 where nothing is listed that deploys.
  private func reportAlone(_ companions: [String], at target: Located<String>) {
    bag.report(.missingKey, at: target.span, "`targets` lists no deploy target") {
      $0.path = "targets"
      let names = Words.enumeration(companions.map { "`\($0)`" })
      $0.notes = [
        "\(names) \(companions.count == 1 ? "is" : "are") written for the deploy targets that are listed as well"
      ]
      let others = Emitters.all.filter { $0.role == .deploy }.map { $0.name }
      $0.help = ["add one: \(Words.alternatives(others))"]
    }
  }

  /// Looks for a plug-in; reports what keeps it from being one.
  private mutating func find(
    _ target: Located<String>, _ options: [Named<ConfigNode>], _ plugins: inout [Plugin]
  ) -> Bool {
    let name = target.value
    guard let host, Emitters.named(name) == nil, name != Topology.layoutOption, Plugin.isName(name) else {
      reportUnknown(target, options)
      return false
    }
    let given = options.first { $0.name == name }?.value[Plugin.pathOption]
    switch host.locate(name, given?.text) {
    case .missing:
      guard let given else {
        reportUnknown(target, options)
        return false
      }
      bag.report(.pluginNotFound, at: given.span, "plug-in `\(given.text ?? "")` is not found") {
        $0.path = "options.\(name).\(Plugin.pathOption)"
        $0.help = ["paths are relative to the topology file"]
      }
      return false
    case .notExecutable(let path):
      bag.report(.pluginNotFound, at: given?.span ?? target.span, "plug-in `\(given?.text ?? path)` may not be run") {
        $0.path = given == nil ? "targets" : "options.\(name).\(Plugin.pathOption)"
        $0.help = ["`chmod +x \(given?.text ?? path)`"]
      }
      return false
    case .executable(let path):
      if let plugin = describe(target, path, host) { plugins.append(plugin) }
      return true
    }
  }

  private mutating func describe(_ target: Located<String>, _ path: String, _ host: PluginHost) -> Plugin? {
    guard let run = host.run else { return Plugin(name: target.value, path: path) }
    if let known = described[[target.value, path]] { return known }
    let answer = Plugin.described(target.value, at: path, run)
    described[[target.value, path]] = try? answer.get()
    if case .failure(let failure) = answer {
      let finding = failure.finding(target.value, span: nil)
      var diagnostic = Diagnostic(
        code: finding.code, severity: finding.severity, isTunable: finding.isTunable, at: target.span, finding.message)
      diagnostic.path = "targets"
      diagnostic.notes = finding.notes
      diagnostic.help = finding.help
      bag.add(diagnostic)
    }
    return try? answer.get()
  }

  private func reportUnknown(_ target: Located<String>, _ options: [Named<ConfigNode>]) {
    let known = Emitters.all.filter { $0.role.isListed }.map { $0.name }
    bag.report(.unknownTarget, at: target.span, "there is no target `\(target.value)`") {
      $0.path = "targets"
      if Emitters.named(target.value) != nil {
        $0.help = ["`\(target.value)` need not be listed: it is written whenever a listed target needs it"]
        return
      }
      let configured = TargetOptions.plugins(in: options)
      let others = (host?.installed() ?? []).filter { !known.contains($0) && !configured.contains($0) } + configured
      let nearest = bag.nearest(to: target.value, among: known + others)
      if let first = nearest.first {
        $0.help = ["did you mean \(Words.alternatives(nearest))?"]
        $0.fixes = [FixIt("write `\(first)`", .unsafe, [.init(target.span, first)])]
      } else {
        $0.help = ["targets are \(Words.enumeration(known + others))"]
        if Plugin.isName(target.value) {
          $0.help.append("or install a plug-in, a program `\(Plugin.programPrefix)\(target.value)` on PATH")
        }
      }
    }
  }
}

/// The options of single targets: unknown names and values are mistakes.
struct TargetOptions {
  private let decoder: Decoder
  private let plugins: [Plugin]
  /// Targets that were reported already, and plug-ins that are not listed: what they take is not known.
  private let unresolved: Set<String>

  /// Reports what is wrong with them.
  /// - Returns: the texts that have references and may have them.
  static func check(_ topology: Topology, _ targets: ListedTargets, bag: DiagnosticBag) -> [OptionText] {
    let listed = topology.targets?.value.map(\.value) ?? []
    let options = TargetOptions(
      decoder: Decoder(bag: bag), plugins: targets.plugins,
      unresolved: Set(listed + plugins(in: topology.options)).subtracting(targets.plugins.map(\.name))
        .subtracting(Emitters.all.map { $0.name }))
    options.check(topology)
    return topology.options.flatMap { options.references(in: $0, prefix: ["options"], isOfTarget: true) }
  }

  /// The targets of which the options say where their plug-in is.
  static func plugins(in options: [Named<ConfigNode>]) -> [String] {
    options.filter { $0.value[Plugin.pathOption] != nil && Plugin.isName($0.name) }.map(\.name)
  }

  private func check(_ topology: Topology) {
    checkNecessary(topology)
    for option in topology.options where option.name != Topology.layoutOption {
      check(option, prefix: ["options"], isOfTarget: true)
    }
    for service in topology.services {
      for option in service.options {
        let prefix = ["services", service.name, "options"]
        check(option, prefix: prefix, isOfTarget: false)
        _ = references(in: option, prefix: prefix, isOfTarget: false)
      }
    }
  }

  /// The layout that a project declares; an unknown word is reported.
  static func layout(of project: Project, decoder: Decoder) -> OutputLayout.Style? {
    guard let node = project.layout else { return nil }
    decoder.path = ["options", Topology.layoutOption]
    defer { decoder.path = [] }
    return FieldType<String>.word(OutputLayout.Style.allCases.map(\.rawValue)).read(node, decoder)
      .flatMap(OutputLayout.Style.init)
  }

  /// - Parameter isOfTarget: whether the option stands at the top, where a plug-in's path may stand as well.
  private func check(_ option: Named<ConfigNode>, prefix: [String], isOfTarget: Bool) {
    if unresolved.contains(option.name) { return }
    decoder.path = prefix
    guard let known = knownOptions(of: option.name, isOfTarget: isOfTarget) else {
      let entry = ConfigNode.Entry(key: option.name, keySpan: option.nameSpan, value: option.value)
      let names = Emitters.all.map { $0.name } + plugins.map(\.name) + [Topology.layoutOption]
      decoder.unknownKey(entry, among: names, owner: "`options`")
      return
    }
    guard case .mapping(let entries) = option.value.content else {
      decoder.wrongKind(option.value, expected: "`\(option.name)` is a mapping of options")
      return
    }
    guard case .these(let options) = known else { return }
    for item in entries {
      guard let known = options.first(where: { $0.name == item.key }) else {
        decoder.unknownKey(item, among: options.map(\.name), owner: "`options.\(option.name)`")
        continue
      }
      if known.owner == (isOfTarget ? .service : .target) {
        reportOwner(of: item, known, "options.\(option.name).\(item.key)")
        continue
      }
      if known.scope == .project, item.value.isOverlay {
        Environments.reportProjectKey(
          (prefix + [option.name, item.key]).joined(separator: "."), at: item.keySpan, decoder)
        continue
      }
      checkMembers(item, known, prefix + [option.name, item.key])
      checkList(item, known, prefix + [option.name, item.key])
      if let other = known.excludes.flatMap({ name in entries.first { $0.key == name } }) {
        decoder.report(.exclusiveKeys, at: item.keySpan, "`\(other.key)` and `\(item.key)` exclude each other") {
          $0.secondary = [.init(other.keySpan, "excludes it")]
          $0.help = ["keep one of the two"]
        }
      }
      guard !known.values.isEmpty, item.value.scalar != nil else { continue }
      decoder.path = prefix + [option.name, item.key]
      _ = FieldType<String>.word(known.values).read(item.value, decoder)
    }
  }

  /// E0315 for references in options that do not take them: options decide which files there are and what they hold, and
  /// no process reads one.
  /// - Returns: the texts of those that take them.
  private func references(in option: Named<ConfigNode>, prefix: [String], isOfTarget: Bool) -> [OptionText] {
    let takers = isOfTarget ? Emitters.named(option.name)?.options.filter(\.takesReferences) ?? [] : []
    decoder.path = prefix + [option.name]
    if option.value.entries.isEmpty { option.value.refuseReferences(decoder) }
    return option.value.entries.compactMap { item in
      if takers.contains(where: { $0.name == item.key }), let text = item.value.text {
        guard ReferenceText.mayContain(text) else { return nil }
        return OptionText(target: option.name, name: item.key, node: item.value)
      }
      decoder.path = prefix + [option.name, item.key]
      item.value.refuseReferences(decoder)
      return nil
    }
  }

  /// The keys of an option that is a mapping.
  private func checkMembers(_ item: ConfigNode.Entry, _ option: EmitterOption, _ path: [String]) {
    // `null` in an overlay removes the option of the base.
    guard !option.members.isEmpty, !item.value.isRemoved else { return }
    decoder.path = path
    guard case .mapping(let members) = item.value.content else {
      // One that also takes words is checked as those.
      if item.value.scalar == nil || option.values.isEmpty {
        decoder.wrongKind(item.value, expected: "`\(item.key)` is a mapping of \(Words.enumeration(option.members))")
      }
      return
    }
    for member in members {
      guard option.members.contains(member.key) else {
        decoder.unknownKey(member, among: option.members, owner: "`\(path.joined(separator: "."))`")
        continue
      }
      decoder.path = path + [member.key]
      if let measure = option.measures[member.key] { _ = measure.read(member.value, decoder) }
      decoder.path = path
    }
  }

  /// The items of an option that is a list.
  private func checkList(_ item: ConfigNode.Entry, _ option: EmitterOption, _ path: [String]) {
    guard option.isList, !item.value.isRemoved else { return }
    decoder.path = path
    _ = FieldType<String>.text.readList(item.value, decoder)
  }

  /// E0202 for options without which a listed target writes nothing of use.
  private func checkNecessary(_ topology: Topology) {
    for target in topology.targets?.value ?? [] {
      guard let emitter = Emitters.named(target.value) else { continue }
      let written = topology.options.first { $0.name == target.value }?.value
      for option in emitter.options {
        guard let necessity = option.necessity, isEmpty(written?[option.name]) else { continue }
        decoder.path = ["options", target.value, option.name]
        decoder.report(.missingKey, at: target.span, "`\(target.value)` needs `options.\(target.value).\(option.name)`")
        {
          $0.notes = [necessity.reason]
          $0.help = [necessity.help]
        }
      }
    }
  }

  private func isEmpty(_ node: ConfigNode?) -> Bool {
    guard let node else { return true }
    if case .sequence(let items) = node.content { return items.isEmpty }
    return node.isRemoved
  }

  /// E0215 for an option of a service at the top level, or the other way round.
  private func reportOwner(of item: ConfigNode.Entry, _ option: EmitterOption, _ path: String) {
    let owner = option.owner == .service ? "a single service" : "the whole topology"
    decoder.report(.keyHasNoMeaning, at: item.keySpan, "`\(option.name)` is an option of \(owner)") {
      $0.help = [
        option.owner == .service
          ? "move it to that service: `services: { NAME: { \(path): … } }`" : "move it to the top level: `\(path)`"
      ]
    }
  }

  private enum Known {
    case these([EmitterOption])
    /// A plug-in that was not asked.
    case any
  }

  /// Nil where there is no such target.
  private func knownOptions(of target: String, isOfTarget: Bool) -> Known? {
    if let emitter = Emitters.named(target) { return .these(emitter.options) }
    guard let plugin = plugins.first(where: { $0.name == target }) else { return nil }
    if plugin.description == nil { return .any }
    let path = EmitterOption(Plugin.pathOption, "where the program is")
    return .these(plugin.options + (isOfTarget ? [path] : []))
  }
}
