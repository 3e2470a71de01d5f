package import Diagnostics
import Emit
import Engines
import Model
package import Probes
import Resolution
import Syntax

/// A compose stack as the text of a topology. Everything that the file says becomes a key, or is named by a remark; the value
/// of no secret is copied.
package struct StackMigration {
  /// Something that the topology does not say as the file did, and why.
  package struct Remark: Hashable, Sendable {
    package let span: Span
    package let text: String
  }

  package private(set) var topology = ""
  /// In the order of their places.
  package private(set) var remarks: [Remark] = []

  /// - Parameters:
  ///   - project: its name.
  ///   - external: variables by service that an operator gives, because what the file has does not pass the checks.
  package init(
    _ stack: Stack, project: String, external: [String: Set<String>] = [:], _ repository: RepositoryReader
  ) {
    var draft = StackDraft(stack, external: external, repository)
    let services = draft.services()
    var root = YAMLMapping()
    root.add("infracc", .integer(1))
    root.add("project", .text(project))
    root.add("targets", .flow([.text("compose")]))
    if !draft.secrets.isEmpty {
      var secrets = YAMLMapping()
      for name in draft.secrets.sorted() { secrets.add(name, .text("external")) }
      root.add("secrets", .mapping(secrets), above: ["names only: an operator supplies the values"], blank: true)
    }
    root.add("services", .mapping(services), blank: true)
    let header = ["Made by `infracc migrate` of:"] + stack.files.map { "  " + $0 }
    topology = YAMLDocument(header: header, root: root).render()
    remarks = draft.finish().sorted { ($0.span, $0.text) < ($1.span, $1.text) }
  }
}

/// Takes the services of a stack over, and keeps account of what was read.
struct StackDraft {
  let stack: Stack
  let external: [String: Set<String>]
  let repository: RepositoryReader
  private(set) var secrets: Set<String> = []
  private var remarks: [StackMigration.Remark] = []
  /// The spans of scalars that became something, or that a remark names.
  private var used: Set<Span> = []

  init(_ stack: Stack, external: [String: Set<String>], _ repository: RepositoryReader) {
    self.stack = stack
    self.external = external
    self.repository = repository
  }

  mutating func services() -> YAMLMapping {
    var result = YAMLMapping()
    for service in stack.services {
      var draft = DraftService(service, self)
      let mapping = draft.mapping()
      secrets.formUnion(draft.secrets)
      remarks += draft.remarks
      used.formUnion(draft.used)
      result.add(service.name, .mapping(mapping), blank: true)
    }
    return result
  }

  /// Keys of the whole file that say nothing that a topology must say.
  private static let silent: Set<String> = ["version", "name", "networks", "volumes"]

  /// Every remark, those about what nothing has read included: one for each key.
  mutating func finish() -> [StackMigration.Remark] {
    for entry in stack.root.entries where !entry.key.hasPrefix("x-") && !Self.silent.contains(entry.key) {
      if entry.key == "services" { continue }
      remarks.append(.init(span: entry.keySpan, text: "`\(entry.key)` is not taken over"))
    }
    for service in stack.services {
      for entry in service.node.entries where !entry.key.hasPrefix("x-") {
        let left = Self.scalars(of: entry.value).filter { !used.contains($0) }
        guard let first = left.first else { continue }
        let isWhole = left.count == Self.scalars(of: entry.value).count
        remarks.append(
          .init(
            span: isWhole ? entry.keySpan : first,
            text: isWhole
              ? "`\(entry.key)` of `\(service.name)` is not taken over"
              : "a part of `\(entry.key)` of `\(service.name)` is not taken over"))
      }
    }
    return remarks
  }

  static func scalars(of node: ConfigNode) -> [Span] {
    if let scalar = node.scalar { return scalar.isNull ? [] : [scalar.span] }
    return node.items.flatMap(scalars) + node.entries.flatMap { scalars(of: $0.value) }
  }
}
