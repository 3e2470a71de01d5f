import Diagnostics
import Emit
import Model

/// The deploy targets that a topology lists.
enum TargetNames {
  static let standard = ["railway", "compose"]

  /// The known ones, in order; unknown ones are reported.
  static func resolve(_ topology: Topology, bag: DiagnosticBag) -> [String] {
    guard let listed = topology.targets?.value else { return standard }
    let known = Emitters.all.filter { $0.role == .deploy }.map { $0.name }
    var result: [String] = []
    for target in listed {
      if known.contains(target.value) {
        if !result.contains(target.value) { result.append(target.value) }
        continue
      }
      bag.report(.unknownTarget, at: target.span, "there is no target `\(target.value)`") {
        $0.path = "targets"
        let nearest = bag.nearest(to: target.value, among: known)
        if Emitters.all.contains(where: { $0.name == target.value }) {
          $0.help = ["`\(target.value)` need not be listed: it is written whenever a listed target needs it"]
        } else if let first = nearest.first {
          $0.help = ["did you mean \(Words.alternatives(nearest))?"]
          $0.fixes = [FixIt("write `\(first)`", .unsafe, [.init(target.span, first)])]
        } else {
          $0.help = ["targets are \(Words.enumeration(known))"]
        }
      }
    }
    return result
  }
}

/// The options of single targets: unknown names and values are mistakes.
enum TargetOptions {
  static func check(_ topology: Topology, bag: DiagnosticBag) {
    let decoder = Decoder(bag: bag)
    for option in topology.options where option.name != "layout" {
      check(option, decoder: decoder, prefix: ["options"])
    }
    for service in topology.services {
      for option in service.options { check(option, decoder: decoder, prefix: ["services", service.name, "options"]) }
    }
    if let layout = topology.options.first(where: { $0.name == "layout" }) {
      decoder.path = ["options", "layout"]
      _ = FieldType<String>.word(OutputLayout.Style.allCases.map(\.rawValue)).read(layout.value, decoder)
    }
  }

  private static func check(_ option: Named<ConfigNode>, decoder: Decoder, prefix: [String]) {
    decoder.path = prefix
    let entry = ConfigNode.Entry(key: option.name, keySpan: option.nameSpan, value: option.value)
    guard let emitter = Emitters.all.first(where: { $0.name == option.name }) else {
      decoder.unknownKey(entry, among: Emitters.all.map { $0.name } + ["layout"], owner: "`options`")
      return
    }
    guard case .mapping(let entries) = option.value.content else {
      decoder.wrongKind(option.value, expected: "`\(option.name)` is a mapping of options")
      return
    }
    for item in entries {
      guard let known = emitter.options.first(where: { $0.name == item.key }) else {
        decoder.unknownKey(item, among: emitter.options.map(\.name), owner: "`options.\(option.name)`")
        continue
      }
      guard !known.values.isEmpty, item.value.scalar != nil else { continue }
      decoder.path = prefix + [option.name, item.key]
      _ = FieldType<String>.word(known.values).read(item.value, decoder)
    }
  }
}
