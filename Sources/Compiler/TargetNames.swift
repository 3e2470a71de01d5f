import Diagnostics
import Emit
import IR
import Model

/// The deploy targets that a topology lists: built-in ones, and plug-ins.
struct TargetNames {
  static let standard = ["railway", "compose"]

  /// The known ones, in order.
  private(set) var names: [String] = []
  /// Those of them that are no built-in ones.
  private(set) var plugins: [Plugin] = []
  private let host: PluginHost?
  private let options: [Named<ConfigNode>]
  private let bag: DiagnosticBag

  /// Unknown ones are reported.
  init(_ topology: Topology, host: PluginHost?, bag: DiagnosticBag) {
    self.host = host
    self.bag = bag
    options = topology.options
    guard let listed = topology.targets?.value else {
      names = Self.standard
      return
    }
    var seen: Set<String> = []
    for target in listed where seen.insert(target.value).inserted {
      if Emitters.named(target.value)?.role == .deploy || find(target) { names.append(target.value) }
    }
  }

  /// Looks for a plug-in; reports what keeps it from being one.
  private mutating func find(_ target: Located<String>) -> Bool {
    let name = target.value
    guard let host, Emitters.named(name) == nil, name != TargetOptions.layout, Plugin.isName(name) else {
      reportUnknown(target)
      return false
    }
    let given = options.first { $0.name == name }?.value[Plugin.pathOption]
    switch host.locate(name, given?.text) {
    case .missing:
      guard let given else {
        reportUnknown(target)
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
      describe(target, path, host)
      return true
    }
  }

  private mutating func describe(_ target: Located<String>, _ path: String, _ host: PluginHost) {
    guard let run = host.run else {
      plugins.append(Plugin(name: target.value, path: path))
      return
    }
    switch Plugin.described(target.value, at: path, run) {
    case .success(let plugin): plugins.append(plugin)
    case .failure(let failure):
      let finding = failure.finding(target.value, span: nil)
      var diagnostic = Diagnostic(code: finding.code, severity: finding.severity, at: target.span, finding.message)
      diagnostic.path = "targets"
      diagnostic.notes = finding.notes
      diagnostic.help = finding.help
      bag.add(diagnostic)
    }
  }

  private func reportUnknown(_ target: Located<String>) {
    let known = Emitters.all.filter { $0.role == .deploy }.map { $0.name }
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
  static let layout = "layout"

  private let decoder: Decoder
  private let plugins: [Plugin]
  /// Targets that were reported already, and plug-ins that are not listed: what they take is not known.
  private let unresolved: Set<String>

  static func check(_ topology: Topology, _ targets: TargetNames, bag: DiagnosticBag) {
    let listed = topology.targets?.value.map(\.value) ?? []
    let options = TargetOptions(
      decoder: Decoder(bag: bag), plugins: targets.plugins,
      unresolved: Set(listed + plugins(in: topology.options)).subtracting(targets.plugins.map(\.name))
        .subtracting(Emitters.all.map { $0.name }))
    options.check(topology)
  }

  /// The targets of which the options say where their plug-in is.
  static func plugins(in options: [Named<ConfigNode>]) -> [String] {
    options.filter { $0.value[Plugin.pathOption] != nil && Plugin.isName($0.name) }.map(\.name)
  }

  private func check(_ topology: Topology) {
    for option in topology.options where option.name != Self.layout {
      check(option, prefix: ["options"], isOfTarget: true)
    }
    for service in topology.services {
      for option in service.options {
        check(option, prefix: ["services", service.name, "options"], isOfTarget: false)
      }
    }
    if let layout = topology.options.first(where: { $0.name == Self.layout }) {
      decoder.path = ["options", Self.layout]
      _ = FieldType<String>.word(OutputLayout.Style.allCases.map(\.rawValue)).read(layout.value, decoder)
    }
  }

  /// - Parameter isOfTarget: whether the option stands at the top, where a plug-in's path may stand as well.
  private func check(_ option: Named<ConfigNode>, prefix: [String], isOfTarget: Bool) {
    if unresolved.contains(option.name) { return }
    decoder.path = prefix
    guard let known = knownOptions(of: option.name, isOfTarget: isOfTarget) else {
      let entry = ConfigNode.Entry(key: option.name, keySpan: option.nameSpan, value: option.value)
      let names = Emitters.all.map { $0.name } + plugins.map(\.name) + [Self.layout]
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
      guard !known.values.isEmpty, item.value.scalar != nil else { continue }
      decoder.path = prefix + [option.name, item.key]
      _ = FieldType<String>.word(known.values).read(item.value, decoder)
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
