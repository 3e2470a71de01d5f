import IR

/// How an environment that compose has started is operated (docs.docker.com, reference of `docker compose`, 2026-11).
struct ComposeOperation: TargetOperation {
  let project: ComposeProject

  private var compose: String { ComposeHeader.command(project) }

  var directory: String {
    OutputLayout.relative(from: project.layout.topologyFolder, to: project.folder)
  }

  var preparation: String? { nil }

  var state: String { "\(compose) ps --all" }

  func logs(of service: Service) -> String? { "\(compose) logs --tail 200 \(service.dns)" }

  func restart(_ service: Service) -> String? { "\(compose) restart \(service.dns)" }

  func inside(_ store: Service, _ command: String) -> String? { "\(compose) exec \(store.dns) \(command)" }

  func steps(_ task: OperationTask) -> [String] {
    switch task {
    case .deploy: deploy
    case .goBack:
      ["git checkout COMMIT", "\(compose) up -d\(build) --no-deps --wait \(running.map(\.dns).joined(separator: " "))"]
    case .renewSecrets: ["\(compose) up -d --wait"]
    case .rebuild: ["\(compose) up -d\(build) --wait"]
    case .dump(let store): backup(of: store).map { [$0.dumpCommand] } ?? []
    case .restore(let store): restore(store)
    }
  }

  func note(_ task: OperationTask) -> String? {
    switch task {
    case .goBack:
      releases.isEmpty ? nil : "`--no-deps` keeps the release commands of the earlier version from running."
    case .renewSecrets: "The values are in `\(project.envFile)`; `up` replaces the containers that read them."
    case .rebuild: "`\(project.envFile)` must be there first; it is in no repository."
    case .restore(let store): restoreNote(store)
    case .deploy, .dump: nil
    }
  }

  private var build: String {
    running.contains(where: project.buildsImage) || project.stores.contains { backup(of: $0)?.image != nil }
      ? " --build" : ""
  }

  private var running: [Service] {
    project.code.filter { !$0.isOneShot && project.profiles[$0].isEmpty }
  }

  private var releases: [Service] { project.code.filter { $0.release != nil && project.profiles[$0].isEmpty } }

  /// Releases run before a container is replaced, so that a failing one leaves the version that serves.
  private var deploy: [String] {
    guard !releases.isEmpty else { return ["\(compose) up -d\(build) --wait"] }
    return (build.isEmpty ? [] : ["\(compose) build"])
      + releases.map { "\(compose) run --rm \(project.releaseName($0))" } + ["\(compose) up -d --no-build --wait"]
  }

  /// The services that use a store are stopped meanwhile.
  private func restore(_ store: Service) -> [String] {
    guard let backup = backup(of: store), case let lines = backup.restoreCommand, !lines.isEmpty else { return [] }
    let list = backup.listCommand.map { [$0] } ?? []
    let readers = running.filter { service in
      project.program.edges(from: service.name).contains { $0.to == store.name }
    }
    guard !readers.isEmpty else { return list + lines }
    let names = readers.map(\.dns).joined(separator: " ")
    return list + ["\(compose) stop \(names)"] + lines + ["\(compose) start \(names)"]
  }

  private func restoreNote(_ store: Service) -> String? {
    var sentences: [String] = []
    if case .instruction(let text)? = store.store?.restore { sentences.append(text) }
    if let backup = backup(of: store), let copies = backup.copiesCommand {
      sentences.append(
        "A dump that is no longer on the machine: `\(copies)` lists the copies, `\(backup.bringCommand)` brings one into the "
          + "volume.")
    }
    return sentences.isEmpty ? nil : sentences.joined(separator: " ")
  }

  private func backup(of store: Service) -> ComposeBackup? { ComposeBackup(store, project) }
}
