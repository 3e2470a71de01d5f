import Resolution
package import Diagnostics
import Model

/// Python 3.1, where 3.10 lost its zero.
package enum ShortenedVersionCheck: Check {
  package static var kind: DiagnosticKind { .shortenedVersion }

  package static func run(in context: CheckContext) {
    for service in context.services {
      guard let version = service.declaration.build?.value.python, version.value == "3.1" else { continue }
      context.report(
        kind, at: version.span, path: "services.\(service.name).build.python",
        "`3.1` looks like a shortened `3.10`"
      ) {
        $0.notes = ["where YAML is read as numbers, an unquoted 3.10 becomes 3.1; Python 3.1 is of 2009"]
        $0.help = ["write `\"3.10\"`"]
        $0.fixes = [FixIt("write `3.10`", .unsafe, [.init(version.span, "\"3.10\"")])]
      }
    }
  }
}
