import IR

/// The comment above the file: how it is used, and in which order things start.
enum ComposeHeader {
  /// `docker compose`, with the files that it does not find by itself.
  static func command(_ project: ComposeProject) -> String {
    switch project.layout.style {
    case .tree: return "docker compose"
    case .repo:
      let file = project.path == "docker-compose.yml" ? "" : " -f \(project.path)"
      return "docker compose\(file) --env-file \(project.envFile)"
    }
  }

  static func lines(_ project: ComposeProject) -> [String] {
    // Where every line would begin with the same options, a short name stands for them.
    let full = command(project)
    let isShort = project.layout.style == .tree
    let command = isShort ? full : "dc"
    let builds = project.code.contains { $0.build.map { $0.builder == .dockerfile } ?? false }
    let releases = project.code.filter { $0.release != nil && ComposeServices.profiles($0).isEmpty }
    // `--wait` takes the end of a container that nobody waits for as a failure.
    let hasLooseJob = project.code.contains { job in
      job.category == .job
        && !project.code.contains { $0.needs.contains { $0.service == job.name && $0.condition == .done } }
    }
    let wait = hasLooseJob ? "" : " --wait"
    let example = project.envFile == ".env" ? ".env.example" : project.envFile + ".example"
    var lines = isShort ? [""] : ["", "  alias dc='\(full)'"]
    lines += [
      use("cp \(example) \(project.envFile)", "then fill in the empty values; \(project.envFile) is never committed"),
      use(
        "\(command) up -d\(builds ? " --build" : "")\(wait)",
        builds ? "first start; the build takes a few minutes" : "start, or apply a change"),
    ]
    if let first = releases.first {
      let runs = releases.map { "\(command) run --rm \(project.releaseName($0))" }.joined(separator: " && ")
      lines.append("  \(builds ? "\(command) build && " : "")\(runs) && \(command) up -d --no-build\(wait)")
      lines.append(
        String(repeating: " ", count: 44)
          + "update: \"up\" alone replaces \(first.dns) before the migrations have succeeded")
    }
    if let shown = project.code.first(where: { !$0.isOneShot }) ?? project.program.services.first {
      lines.append("  \(command) logs -f \(shown.dns)")
    }
    lines.append(use("\(command) down", "volumes stay; \"down -v\" deletes the data"))
    lines.append("")
    lines.append("Docker Compose 2.25 or newer. \(publication(project))")
    if let order = order(project) { lines.append("Order of the start: \(order).") }
    return lines
  }

  private static func use(_ command: String, _ meaning: String) -> String {
    "  " + command + String(repeating: " ", count: max(2, 42 - command.count)) + meaning
  }

  private static func publication(_ project: ComposeProject) -> String {
    guard project.program.services.contains(where: project.isPublished) else { return "No port is published." }
    return project.bind.hasPrefix("127.") || project.bind == "::1"
      ? "Every address is published on \(project.bind) only: put a TLS proxy in front to serve others."
      : "Addresses are published on \(project.bind) without TLS: put a proxy in front that has it."
  }

  /// `postgres, redis -> backend-release -> backend`; nil where nothing waits for anything.
  private static func order(_ project: ComposeProject) -> String? {
    var waits: [(name: String, on: [String])] = []
    for service in project.stores + project.code where ComposeServices.profiles(service).isEmpty {
      if service.release != nil {
        waits.append((project.releaseName(service), ComposeNeeds.ofRelease(service, project).entries.map(\.key)))
      }
      waits.append((service.dns, ComposeNeeds.of(service, project).entries.map(\.key)))
    }
    var levels: [String: Int] = [:]
    for _ in waits {
      for wait in waits { levels[wait.name] = wait.on.reduce(0) { max($0, (levels[$1] ?? 0) + 1) } }
    }
    let linked = waits.filter { wait in !wait.on.isEmpty || waits.contains { $0.on.contains(wait.name) } }
    let deepest = linked.map { levels[$0.name] ?? 0 }.max() ?? 0
    guard deepest > 0 else { return nil }
    return (0...deepest)
      .map { level in linked.filter { levels[$0.name] == level }.map(\.name).joined(separator: ", ") }
      .joined(separator: " -> ")
  }
}
