import Diagnostics
import IR

extension KubernetesPostgres {
  /// One finding for each thing that is written and that the operator cannot do, or does in a way of its own.
  func findings(in program: Program) -> [EmitFinding] {
    lost(in: program) + ignored
  }

  private func lost(in program: Program) -> [EmitFinding] {
    var findings: [EmitFinding] = []
    func add(_ message: String, at key: ServiceKey, _ notes: [String] = [], _ help: [String]) {
      findings.append(
        EmitFinding(
          .cannotExpress, message, span: service.span(of: key), subject: [.name(key.rawValue)], notes: notes, help: help
        ))
    }
    let name = service.name
    if !store.initFiles.isEmpty {
      add(
        "CloudNativePG cannot run the `init` files of `\(name)`; they would be lost", at: .initFiles,
        ["it takes SQL for the first start, without the commands of psql and without scripts"],
        ["run them from the `release` command of a service"])
    }
    if store.backup != nil, store.backup?.destination == nil {
      add(
        "CloudNativePG cannot back up `\(name)` without a bucket", at: .backup,
        ["it copies the server's files and its log to object storage; it makes no dumps"],
        ["name one: `to: { url: s3://backups/\(program.project), secret: BACKUP_BUCKET }`"])
    }
    for database in store.databases.prefix(1) {
      findings.append(
        EmitFinding(
          .cannotExpress, "CloudNativePG cannot make the database of `\(database.service)` in `\(name)`",
          span: database.span ?? service.span, notes: ["nothing there connects as the superuser"],
          help: ["omit `database_of`, so that it is a server of its own"]))
    }
    if store.user == nil {
      add(
        "CloudNativePG gives services no superuser: `\(name)` needs a role", at: .user, [],
        ["write another `user`, or omit it: the role is then called like the database"])
    }
    if let major = store.majorVersion, !Self.versions.contains(major) {
      add(
        "CloudNativePG 1.30 runs PostgreSQL \(Self.versions.lowerBound) to \(Self.versions.upperBound), not \(major)",
        at: .version, [], ["write `version: \(Self.versions.upperBound)`, or `postgres: statefulset`"])
    }
    if !service.files.isEmpty {
      add(
        "CloudNativePG mounts no `files` of `\(name)`", at: .files, [], ["omit them, or write `postgres: statefulset`"])
    }
    let taken = program.services.first { other in Self.added.contains { other.dns == service.dns + $0 } }
    if let taken {
      findings.append(
        EmitFinding(
          .cannotExpress, "CloudNativePG makes `\(taken.dns)` for `\(name)`, which is also a service here",
          span: taken.span, help: ["give one of both another name"]))
    }
    return findings
  }

  /// Versions of the server that the operator supports (its supported_releases.md, release 1.30.0).
  private static let versions = 14...18

  /// What the operator adds to the name of a Cluster for its Services and Secrets.
  private static let added = ["-rw", "-ro", "-r", "-app", "-ca", "-server", "-replication", "-superuser", "-any"]

  private var ignored: [EmitFinding] {
    var findings: [EmitFinding] = []
    func add(_ key: ServiceKey, _ note: String) {
      guard let span = service.spans[key] else { return }
      findings.append(
        EmitFinding(
          .dropped, "CloudNativePG has no use for `\(key.rawValue)` of `\(service.name)`", span: span, notes: [note]))
    }
    if let written = service.port, written != port {
      add(.port, "its servers listen on \(port), and references follow it")
    }
    add(.stopGrace, "it decides how long a server may take to stop")
    add(.restart, "it starts a server again that has ended")
    add(.health, "it asks servers for their state in a way of its own")
    let refused = KubernetesPostgresSettings(store).refused
    if !refused.isEmpty {
      let names = Words.enumeration(refused)
      findings.append(
        EmitFinding(
          .dropped, "CloudNativePG decides on \(names) of `\(service.name)` itself", span: service.span(of: .tuning)))
    }
    return findings
  }
}
