import Diagnostics
import IR

/// What a target does when it deploys, which people should know once per environment.
enum DeployNotes {
  struct Note {
    let finding: EmitFinding
    let target: String
  }

  static func all(_ program: Program, _ emitters: [DeployTarget]) -> [Note] {
    var notes: [Note] = []
    for emitter in emitters {
      let capabilities = emitter.capabilities
      if capabilities.deploysByReference {
        notes += circles(program).map { Note(finding: $0, target: emitter.name) }
      }
      if !capabilities.startupOrder, capabilities.runsStores,
        let edge = program.edges.first(where: { $0.kind == .startup })
      {
        let finding = EmitFinding(
          .startNotOrdered, "\(emitter.name) does not order a push deploy; clients must retry", span: edge.span,
          notes: ["`\(edge.from)` may start before `\(edge.to)` accepts connections"])
        notes.append(Note(finding: finding, target: emitter.name))
      }
      if capabilities.needsSecretsBefore, let finding = generated(program, emitter.name) {
        notes.append(Note(finding: finding, target: emitter.name))
      }
    }
    return notes
  }

  /// E0809, for a target that makes previews and does not copy sealed variables into them.
  static func previewSecrets(_ program: Program, _ emitters: [DeployTarget]) -> [Note] {
    guard program.environment.kind == .preview else { return [] }
    let names = emitters.filter { $0.capabilities.previews }.map { $0.name }
    guard let target = names.first else { return [] }
    return program.secrets.filter { $0.source == .external && $0.isRequired && !$0.usedBy.isEmpty }.map { secret in
      let users = secret.usedBy.lazy.compactMap { program.service($0) }.flatMap(\.env)
      let first = users.first { $0.value?.secretIDs.contains(secret.id) ?? false }
      let finding = EmitFinding(
        .secretNotInPreviews,
        "`\(program.environment.name)` needs `\(secret.env)`, which \(target) does not copy into previews",
        span: first?.span ?? program.service(secret.usedBy[0])?.span,
        notes: ["sealed variables stay where they are: nobody who opens a pull request shall read them"],
        help: [
          "let it be absent there: `secrets: { \(secret.env): optional }` under `environments.\(program.environment.name)`",
          "or switch off the services that use it: \(Words.enumeration(secret.usedBy))",
        ])
      return Note(finding: finding, target: target)
    }
  }

  /// Pairs of services that refer to each other's address, each pair once.
  private static func circles(_ program: Program) -> [EmitFinding] {
    let edges = program.edges.filter { $0.kind == .address && $0.from != $0.to }
    guard edges.count > 1 else { return [] }
    let known = Set(edges.map { Pair(from: $0.from, to: $0.to) })
    var seen: Set<Pair> = []
    var findings: [EmitFinding] = []
    for edge in edges where known.contains(Pair(from: edge.to, to: edge.from)) {
      guard !seen.contains(Pair(from: edge.to, to: edge.from)) else {
        findings.append(
          EmitFinding(
            .addressCycle, "`\(edge.to)` and `\(edge.from)` refer to each other's address; both are deployed at once",
            span: edge.span,
            notes: ["the addresses are known before either runs, but one will call before the other answers"],
            help: ["let both retry; neither needs to be changed for the addresses"]))
        continue
      }
      seen.insert(Pair(from: edge.from, to: edge.to))
    }
    return findings
  }

  private struct Pair: Hashable {
    let from: String
    let to: String
  }

  private static func generated(_ program: Program, _ target: String) -> EmitFinding? {
    var ids: Set<String> = []
    for secret in program.secrets where !secret.isStoreOwned && !secret.usedBy.isEmpty {
      if case .generate = secret.source { ids.insert(secret.id) }
    }
    guard !ids.isEmpty else { return nil }
    let users = program.services.lazy.flatMap(\.env)
    let first = users.first { variable in variable.value?.secretIDs.contains(where: ids.contains) ?? false }
    return EmitFinding(
      .secretsMadeBefore,
      "\(target) makes no secrets: enter \(Words.count(ids.count, "generated one")) before the first deployment",
      span: first?.span, notes: ["made anew at every start, they would undo what was signed with them"])
  }
}
