import IR
import Model

/// Railway's own variable names (reference/variables, 2026-02-06), accepted in references and given their meaning here.
enum PlatformNames {
  /// The value of a Railway name that no output bears as an alias; nil: no such name.
  static func value(_ name: String, of service: ServiceSymbol, environment: EnvironmentInfo) -> ResolvedValue? {
    switch name {
    case "RAILWAY_SERVICE_NAME": return .literal(service.name)
    case "RAILWAY_ENVIRONMENT_NAME", "RAILWAY_ENVIRONMENT":
      var value = ResolvedValue.literal(environment.name)
      value.surface = .environment(name: "name")
      if environment.kind == .preview {
        value.value.expression = .environment(name: "name")
        value.literal = nil
      }
      return value
    case "RAILWAY_REPLICA_ID", "RAILWAY_REPLICA_REGION", "RAILWAY_DEPLOYMENT_ID", "RAILWAY_SNAPSHOT_ID",
      "RAILWAY_VOLUME_MOUNT_PATH", "RAILWAY_VOLUME_NAME":
      return runtime(name, phase: .run)
    case "RAILWAY_GIT_COMMIT_SHA", "RAILWAY_GIT_AUTHOR", "RAILWAY_GIT_BRANCH", "RAILWAY_GIT_REPO_NAME",
      "RAILWAY_GIT_REPO_OWNER", "RAILWAY_GIT_COMMIT_MESSAGE":
      return runtime(name, phase: .build)
    default: return nil
    }
  }

  private static func runtime(_ name: String, phase: Marks.Phase) -> ResolvedValue {
    ResolvedValue(
      value: TypedValue(expression: .environment(name: name), type: .string, marks: Marks(phase: phase)),
      surface: .environment(name: name), summary: name)
  }
}
