import Emit
import JSON
import Model

/// What was found in a repository so far.
struct RepositoryDraft {
  private let name: String
  private var configs: [(file: ConfigFile, service: String?)] = []
  private var procfiles: [Procfile] = []
  /// Start commands of the builders' own files, by folder.
  private var builderStarts: [String: (path: String, command: String)] = [:]
  private var dockerfiles: [String: Dockerfile] = [:]
  private var templates: [EnvTemplate] = []
  /// `owner/name` on GitHub, and the branch that is checked out.
  private var remote: String?
  private var branch: String?
  private var result = MigrationResult()

  init(name: String) { self.name = name }

  mutating func read(_ file: MigrationFile) {
    guard let kind = FileKind(file.path) else { return }
    if kind != .remote, kind != .branch { result.sources.append(file.path) }
    switch kind {
    case .remote: remote = GitRemote.github(file)
    case .branch: branch = GitRemote.branch(file)
    case .railway(let isTOML, let service):
      switch ConfigFile.read(file, isTOML: isTOML) {
      case .success(let config): configs.append((config, service))
      case .failure(let refusal): result.refused.append(refusal.remark)
      }
    case .procfile: procfiles.append(Procfile(file))
    case .nixpacks: readBuilder(file, isTOML: true, path: ["start", "cmd"])
    case .railpack: readBuilder(file, isTOML: false, path: ["deploy", "startCommand"])
    case .dockerfile: dockerfiles[file.path] = Dockerfile(file)
    case .environment: templates.append(EnvTemplate(file))
    }
  }

  /// Nixpacks and Railpack go on reading their own files; only the start command is wanted here.
  private mutating func readBuilder(_ file: MigrationFile, isTOML: Bool, path: [String]) {
    switch ConfigFile.read(file, isTOML: isTOML) {
    case .failure(let refusal): result.refused.append(refusal.remark)
    case .success(let config):
      let command = path.reduce(config.value as JSONValue?) { $0?[$1] }?.string
      if let command { builderStarts[RepositoryPath.folder(of: file.path)] = (file.path, command) }
      result.remarks.append(
        Remark(
          file.path, nil,
          isTOML
            ? "stays where it is: only Nixpacks reads it, which Railway gives up"
            : "stays where it is: Railpack goes on reading it"))
    }
  }

  // MARK: Services

  mutating func finish() -> MigrationResult {
    var services = configured()
    addProcesses(to: &services)
    if services.isEmpty { services = ofDockerfiles() }
    guard !services.isEmpty else { return result }
    for index in services.indices { services[index].settle(dockerfiles, &result.remarks) }
    var variables = VariableDraft(services, templates)
    variables.assign(&services)
    result.remarks += variables.remarks
    var writer = TopologyWriter(
      project: ServiceNames.project(name), services: services, variables: variables, sources: result.sources)
    writer.repository = remote.map { ($0, branch) }
    if remote == nil {
      result.remarks.append(
        Remark(
          "repository", nil,
          "is not known: write `repository: { github: OWNER/NAME, branch: … }`, or a plan disconnects services from it")
      )
    }
    result.topology = writer.render()
    result.remarks += writer.remarks
    return result
  }

  private mutating func configured() -> [ServiceDraft] {
    var names = ServiceNames()
    var services: [ServiceDraft] = []
    let tables = Set(configs.filter { $0.file.path.hasSuffix(".toml") }.map { $0.file.path.dropLast(5) })
    for (file, service) in configs {
      if file.path.hasSuffix(".json"), tables.contains(file.path.dropLast(5)) {
        result.remarks.append(Remark(file.path, nil, "is not read: Railway takes the .toml file beside it"))
        continue
      }
      reportOutside(file)
      let isEmpty = ["build", "deploy", "environments"].allSatisfy { file.value[$0]?.object?.isEmpty ?? true }
      if isEmpty {
        result.remarks.append(Remark(file.path, nil, "sets nothing, so no service was made of it"))
        continue
      }
      let folder = file.folder
      let own = service ?? (folder == "." ? name : folder.split(separator: "/").last.map(String.init) ?? name)
      let full =
        service == nil ? own : (folder == "." ? own : folder.split(separator: "/").last.map { "\($0)-\(own)" } ?? own)
      var draft = ServiceDraft(name: names.unique([own, full]), folder: folder, file: file)
      draft.hint = own
      let base = SettingsReader(file, environment: nil)
      draft.base = base.settings
      result.remarks += base.remarks
      for environment in file.environments {
        let reader = SettingsReader(file, environment: environment)
        draft.environments.append((environment, reader.settings))
        result.remarks += reader.remarks
      }
      if !draft.environments.isEmpty {
        result.remarks.append(
          Remark(
            file.path, file.line(of: "environments"),
            "`environments` does not name those that take the file as it is: add each to the topology's"))
      }
      if draft.base.start == nil, draft.base.builder != .dockerfile, let start = builderStarts[folder] {
        draft.base.start = start.command
      }
      services.append(draft)
    }
    return services
  }

