import Diagnostics
import IR
import Model

/// Railway's own variable names (reference/variables, 2026-02-06), accepted in references and given their meaning here.
package enum PlatformNames {
  /// Names that a reference may use, for suggestions; those that outputs bear as aliases included.
  static let all = [
    "RAILWAY_PUBLIC_DOMAIN", "RAILWAY_PRIVATE_DOMAIN", "RAILWAY_TCP_PROXY_DOMAIN", "RAILWAY_TCP_PROXY_PORT",
    "RAILWAY_SERVICE_NAME", "RAILWAY_ENVIRONMENT_NAME", "RAILWAY_ENVIRONMENT", "RAILWAY_REPLICA_ID",
    "RAILWAY_REPLICA_REGION", "RAILWAY_DEPLOYMENT_ID", "RAILWAY_SNAPSHOT_ID", "RAILWAY_VOLUME_MOUNT_PATH",
    "RAILWAY_VOLUME_NAME", "RAILWAY_GIT_COMMIT_SHA", "RAILWAY_GIT_AUTHOR", "RAILWAY_GIT_BRANCH",
    "RAILWAY_GIT_REPO_NAME", "RAILWAY_GIT_REPO_OWNER", "RAILWAY_GIT_COMMIT_MESSAGE",
  ]

  /// Further names that Railway sets, which references do not use: identifiers, and names of before 2024.
  private static let others: Set<String> = [
    "RAILWAY_PROJECT_NAME", "RAILWAY_PROJECT_ID", "RAILWAY_ENVIRONMENT_ID", "RAILWAY_SERVICE_ID",
    "RAILWAY_TCP_APPLICATION_PORT", "RAILWAY_STATIC_URL",
  ]

  /// Whether a process on Railway has the variable without being given it.
  package static func isSet(_ name: String) -> Bool {
    all.contains(name) || others.contains(name) || name.hasPrefix("RAILWAY_SERVICE_") && name.hasSuffix("_URL")
  }

  /// Names that are spelt nearly like it, else those that have all of its words: `RAILWAY_DOMAIN`.
  static func meant(by name: String, _ bag: DiagnosticBag) -> [String] {
    let nearest = bag.nearest(to: name, among: all)
    guard nearest.isEmpty else { return nearest }
    let words = name.split(separator: "_")
    return Array(all.lazy.filter { known in words.allSatisfy(known.split(separator: "_").contains) }.prefix(3))
  }

  /// The value of a Railway name that no output bears as an alias; nil: no such name.
  static func value(_ name: String, of service: ServiceSymbol, environment: EnvironmentInfo) -> ResolvedValue? {
    switch name {
    case "RAILWAY_SERVICE_NAME": return .literal(service.name)
    case "RAILWAY_ENVIRONMENT_NAME", "RAILWAY_ENVIRONMENT":
      var value = ResolvedValue.literal(environment.name)
      value.surface = .environment(name: "name")
      if environment.kind == .preview {
        value.value.expression = .environment(name: "name")
        value.value.marks.phase = .provision
        value.literal = nil
      }
      return value
    case "RAILWAY_TCP_PROXY_DOMAIN" where service.exposure == .tcp:
      return proxy(name, "public_host", .host, of: service)
    case "RAILWAY_TCP_PROXY_PORT" where service.exposure == .tcp: return proxy(name, "public_port", .port, of: service)
    case "RAILWAY_REPLICA_ID", "RAILWAY_REPLICA_REGION", "RAILWAY_DEPLOYMENT_ID", "RAILWAY_SNAPSHOT_ID",
      "RAILWAY_VOLUME_MOUNT_PATH", "RAILWAY_VOLUME_NAME":
      return runtime(name, phase: .run)
    case "RAILWAY_GIT_COMMIT_SHA", "RAILWAY_GIT_AUTHOR", "RAILWAY_GIT_BRANCH", "RAILWAY_GIT_REPO_NAME",
      "RAILWAY_GIT_REPO_OWNER", "RAILWAY_GIT_COMMIT_MESSAGE":
      return runtime(name, phase: .build)
    default: return nil
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
