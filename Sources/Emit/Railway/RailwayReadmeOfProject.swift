import IR

/// The parts of the README that concern the project file.
extension RailwayReadme {
  var introductionToProject: String {
    let isPython = files.format == .python
    let folder = files.layout.style == .tree ? ".railway" : fromReadme(".railway")
    let place = MarkdownDocument.code("\(folder)/\(isPython ? "railway.py" : "railway.ts")")
    let install =
      isPython
      ? "Python 3.10 or newer (\(MarkdownDocument.code("pip install --requirement \(folder)/requirements.txt")))"
      : "Node 22 or newer (\(MarkdownDocument.code("npm install --prefix \(folder)")), once; commit its lock file)"
    return """
      # \(MarkdownDocument.text(project)) on Railway

      Commands are those of Railway's CLI 5.49.1 and newer; facts are of 2026-08 to 2026-11. The project file \
      \(place) declares every service, variable, volume and domain of all environments, and limits and start commands of \
      databases. Railway reads it only when `railway config apply` is run; a push builds and deploys with what was applied \
      last. What is live and not in the file is planned for removal: read every plan. The CLI evaluates the file for every \
      environment of the project, so an environment that the topology does not name stops the plan.

      Keep no `railway.json` or `railway.toml` beside it, and no line `.railway` in `.gitignore`. Railway refuses to plan a \
      service whose settings still name a config file path, also when the file is gone: clear it there (Settings, Config \
      file path), or run `railway config migrate --apply`.

      Needed: the CLI (`npm install --global @railway/cli`), `jq`, `openssl`, \(install)\(plan).

      """
  }

  /// A path of the topology's folder as seen from this file.
  private func fromReadme(_ path: String) -> String {
    let folder = OutputLayout.folder(of: files.layout.location(of: EmittedFile(path: "railway/README.md", content: "")))
    return OutputLayout.relative(from: folder, to: files.layout.repositoryPath(path))
  }

  /// Domains must be there before the project file names them, and before the first build: addresses may be baked into
  /// it. So public services are made here, empty. `all` are the services that are no databases; there may be none.
  func projectFile(_ all: [Service]) -> Section {
    let there = all.filter { service in
      programs.contains { $0.environment.name == example && $0.service(service.name) != nil }
    }
    var text = all.isEmpty ? "" : table(of: all) + "\n"
    text += Self.code(steps(there)) + "\n"
    text +=
      "Wait until the databases run before the first `apply`: a reference to a service that is not there becomes an empty "
      + "text and stays so. Plan and apply in the folder of this file, where the CLI finds `.railway`; without a terminal "
      + "add `--yes`."
    if !all.isEmpty {
      text +=
        " A domain that Railway does not know makes the plan fail; `railway domain` prints the records that its zone "
        + "needs. Where a service exists already in another environment, omit its `railway add`. Railway builds from the "
        + "repository's root, which is taken for the folder of \(MarkdownDocument.code(files.layout.topologyFile)): where "
        + "that lies deeper, `root` and `build.watch` need its own path in front."
    }
    if !uploads(there).isEmpty {
      text +=
        " `railway up` sends the folder that it is given, so it is run at the repository's root; run it again for each "
        + "new version, or name a `repository` in the topology, and a push deploys."
    }
    text += "\n"
    for note in proxies { text += "\n" + note + "\n" }
    return Section(all.isEmpty ? "Project file" : "Services", text)
  }

  private func table(of all: [Service]) -> String {
    MarkdownDocument.table(
      ["service", "source", "port", "public", "limits"],
      all.map { service in
        [
          MarkdownDocument.code(names.display(service.name)), source(of: service), service.port.map(String.init) ?? "",
          publication(of: service), limits(of: service),
        ]
      })
  }

  private func steps(_ there: [Service]) -> [String] {
    let environment = ShellText.quoted(example)
    var lines: [String] = []
    let variables = operatorVariables(there)
    let isSet = Set(variables.map(\.service))
    for service in there {
      let steps = domainSteps(service)
      if !steps.isEmpty || isSet.contains(service.name), RailwayContainers.passwords(of: service).isEmpty {
        lines.append("railway add --service \(ShellText.quoted(names.display(service.name)))")
      }
      lines += steps
    }
    for (service, variable) in variables {
      lines.append("read -rs value && printf '%s' \"$value\" |")
      lines.append(
        "  railway variable set \(variable) --stdin --service \(ShellText.quoted(names.display(service))) "
          + "--environment \(environment) --skip-deploys")
    }
    return lines + ["railway config plan", "railway config apply"] + uploads(there)
  }

  /// The code of services that no repository feeds, from the topology's folder: each with the folder that it is built
  /// from.
  private func uploads(_ services: [Service]) -> [String] {
    guard let program = programs.first(where: { $0.environment.name == example }), program.repository == nil else {
      return []
    }
    let place = "--environment \(ShellText.quoted(example)) --detach"
    var atRoot: [String] = []
    var deeper: [String] = []
    for service in services {
      guard let build = service.build else { continue }
      let name = ShellText.quoted(names.display(service.name))
      let context = files.layout.context(of: build)
      if context == "." {
        atRoot.append(name)
      } else {
        deeper.append("railway up \(ShellText.quoted(context)) --path-as-root --service \(name) \(place)")
      }
    }
    var commands = deeper
    if atRoot.count == 1 { commands.insert("railway up --service \(atRoot[0]) \(place)", at: 0) }
    if atRoot.count > 1 {
      commands.insert(
        "for service in \(atRoot.joined(separator: " ")); do railway up --service \"$service\" \(place); done", at: 0)
    }
    let root = ShellText.quoted(fromReadme("."))
    return commands.map { "(cd \(root) && \($0))" }
  }

  /// Variables that an operator sets on the service itself, since the project file only keeps them.
  private func operatorVariables(_ services: [Service]) -> [(service: String, variable: String)] {
    guard let program = programs.first(where: { $0.environment.name == example }) else { return [] }
    return services.flatMap { service in
      let generated = Set(RailwayContainers.passwords(of: service).map(\.variable))
      return (program.service(service.name)?.env ?? []).filter {
        RailwayVariables.isAbsent($0, in: program) && $0.isRequired && !generated.contains($0.name)
      }
      .map { (service.name, $0.name) }
    }
  }
}
