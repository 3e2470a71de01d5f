import Resolution
import Files
import Diagnostics
import Model
import Probes

/// Whether the files of a stack leave no other reading of what a rule found, so that it may be reported there.
struct RemedyProofs {
  private let context: StackContext

  init(_ context: StackContext) { self.context = context }

  func hold(for remedy: Remedy) -> Bool {
    switch remedy {
    case .publishPort(let name, let listens): isPublishedElsewhere(name, listens)
    case .listenEverywhere(let name, _): context.stack.isReached(name)
    case .keepFile(let name, let path): isLost(path, of: name)
    case .setVariables(let names, let name): areSetNowhere(names, in: name)
    case .written(let variable, let name), .writeWord(_, let variable, let name): isWritten(variable, in: name)
    case .formSet(let name): isSingleServer(name)
    case .leaveOut(let name, let since): isUnread(by: name, since)
    case .namedInCommand(let path, let name): isNamed(path, by: name)
    case .inFolder(let name): runsInFolderOfCode(name)
    default: true
    }
  }

  private func service(_ name: String) -> StackService? { context.stack.service(name) }

  /// All ports are known, and the one that the program has is not among them.
  private func isPublishedElsewhere(_ name: String, _ listens: Int) -> Bool {
    guard let service = service(name), service.node["network_mode"] == nil else { return false }
    let ports = service.ports.filter { !$0.isUDP }
    return !ports.isEmpty && ports.allSatisfy { $0.container != nil && $0.container != listens }
  }

  /// No volume of the file or of the image holds a file.
  private func isLost(_ path: String, of name: String) -> Bool {
    guard let service = service(name), service.build?.target == nil, service.mounts.allSatisfy({ $0.target != nil })
    else { return false }
    if let content = context.dockerfile(of: service)?.content {
      guard !content.instructions.contains(where: { $0.keyword == "VOLUME" }) else { return false }
    } else {
      guard service.isBuiltByPlatform else { return false }
    }
    // Only the end of a relative path is known: any mount may hold it.
    guard path.hasPrefix("/") else { return service.mounts.isEmpty }
    let parts = path.split(separator: "/")
    return !service.mounts.contains { parts.starts(with: ($0.target ?? "").split(separator: "/")) }
  }

  /// The stack states the whole environment of a service, and no template tells that a file of the image has more.
  private func areSetNowhere(_ names: [String], in name: String) -> Bool {
    guard let service = service(name), context.stack.statesEnvironment(of: service), !service.hasEnvFile else {
      return false
    }
    let folder = service.codeFolder(in: context.stack, context.repository) ?? "."
    let hasPrivateFile = context.repository.list(folder)?.entries.contains { EnvFileNames.isPrivate($0.name) } ?? true
    let given = Set(service.environment.map(\.name))
    return context.sawAll && !hasPrivateFile
      && names.allSatisfy { !given.contains($0) && !context.described.inTemplates.contains($0) }
  }

  /// The value is a text of the file, which no operator replaces.
  private func isWritten(_ variable: String, in name: String) -> Bool {
    let service = service(name)
    let pair =
      service?.environment.first { $0.name == variable } ?? service?.build?.arguments.first { $0.name == variable }
    return pair?.value?.holes.isEmpty ?? false
  }

  /// Nothing at a database speaks of a set of servers.
  private func isSingleServer(_ name: String) -> Bool {
    guard let service = service(name) else { return false }
    let texts =
      (service.command?.words.words.map(\.text) ?? []) + (service.entrypoint?.words.words.map(\.text) ?? [])
      + service.environment.map(\.name) + service.mounts.compactMap(\.source)
    return service.mounts.allSatisfy { $0.kind == .volume }
      && !texts.contains { $0.lowercased().firstRange(of: "repl") != nil }
  }

  private func isNamed(_ path: String, by name: String) -> Bool {
    service(name)?.command?.words.words.contains { $0.text == path } ?? false
  }

  private func isUnread(by name: String, _ since: LibraryVersion?) -> Bool {
    guard let since, let survey = context.topology.surveys[name] else { return false }
    return survey.installs(since.name) && !survey.isPinned(since.name, below: (since.major, since.minor))
  }

  /// The commands of a service run where its manifest lies: no other working directory is written, and the Dockerfile
  /// copies the directory that it is built from into its only one.
  private func runsInFolderOfCode(_ name: String) -> Bool {
    guard let service = service(name), service.node["working_dir"] == nil else { return false }
    guard let content = context.dockerfile(of: service)?.content else { return true }
    let folders = content.instructions.filter { $0.keyword == "WORKDIR" && $0.stage == content.stageCount }
    let copies = content.instructions.filter { $0.keyword == "COPY" }.flatMap { DockerfileText.words($0.text) }
    return folders.count <= 1 && copies.contains { [".", "./", "package.json", "package*.json"].contains($0) }
  }
}
