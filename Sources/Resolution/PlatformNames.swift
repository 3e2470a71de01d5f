import Diagnostics
import IR
import Model

/// Variables that platforms give to every service, accepted in references and given their meaning here.
package enum PlatformNames {
  /// Whether a process on some platform has the variable without being given it.
  package static func isSet(_ name: String) -> Bool { Platforms.all.contains { $0.sets(name) } }

  /// Names that are spelt nearly like it, else those that have all of its words: `…_DOMAIN`.
  static func meant(by name: String, on platform: Platform, _ bag: DiagnosticBag) -> [String] {
    let all = platform.names
    let nearest = bag.nearest(to: name, among: all)
    guard nearest.isEmpty else { return nearest }
    let words = name.split(separator: "_")
    return Array(all.lazy.filter { known in words.allSatisfy(known.split(separator: "_").contains) }.prefix(3))
  }

  /// The value of a platform's variable that no output bears as an alias; nil: no such name.
  static func value(_ name: String, of service: ServiceSymbol, environment: EnvironmentInfo) -> ResolvedValue? {
    guard let known = Platforms.owner(of: name)?.variables.first(where: { $0.name == name }) else { return nil }
    switch known.meaning {
    case .serviceName: return .literal(service.name)
    case .environmentName:
      var value = ResolvedValue.literal(environment.name)
      value.surface = .environment(name: "name")
      if environment.kind == .preview {
        value.value.expression = .environment(name: "name")
        value.value.marks.phase = .provision
        value.literal = nil
      }
      return value
    case .proxyHost: return service.exposure == .tcp ? proxy(name, "public_host", .host, of: service) : nil
    case .proxyPort: return service.exposure == .tcp ? proxy(name, "public_port", .port, of: service) : nil
    case .run: return runtime(name, phase: .run)
    case .build: return runtime(name, phase: .build)
    }
  }

  /// The public end of a store's TCP proxy.
  private static func proxy(
    _ name: String, _ output: String, _ type: ValueType, of service: ServiceSymbol
  ) -> ResolvedValue {
    ResolvedValue(
      value: TypedValue(
        expression: .output(service: service.name, name: output), type: type,
        marks: Marks(phase: .provision, reach: .public)),
      surface: .variable(service: service.name, name: name), summary: "\(service.name).\(name)")
  }

  private static func runtime(_ name: String, phase: Marks.Phase) -> ResolvedValue {
    ResolvedValue(
      value: TypedValue(expression: .environment(name: name), type: .string, marks: Marks(phase: phase)),
      surface: .environment(name: name), summary: name)
  }
}
