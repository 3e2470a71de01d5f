package import Diagnostics
import Rules

/// E0502 for a compose file: a path of the host that is to be replaced.
package enum PlaceholderMount: StackRule {
  package static var kind: DiagnosticKind { PlaceholderValue.kind }

  package static func run(in context: StackContext) {
    for service in context.stack.services {
      for mount in service.mounts where mount.kind == .bind {
        guard let source = mount.source, let span = mount.sourceSpan,
          ["/path/to/", "/path/on/", "/your/path", "/your/", "/absolute/path/"].contains(where: source.hasPrefix)
        else { continue }
        context.report(kind, at: span, "`\(source)` is a placeholder, not a directory") {
          $0.notes = ["Docker creates an empty directory of that name on the host"]
          $0.help = ["write a directory of this machine, or use a named volume"]
        }
      }
    }
  }
}
