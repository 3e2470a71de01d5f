package import Diagnostics
import IR
import Model
package import Resolution
import Syntax

extension DiagnosticKind {
  package static let fileDatabaseLost = DiagnosticKind(
    "W0733", "file-database-lost", tunable: true,
    summary: "a database that is a file of the container is lost at each deploy",
    explanation: """
      SQLite keeps a database in a file. The files of a container are replaced by those of its image at each deployment,
      so that the service starts with an empty database again. With several replicas, each has a database of its own.

      Put the file on a volume of the service: `volumes: { /data: 1GiB }` with `sqlite:////data/app.db`, four slashes for
      an absolute path. Or use a database service, such as `type: postgres`.

      A path without a leading slash is relative to the working directory of the program. Where the file may be lost,
      suppress the finding with a reason under `lints`.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        bot:
          type: worker
          image: acme/bot:1
          variables: { DATABASE_URL: "sqlite:////data/app.db" }
                                     ^^^^^^^^^^^^^^^^^^^^^^^^
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        bot:
          type: worker
          image: acme/bot:1
          volumes: { /data: 1GiB }
          variables: { DATABASE_URL: "sqlite:////data/app.db" }
      """, foreign: .deployed)
}

/// A database in a file of the container, outside of every volume.
package enum FileDatabaseLost: VariableCheck {
  package static var kind: DiagnosticKind { .fileDatabaseLost }

  package static func run(_ variable: VariableSymbol, of service: ServiceSymbol, in context: CheckContext) {
    // The targets are asked for last: what asks for them judges again in every environment.
    guard context.kind != .local, service.traits.contains(.code),
      let (text, node) = variable.writtenText(of: service, in: context),
      let path = path(in: text, of: variable, in: service), !isKept(path, of: service),
      context.targets.contains(where: { $0.capabilities.startsImages })
    else { return }
    context.report(
      kind, at: node.span, path: context.path(service, variable),
      "`\(service.name)` keeps its database in its container: it is lost at each deploy",
      label: "no volume holds `\(path)`"
    ) {
      let directory = path.hasPrefix("/") ? String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)]) : ""
      $0.remedies = [.keepFile(service: service.name, path: path)]
      $0.help = [
        directory.isEmpty
          ? "add `volumes: { /data: 1GiB }` and use an absolute path: `sqlite:////data/app.db`"
          : "add `volumes: { \(directory): 1GiB }` to `\(service.name)`",
        "or use a database service, such as `type: postgres`",
      ]
    }
  }

  /// The file that the URL names, relative to the working directory where it has no leading slash; nil: it names none, or
  /// the database is in memory. Prisma uses `file:`, also with a path without slashes.
  private static func path(in text: String, of variable: VariableSymbol, in service: ServiceSymbol) -> String? {
    guard let colon = text.utf8.firstIndex(of: UInt8(ascii: ":")) else { return nil }
    let scheme = text[..<colon].split(separator: "+", maxSplits: 1).first ?? ""
    let rest = text[text.index(after: colon)...].prefix { $0 != "?" }
    let path: Substring
    switch scheme {
    case "sqlite", "sqlite3":
      guard rest.hasPrefix("///") else { return nil }
      path = rest.dropFirst(3)
    case "file":
      guard isDatabase(variable, in: service) else { return nil }
      path = rest.hasPrefix("//") ? rest.dropFirst(2) : rest
    default: return nil
    }
    let isNamed = path.contains { $0 != "/" && $0 != "." } && path != ":memory:"
    return isNamed ? String(path) : nil
  }

  /// Whether its name implies a database: any other file may be read only.
  private static func isDatabase(_ variable: VariableSymbol, in service: ServiceSymbol) -> Bool {
    Expectation.of(variable, in: service).types.contains { $0.schemes.contains { $0.name == "sqlite" } }
  }

  /// Whether a volume of the service holds the file. Only the end of a relative path can be compared.
  private static func isKept(_ path: String, of service: ServiceSymbol) -> Bool {
    let parts = path.split(separator: "/").filter { $0 != "." }
    return service.declaration.volumes.contains { volume in
      let mount = volume.name.split(separator: "/")
      if path.hasPrefix("/") { return parts.starts(with: mount) && parts.count > mount.count }
      // `data/app.db` with a volume at `/app/data`, or at the working directory itself, which is not known.
      let directories = parts.dropLast()
      return directories.isEmpty
        || (1...directories.count).contains { mount.suffix($0).elementsEqual(directories.prefix($0)) }
    }
  }
}
