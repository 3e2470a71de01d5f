package import IR
import JSON

/// Writes the Procfile of an environment: one line a process, for honcho and foreman on one machine. The values come
/// from the env file beside it; a line carries what only its own process may have.
package enum ProcfileEmitter: Emitter {
  package static let name = "procfile"
  package static let summary = "Procfile for honcho or foreman on one machine"
  package static let files = ["<environment>/procfile/Procfile"]
  package static let scope = EmitterScope.environment
  package static let role = EmitterRole.deploy
  package static let options = [
    EmitterOption("remote", "the Procfile runs on a host of its own, not on a developer's machine", values: ["true"])
  ]

  package static var capabilities: Capabilities {
    var capabilities = Capabilities()
    // The values stand in an env file that somebody fills in, already encoded.
    capabilities.encodesSecrets = true
    capabilities.refusesLineBreaks = true
    capabilities.release = true
    capabilities.runsStores = false
    capabilities.startsImages = false
    capabilities.cron = .approximated
    capabilities.jobs = .approximated
    capabilities.hostPorts = .all
    capabilities.readsServerFiles = true
    capabilities.releaseVolumes = true
    return capabilities
  }

  /// A host of its own reaches no private address.
  package static func capabilities(for program: Program) -> Capabilities {
    var capabilities = capabilities
    capabilities.privateNetwork = program.options[name]?["remote"] != .bool(true)
    return capabilities
  }

  package static func readsVariables(_ request: EmitRequest) -> Bool {
    request.program.services.contains(where: \.isLocalProcess)
  }

  package static func envFileText(of value: String) -> String? { ProcfileEnvFile.text(of: value) }

  package static func addVariables(_ request: EmitRequest, to example: inout EnvExample) {
    example.addProcesses(
      ProcfileVariables(request.program),
      place: request.layout.style == .tree ? ".env beside this file" : ".env.\(request.program.environment.name)")
  }

  package static func emit(_ request: EmitRequest) -> Emission {
    if request.isForFindings { return Emission() }
    let program = request.program
    let file = place(of: program.environment, request.layout)
    let layout = request.layout
    let emitted = file.holding(layout.header(.hash, for: program.environment.name)) {
      $0.write(Procfile(program, layout).rendered(file: file))
    }
    let files = program.services.filter(\.isLocalProcess).flatMap { service in
      service.composedFiles.map { (service: service, file: $0) }
    }
    let composed = ComposedFile.emitted(program.environment.name, name, files) {
      LocalWriter(program: program).write($0)
    }
    return Emission(files: [emitted] + composed)
  }

  /// Where an environment's Procfile lies, without content.
  package static func place(of environment: EnvironmentInfo, _ layout: OutputLayout) -> EmittedFile {
    switch layout.style {
    case .tree: EmittedFile(path: OutputLayout.path(environment.name, name, "Procfile"), content: "")
    case .repo:
      EmittedFile(
        base: .repository, path: environment.name == "production" ? "Procfile" : "Procfile.\(environment.name)",
        content: "")
    }
  }
}

/// The processes of one environment.
private struct Procfile {
  private let program: Program
  private let variables: ProcfileVariables
  private let layout: OutputLayout
  /// The service that is called `web`.
  private let web: String?
  private let hasOneRelease: Bool

  init(_ program: Program, _ layout: OutputLayout) {
    self.program = program
    self.layout = layout
    variables = ProcfileVariables(program)
    web = variables.web.flatMap { Self.command(of: $0) == nil ? nil : $0.name }
    hasOneRelease = program.services.count { $0.release != nil && Self.command(of: $0) != nil } == 1
  }

