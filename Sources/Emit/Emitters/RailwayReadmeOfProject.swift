import IR

/// The parts of the README that concern the project file.
extension RailwayReadme {
  var introductionToProject: String {
    let name = files.format == .python ? "railway.py" : "railway.ts"
    let place =
      files.layout.style == .tree ? ".railway/\(name), beside this file," : ".railway/\(name) of the repository"
    let install =
      files.format == .python
      ? "Python 3.10 or newer (`pip install --requirement .railway/requirements.txt`)"
      : "Node 22 or newer (`npm install --prefix .railway`, once; commit its lock file)"
    return """
      # \(MarkdownDocument.text(project)) on Railway

      Commands are those of Railway's CLI 5.49.1 and newer; facts are of 2026-08 to 2026-10. The project file \
      \(MarkdownDocument.code(place.replacing(", beside this file,", with: "")))\(place.hasSuffix(",") ? ", beside this file," : "") \
      declares every service, variable, volume and domain of all environments. Railway reads it only when \
      `railway config apply` is run; a push builds and deploys with what was applied last. What is live and not in the \
      file is planned for removal: read every plan. Keep no `railway.json` or `railway.toml` beside it, and no line \
      `.railway` in `.gitignore`.

      Needed: the CLI (`npm install --global @railway/cli`), `jq`, `openssl`, \(install)\(plan).

      """
  }

  /// Domains must be there before the project file names them, and before the first build: addresses may be baked into
  /// it. So public services are made here, empty.
  func projectFile(_ all: [Service]) -> String {
    let environment = ShellText.quoted(example)
    let there = all.filter { service in
      programs.contains { $0.environment.name == example && $0.service(service.name) != nil }
    }
    var text = "## Services\n\n"
    text += MarkdownDocument.table(
      ["service", "source", "port", "public", "limits"],
      all.map { service in
        [
          MarkdownDocument.code(names.display(service.name)), source(of: service), service.port.map(String.init) ?? "",
          publication(of: service), limits(of: service),
        ]
      })
    var lines: [String] = []
    for service in there {
      let name = ShellText.quoted(names.display(service.name))
      let steps = domainSteps(service, name, environment)
      if !steps.isEmpty { lines += ["railway add --service \(name)"] + steps }
    }
    for (service, variable) in operatorVariables(there) {
      lines.append("read -rs value && printf '%s' \"$value\" |")
      lines.append(
        "  railway variable set \(variable) --stdin --service \(ShellText.quoted(names.display(service))) "
          + "--environment \(environment) --skip-deploys")
    }
    lines.append("railway config plan")
    lines.append("railway config apply")
    text += "\n" + Self.code(lines)
    text += """

      Wait until the databases run before the first `apply`: a reference to a service that is not there becomes an empty \
      text and stays so. A domain that Railway does not know makes the plan fail; `railway domain` prints the records that \
      its zone needs. Where a service exists already in another environment, leave out its `railway add`. Plan and \
      apply in the folder of this file\(files.layout.style == .repo ? "'s repository" : ""), where the CLI finds \
      `.railway`; without a terminal add `--yes`. Railway builds from the repository's root, which is taken for the folder \
      of \(MarkdownDocument.code(files.layout.topologyFile)): where that lies deeper, `root` and `build.watch` need its own path in \
      front.

      """
    for note in proxies { text += "\n" + note + "\n" }
    return text
  }

  /// Variables that somebody must set on the service itself, since the project file only keeps them.
  private func operatorVariables(_ services: [Service]) -> [(service: String, variable: String)] {
    let program = programs.first { $0.environment.name == example }
    return services.flatMap { service in
      (program?.service(service.name)?.env ?? []).filter { RailwayVariables.isAbsent($0) && $0.isRequired }
        .map { (service.name, $0.name) }
    }
  }
}