  private mutating func reportOutside(_ file: ConfigFile) {
    let known: Set<String> = ["$schema", "build", "deploy", "environments"]
    for key in (file.value.object ?? [:]).keys.sorted() where !known.contains(key) {
      let reason =
        key == "services"
        ? "is no key of Railway's: one such file speaks of one service, and Railway ignores the rest"
        : "is no key of Railway's, which ignores it"
      result.remarks.append(Remark(file.path, file.line(of: key), "`\(key)` \(reason)"))
    }
    for environment in file.environments {
      for key in (file.value["environments"]?[environment]?.object ?? [:]).keys.sorted()
      where key != "build" && key != "deploy" {
        let path = "environments.\(environment).\(key)"
        result.remarks.append(
          Remark(file.path, file.line(of: path), "`\(path)` is no key of Railway's, which ignores it"))
      }
    }
  }

  /// Railway starts one process of a Procfile; here each is a service.
  private mutating func addProcesses(to services: inout [ServiceDraft]) {
    for procfile in procfiles {
      var names = ServiceNames(services.map(\.name))
      let siblings = services.indices.filter { services[$0].folder == procfile.folder }
      var web = siblings.first { services[$0].isWeb(dockerfiles) } ?? siblings.first
      for process in procfile.processes where process.name != "release" {
        let place = Remark(procfile.path, process.line, "")
        if process.name == "web", let index = web {
          use(process, of: procfile, for: &services[index])
          continue
        }
        if services.contains(where: { $0.folder == procfile.folder && $0.hint == process.name }) {
          result.remarks.append(
            Remark(place.path, place.line, "`\(process.name)` is a service with a file of its own, which counts"))
          continue
        }
        let folder = procfile.folder == "." ? name : procfile.folder.split(separator: "/").last.map(String.init) ?? name
        let isWeb = process.name == "web"
        var draft = ServiceDraft(
          name: names.unique(isWeb ? [folder, "web"] : [process.name, "\(folder)-\(process.name)"]),
          folder: procfile.folder, file: nil)
        draft.hint = process.name
        draft.base.start = process.command
        draft.comments = process.comments
        if let index = web { draft.copyBuild(of: services[index]) }
        services.append(draft)
        if isWeb { web = services.count - 1 } else { remarkProcess(process, procfile) }
      }
      readRelease(of: procfile, web: web, &services)
    }
  }

  private mutating func remarkProcess(_ process: Procfile.Process, _ procfile: Procfile) {
    result.remarks.append(
      Remark(
        procfile.path, process.line,
        "`\(process.name)` was not started by Railway, which runs one process of a Procfile: it is a service now"))
  }

  private mutating func use(_ process: Procfile.Process, of procfile: Procfile, for service: inout ServiceDraft) {
    if let start = service.base.start {
      guard start != process.command else { return }
      result.remarks.append(
        Remark(procfile.path, process.line, "`web` is another command than `startCommand`, which counts"))
    } else if service.base.builder == .dockerfile {
      result.remarks.append(
        Remark(procfile.path, process.line, "`web` is not started: Railway ignores a Procfile beside a Dockerfile"))
    } else {
      service.base.start = process.command
    }
  }

  private mutating func readRelease(of procfile: Procfile, web: Int?, _ services: inout [ServiceDraft]) {
    guard let release = procfile.processes.first(where: { $0.name == "release" }) else { return }
    guard let web, services[web].base.release == nil else {
      result.remarks.append(
        Remark(
          procfile.path, release.line, "`release` is left out: there is a `preDeployCommand`, or no service for it"))
      return
    }
    services[web].base.release = release.command
    result.remarks.append(
      Remark(procfile.path, release.line, "`release` was not run by Railway: it became the `release` of the service"))
  }

