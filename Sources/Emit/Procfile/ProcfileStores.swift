import IR

/// How a developer starts a store beside the processes: the container that a compose file would have, on one line.
struct ProcfileStores {
  let program: Program
  let layout: OutputLayout

  /// The command, to be run in the directory of the topology; nil where it does not fit on one line.
  func command(_ service: Service) -> String? {
    guard let image = service.image else { return nil }
    var words = ["docker", "run", "--rm"] + ports(service)
    let environment = service.store?.container.environmentOfPlainContainer ?? []
    let own = Set(environment.map(\.name))
    for variable in environment { words += setting(variable.name, variable.value) }
    for variable in service.env where variable.phase != .build && !own.contains(variable.name) {
      words += variable.value.map { setting(variable.name, $0) } ?? ["-e", variable.name]
    }
    words += volumes(service)
    words.append(ShellText.quoted(image))
    if let command = service.command {
      words += command.containerWords.map(ShellText.quoted)
    } else if let store = service.store {
      words += store.container.command.map(ShellText.quoted)
    }
    let line = words.joined(separator: " ")
    return line.allBytes { 0x20...0x7E ~= $0 } ? line : nil
  }

  private func ports(_ service: Service) -> [String] {
    let own = service.port.map { ["127.0.0.1:\($0):\($0)"] } ?? []
    let further = service.ports.map { port in
      "127.0.0.1:\(port.port):\(port.port)" + (port.transport == .tcp ? "" : "/\(port.transport.rawValue)")
    }
    return (own + further).flatMap { ["-p", $0] }
  }

  /// A secret is taken from a variable of the shell, under its own name.
  private func setting(_ name: String, _ value: Expression) -> [String] {
    if !value.hasSecret { return ["-e", ShellText.quoted("\(name)=\(LocalWriter(program: program).write(value))")] }
    if case .secret(let id) = value, let secret = program.secret(id) {
      return ["-e", secret.env == name ? name : "\(name)=\"$\(secret.env)\""]
    }
    return ["-e", name]
  }

  /// Volumes keep the names that they have in the topology; files are those of the output.
  private func volumes(_ service: Service) -> [String] {
    var mounts = service.volumes.map { volume in
      (volume.shared ?? "\(service.dns)-data") + ":" + volume.path + (volume.isReadOnly ? ":ro" : "")
    }
    if let store = service.store {
      if store.keepsData { mounts.append("\(service.dns)-data:\(store.dataPath)") }
      let folder = location(OutputLayout.path(program.environment.name, Emitters.folder(of: store), service.dns))
      mounts += store.container.files.map { "\(folder)/\($0.name):\($0.path):ro" }
      if let path = store.container.configurationPath { mounts.append("\(folder):\(path):ro") }
      mounts += store.container.configurationMounts.map { "\(folder)/\($0.file):\($0.path):ro" }
    }
    for file in service.files {
      guard case .repository(let path) = file.source else { continue }
      mounts.append("./\(path):\(file.path):ro")
    }
    return mounts.flatMap { ["-v", ShellText.quoted($0)] }
  }

  /// A path of the output, from the topology's directory; Docker accepts a relative one that begins with a dot.
  private func location(_ path: String) -> String {
    let location = layout.location(of: EmittedFile(path: path, content: ""))
    let relative = OutputLayout.relative(from: layout.topologyFolder, to: location)
    return relative.hasPrefix(".") ? relative : "./" + relative
  }
}