  func rendered(file: EmittedFile) -> String {
    let processes = ordered.filter { Self.command(of: $0) != nil }
    var lines = introduction(file: file)
    lines += notStarted.map { String(CommentSyntax.hash.line($0).dropLast()) }
    for service in processes {
      lines.append("\(name(of: service)): \(line(of: service))")
      if let release = service.release {
        lines.append("\(releaseName(of: service)): \(line(of: service, command: release, isRelease: true))")
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  // MARK: Names and order

  private static func command(of service: Service) -> Command? {
    guard service.build != nil, service.category == .web || service.category == .worker else { return nil }
    return service.wholeLocalCommand
  }

  /// `web` first: a starter gives the first process the `PORT` of the env file.
  private var ordered: [Service] {
    program.services.filter { $0.name == web } + program.services.filter { $0.name != web }
  }

  private func name(of service: Service) -> String {
    if service.name == web { return "web" }
    return service.dns == "web" || service.dns == "release" ? service.dns + "-service" : service.dns
  }

  private func releaseName(of service: Service) -> String {
    service.name == web || hasOneRelease ? "release" : name(of: service) + "-release"
  }

  // MARK: Comments

  private func introduction(file: EmittedFile) -> [String] {
    let path = ShellText.quoted(OutputLayout.relative(from: layout.topologyFolder, to: layout.location(of: file)))
    let folder = OutputLayout.folder(of: layout.location(of: file))
    let values = OutputLayout.relative(
      from: layout.topologyFolder,
      to: OutputLayout.join(folder, layout.style == .tree ? ".env" : ".env.\(program.environment.name)"))
    let honcho = "#   honcho -f \(path) -e \(ShellText.quoted(values)) start"
    let releases = ordered.filter { $0.release != nil && Self.command(of: $0) != nil }.map(releaseName)
    var lines = ["# In the folder of \(layout.topologyFile):"]
    if releases.isEmpty {
      lines.append(honcho)
    } else {
      lines += releases.map { honcho + " " + $0 }
      lines.append(honcho + " -c " + releases.map { $0 + "=0" }.joined(separator: ","))
      lines.append(
        "# Not a bare start: it would run \(releases.joined(separator: ", ")) beside the others, and when one process")
      lines.append("# ends, honcho and foreman end all of them.")
    }
    for service in ordered where Self.command(of: service) != nil && !service.localBuild.isEmpty {
      lines.append(
        "# Before its first start, and after a change of its code or of a value that is built in, \(service.dns) is built:"
      )
      lines.append("#   honcho -e \(ShellText.quoted(values)) run sh -c \(ShellText.quoted(build(service)))")
    }
    if let web {
      lines.append(
        "# web is \(web) and listens on $PORT, which the env file sets; the others have ports of their own, because")
      lines.append("# their addresses are in the env file.")
    }
    return lines
  }

  /// The commands that make what the service runs, with the values of the env file and those of its own.
  private func build(_ service: Service) -> String {
    let own = variables.assignments(service) { $0.phase != .run }
    let steps =
      (service.build.map { $0.root == "." ? [] : ["cd \(ShellText.quoted($0.root))"] } ?? [])
      + (own.isEmpty ? [] : ["export " + own.joined(separator: " ")]) + service.localBuild
    return steps.joined(separator: " && ")
  }

  private var notStarted: [String] {
    var result: [String] = []
    let stores = ProcfileStores(program: program, layout: layout)
    for service in program.services {
      switch service.category {
      case .store:
        let image = service.image.map { ", for example of the image \($0)" } ?? ""
        let port = service.port.map { " on localhost:\($0)" } ?? ""
        result.append("\(service.name) is not started here: it is expected\(port)\(image).")
        if let command = stores.command(service) { result.append("  " + command) }
      case .cron:
        let run = service.wholeCommand.map { ": " + line(of: service, command: $0) } ?? ""
        result.append("\(service.name) is not started here, it runs at \(service.schedule ?? "") (UTC)\(run)")
      case .job:
        let run = service.wholeCommand.map { ": " + line(of: service, command: $0) } ?? ""
        result.append("\(service.name) is not started here, it runs once\(run)")
      case .web, .worker:
        if Self.command(of: service) == nil {
          result.append("\(service.name) is not started here: only its image knows how.")
        }
      }
    }
    return result
  }

  // MARK: Lines

  private func line(of service: Service) -> String {
    Self.command(of: service).map { line(of: service, command: $0) } ?? ""
  }

  private func line(of service: Service, command: Command, isRelease: Bool = false) -> String {
    var steps: [String] = []
    if let root = service.build?.root, root != "." { steps.append("cd \(ShellText.quoted(root))") }
    // A release has all of them: what reads settings at import, as migrations do, asks for every one.
    let own = variables.assignments(service) + variables.settings(service)
    if !own.isEmpty { steps.append("export " + own.joined(separator: " ")) }
    steps.append(process(service, command, isRelease: isRelease))
    return Self.onOneLine(steps.joined(separator: " && "))
  }

  /// A starter reads line by line, and some end a line at more than `\n`: a command with such characters is given to
  /// the shell in escapes.
  private static func onOneLine(_ text: String) -> String {
    func endsLine(_ scalar: Unicode.Scalar) -> Bool {
      switch scalar.value {
      case 0x0A...0x0D, 0x1C...0x1E, 0x85, 0x2028, 0x2029: true
      default: false
      }
    }
    if text.allBytes({ 0x20...0x7E ~= $0 }) || !text.unicodeScalars.contains(where: endsLine) { return text }
    var escaped = ""
    for scalar in text.unicodeScalars {
      if scalar == "\\" {
        escaped += "\\\\"
      } else if endsLine(scalar) {
        for byte in String(scalar).utf8 {
          let digits = String(byte, radix: 8)
          escaped += "\\0" + String(repeating: "0", count: 3 - digits.utf8.count) + digits
        }
      } else {
        escaped.unicodeScalars.append(scalar)
      }
    }
    return "eval \"$(printf '%b' \(ShellText.quoted(escaped)))\""
  }

  private func process(_ service: Service, _ command: Command, isRelease: Bool) -> String {
    switch command {
    case .words(let words):
      let settings = isRelease ? [] : configuration(of: service)
      // Other processes of this machine reach it on the loopback address; nobody else needs to.
      let isPrivate = service.name != web && !service.hasWrittenCommand
      return "exec "
        + (words.map { ShellText.word(isPrivate ? Self.onLoopback($0) : $0, .fallback) } + settings)
        .joined(separator: " ")
    case .shell(let text):
      if ShellText.isSimpleCommand(text) { return "exec " + text }
      return "exec sh -c " + ShellText.quoted(text)
    }
  }

  /// The flag that names gunicorn's file, from the folder that the process starts in.
  private func configuration(of service: Service) -> [String] {
    guard service.localCommand != nil, service.server?.kind == "gunicorn", let root = service.build?.root else {
      return []
    }
    let file = GunicornEmitter.file(of: service, in: program)
    return [
      "--config",
      ShellText.quoted(OutputLayout.relative(from: layout.repositoryPath(root), to: layout.location(of: file))),
    ]
  }

  private static func onLoopback(_ word: Command.Word) -> Command.Word {
    guard case .text(let text)? = word.parts.first, text == "0.0.0.0" || text.hasPrefix("0.0.0.0:") else { return word }
    return Command.Word([.text("127.0.0.1" + text.dropFirst("0.0.0.0".count))] + word.parts.dropFirst())
  }
}