  /// Nothing else says what runs, so each Dockerfile does.
  private func ofDockerfiles() -> [ServiceDraft] {
    var names = ServiceNames()
    return dockerfiles.keys.sorted().map { path in
      let file = path.split(separator: "/").last.map(String.init) ?? path
      let suffix = file.split(separator: ".").map(String.init).first { $0 != "Dockerfile" }
      let own = RepositoryPath.folder(of: path)
      let folder = own == "." ? name : own.split(separator: "/").last.map(String.init)
      var draft = ServiceDraft(
        name: names.unique([suffix, folder, name].compactMap { $0 }), folder: RepositoryPath.folder(of: path), file: nil
      )
      draft.base.builder = .dockerfile
      draft.base.dockerfilePath = file
      return draft
    }
  }
}

/// Names for services that the language takes, each once.
package struct ServiceNames {
  private var taken: Set<String>

  init(_ names: [String] = []) { taken = Set(names.map(ServiceName.fold)) }

  /// The first of these that is free, or the last with a number.
  mutating func unique(_ wishes: [String]) -> String {
    let names = wishes.map(Self.spelled)
    var result = names.first { !taken.contains($0) } ?? names.last ?? "service"
    var number = 2
    while !taken.insert(result).inserted {
      result = "\(names.last ?? "service")-\(number)"
      number += 1
    }
    return result
  }

  package static func project(_ name: String) -> String {
    let text = spelled(String(name.drop { !$0.isLetter }))
    return text == "service" ? "project" : text
  }

  private static func spelled(_ name: String) -> String {
    var text = ""
    for byte in name.lowercased().utf8 {
      let isPlain =
        byte >= UInt8(ascii: "a") && byte <= UInt8(ascii: "z") || byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
      if isPlain { text.unicodeScalars.append(Unicode.Scalar(byte)) } else if text.last != "-" { text += "-" }
    }
    while text.first == "-" { text.removeFirst() }
    while text.last == "-" { text.removeLast() }
    if text.isEmpty { return "service" }
    if let first = text.utf8.first, first <= UInt8(ascii: "9") { text = "service-" + text }
    text = String(text.prefix(ServiceName.maximalLength - 4))
    while text.last == "-" { text.removeLast() }
    // Names of stores imply their type.
    let isKept = ServiceName.reserved.contains(text) || ServiceTypes.implied(byName: text) != nil
    return isKept ? text + "-service" : text
  }
}

/// The lines of a Procfile.
struct Procfile {
  struct Process {
    let name: String
    let command: String
    let comments: [String]
    let line: Int
  }

  let path: String
  private(set) var processes: [Process] = []

  var folder: String { RepositoryPath.folder(of: path) }

  init(_ file: MigrationFile) {
    path = file.path
    var comments: [String] = []
    let lines = String(decoding: file.bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
    for (index, line) in lines.enumerated() {
      let text = line.utf8.last == 0x0D ? line.dropLast() : line
      if text.hasPrefix("#") {
        comments.append(String(text.drop { $0 == "#" || $0 == " " }))
        continue
      }
      guard let colon = text.firstIndex(of: ":") else {
        comments = []
        continue
      }
      var command = text[text.index(after: colon)...]
      while command.first == " " || command.first == "\t" { command = command.dropFirst() }
      while command.last == " " || command.last == "\t" { command = command.dropLast() }
      if !command.isEmpty {
        processes.append(
          Process(name: String(text[..<colon]), command: String(command), comments: comments, line: index + 1))
      }
      comments = []
    }
  }
}

/// What a Dockerfile says of the process that it starts.
struct Dockerfile {
  private(set) var port: Int?

  init(_ file: MigrationFile) {
    for line in String(decoding: file.bytes, as: UTF8.self).split(separator: "\n") {
      let words = line.split(separator: " ")
      guard let first = words.first, first.uppercased() == "EXPOSE", words.count > 1 else { continue }
      // The last stage counts.
      port = Int(words[1].prefix { $0 != "/" }) ?? port
    }
  }
}
