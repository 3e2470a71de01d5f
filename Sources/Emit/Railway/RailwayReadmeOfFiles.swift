import IR
import JSON

/// The parts of the README that concern one `railway.json` for each service (format `json`).
extension RailwayReadme {
  var introductionToFiles: String {
    """
    # \(MarkdownDocument.text(project)) on Railway

    Commands are those of Railway's CLI 5.49.1 and newer; facts are of 2026-08 to 2026-11. **Railway does not read
    `railway.json` from 2026-12-01 on; services created after 2026-08-28 never do.** For such a service
    the files beside this one are the list of settings: enter them in the service's settings, or one by one with
    `railway environment edit --service-config SERVICE deploy.healthcheckPath /health --environment ENVIRONMENT`. Or leave
    `format: json` out of the topology: then one project file takes their place. Railway refuses to plan a service whose
    settings still name a config file path: clear it there first, or run `railway config migrate --apply`.

    Needed: the CLI (`npm install --global @railway/cli`), `jq`, `openssl`\(plan).

    """
  }

  /// The section on services: what Railway's settings must say of each.
  func settings(of all: [Service]) -> Section {
    let rows = all.map { service in
      [
        MarkdownDocument.code(names.display(service.name)), source(of: service),
        configPlace(of: service),
        service.port.map(String.init) ?? "", publication(of: service), limits(of: service),
      ]
    }
    var text = MarkdownDocument.table(["service", "source", "config file path", "port", "public", "limits"], rows)
    text += "\n" + Self.code(serviceSteps(all))
    text += """

      Root directory, config file path and limits are set in the service's settings; both paths count from the \
      repository's root, which is taken for the folder of \(MarkdownDocument.code(files.layout.topologyFile)): where that lies \
      deeper, put its own path in front. Domains come before the first build: addresses may be \
      baked into it. Wait until the databases run: a reference to a service that is not there becomes an empty text and \
      stays so.

      """
    for note in proxies { text += "\n" + note + "\n" }
    return Section("Services", text)
  }

  private func serviceSteps(_ all: [Service]) -> [String] {
    let environment = ShellText.quoted(example)
    var lines: [String] = []
    for service in all
    where programs.contains(where: { $0.environment.name == example && $0.service(service.name) != nil }) {
      let name = ShellText.quoted(names.display(service.name))
      if RailwayContainers.passwords(of: service).isEmpty { lines.append("railway add --service \(name)") }
      lines += domainSteps(service)
      for volume in service.volumes {
        lines.append(
          "railway volume --service \(name) --environment \(environment) add --mount-path "
            + ShellText.quoted(volume.path))
      }
      // The command fails for a file without a line, as of a service whose variables an operator sets.
      if hasValues(service) {
        let file = ShellText.quoted("\(service.dns).\(example).variables.env")
        lines.append("grep '^[A-Za-z_]' \(file) | tr '\\n' '\\0' |")
        lines.append(
          "  xargs -0 railway variable set --service \(name) --environment \(environment) --skip-deploys")
      }
      lines += settingSteps(service, name, environment)
      lines.append(
        "railway service source connect \(sourceFlags(service)) --service \(name) --environment \(environment)")
    }
    return lines
  }

  /// Whether the variables file of a service has a value.
  private func hasValues(_ service: Service) -> Bool {
    guard let program = programs.first(where: { $0.environment.name == example }) else { return false }
    let writer = RailwayWriter(program)
    return service.env.contains { writer.text($0) != nil }
  }

  /// Settings of a finished image, for which no `railway.json` can stand in a repository.
  private func settingSteps(_ service: Service, _ name: String, _ environment: String) -> [String] {
    guard service.image != nil, let program = programs.first(where: { $0.environment.name == example }),
      let service = program.service(service.name)
    else { return [] }
    let settings = RailwayConfig(occurrences: [(program, service)], files: files).merged(service, in: program).settings
    return (settings["deploy"]?.object ?? [:]).sorted { $0.key < $1.key }.map { setting, value in
      let text = value.string ?? JSONWriter.compact(value)
      return "railway environment edit --environment \(environment) --service-config \(name) deploy.\(setting) "
        + ShellText.quoted(text)
    }
  }

  private func sourceFlags(_ service: Service) -> String {
    if let image = service.image { return "--image " + ShellText.quoted(image) }
    let repository = programs[0].repository
    let name = repository?.github ?? "OWNER/REPOSITORY"
    return "--repo \(ShellText.quoted(name)) --branch \(ShellText.quoted(repository?.branch ?? "BRANCH"))"
  }

  private func configPlace(of service: Service) -> String {
    if service.build == nil { return "" }
    let path = files.fromTopology(files.config(of: service))
    return path.hasPrefix("../") ? "not in the repository" : MarkdownDocument.code("/" + path)
  }
}
