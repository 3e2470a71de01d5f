package import Diagnostics
import Resolution
import IR
import Model

extension DiagnosticKind {
  package static let migrationInStart = DiagnosticKind(
    "E0615", "migration-in-start",
    summary: "several replicas would run the migration at the same time",
    explanation: """
      What stands in `start` runs in every replica, each time it starts. Several replicas then change the same tables
      at the same moment: some wait for locks until they are killed, some fail on a column that is there already, and
      a restart at night migrates again.

      Write the migration under `release:`: it runs once per deployment, before the new version takes traffic, and
      when it fails the old version stays.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: fastapi
          start: alembic upgrade head && python main.py
                 ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
          scale: { replicas: 4 }
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: fastapi
          start: python main.py
          release: alembic upgrade head
          scale: { replicas: 4 }
      """, foreign: .speaks)
}

/// A migration that every replica runs when it starts.
package enum MigrationInStart: Check {
  package static var kind: DiagnosticKind { .migrationInStart }

  package static func run(in context: CheckContext) {
    for service in context.services where service.traits.contains(.code) && service.mostReplicas > 1 {
      guard let command = service.writtenCommand, let found = MigrationTools.span(in: command.words),
        let written = command.value(at: found)
      else { continue }
      context.report(
        kind, at: written.span, path: "services.\(service.name).\(command.key(at: found).rawValue)",
        "\(service.mostReplicas) replicas would run the migration at the same time"
      ) {
        let scale = service.declaration.scale?.value
        if let many = [scale?.replicas, scale?.autoscale?.value.max].compactMap({ $0 }).first(where: {
          $0.value == service.mostReplicas
        }) {
          $0.secondary = [.init(many.span, "each of them runs it")]
        }
        $0.notes = ["a start command runs in every replica, at every start"]
        $0.remedies = [.migrateOnce(service: service.name)]
        $0.help = ["write it under `release:`: once per deploy, before the new version takes traffic"]
        if command.key(at: found) == .start, let edits = edits(service, written) {
          $0.fixes = [FixIt("move it to `release`", .safe, edits)]
        }
      }
    }
  }

  /// For `migration && server`, in a service that can have a release.
  private static func edits(_ service: ServiceSymbol, _ start: Located<CommandDeclaration>) -> [FixIt.Edit]? {
    guard service.traits.contains(.web), service.declaration.node["release"] == nil, let text = start.node.text,
      let joint = text.utf8Range(of: " && "), let key = service.declaration.node.entry("start")?.keySpan
    else { return nil }
    let bytes = Array(text.utf8)
    let release = String(decoding: bytes[..<joint.lowerBound], as: UTF8.self)
    let rest = String(decoding: bytes[joint.upperBound...], as: UTF8.self)
    // Only what needs no quotes.
    let isPlain = (release + rest).utf8.allSatisfy { byte in
      (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
        || " _./-=:$".utf8.contains(byte)
    }
    guard isPlain, !release.contains(": "), !rest.contains(": "),
      MigrationTools.phrases.contains(where: { release.contains($0.joined(separator: " ")) }),
      let insertion = Edits.insert("release: " + release, before: key, in: service.declaration.node)
    else { return nil }
    return [insertion, FixIt.Edit(start.span, rest)]
  }
}
