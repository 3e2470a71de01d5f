import IR

/// How a service writes to its volume on Railway, which mounts volumes as root's over the image's own directory and
/// runs the pre-deploy command without them (docs, volumes/reference.md and pre-deploy-command.md, 2026-05).
enum RailwayVolumes {
  /// Railway starts a container as this user, whatever the image says (docs, variables/reference.md, 2026-02).
  static let userVariable = "RAILWAY_RUN_UID"

  /// The program with a start for each service with a volume that lets it write there, and with the migrations of a
  /// database file on the volume in the start: there is one replica, and the pre-deploy command would migrate a file that
  /// is thrown away.
  static func adapted(_ program: Program) -> Program {
    var program = program
    for index in program.services.indices {
      // A start command also replaces the entrypoint.
      if let command = program.services[index].wholeCommand, program.services[index].entrypoint != nil {
        program.services[index].command = command
      }
      let service = program.services[index]
      guard !service.volumes.isEmpty, service.store == nil else { continue }
      let release = VolumeDatabase.isMigrated(by: service, in: program) ? service.release : nil
      program.services[index] = adapted(service, release: release)
    }
    return program
  }

  private static func adapted(_ service: Service, release: Command?) -> Service {
    var result = service
    if release != nil { result.release = nil }
    guard let command = service.command else { return service }
    // A value that is written by hand says that the image starts as it should.
    guard service.variable(userVariable) == nil, let user = service.build?.runUser else {
      if let release { result.command = .shell(line(release) + " && exec " + line(command)) }
      return result
    }
    let paths = service.volumes.map { ShellText.quoted($0.path) }.joined(separator: " ")
    let asUser = "setpriv --reuid=\(user.name) --regid=\(user.group) --clear-groups "
    var steps = [
      "export HOME=\"$(getent passwd \(user.name) | cut -d: -f6)\"", "chown \(user.name):\(user.group) \(paths)",
    ]
    if let release { steps.append(asUser + line(release)) }
    result.command = .shell((steps + ["exec " + asUser + line(command)]).joined(separator: " && "))
    let variable = Variable(
      name: userVariable, value: .literal("0"), origin: .key,
      reason: "volumes are root's here; the start command hands them over and gives root up")
    let position = result.env.firstIndex { $0.origin != .key } ?? result.env.count
    result.env.insert(variable, at: position)
    return result
  }

  /// A command as one word list of a shell.
  private static func line(_ command: Command) -> String {
    switch command {
    case .words: ShellText.line(command, .quoted)
    case .shell(let text): "/bin/sh -c " + ShellText.quoted(text)
    }
  }
}

extension Build {
  /// The user and group that a generated image runs as; nil for every other image.
  fileprivate var runUser: (name: String, group: String)? {
    guard isGenerated, let steps = self.recipe?.stages.last?.steps else { return nil }
    for case .user(let text) in steps.reversed() {
      let parts = text.split(separator: ":").map(String.init)
      return parts.first.map { ($0, parts.last ?? $0) }
    }
    return nil
  }
}
