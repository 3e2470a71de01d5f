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
    let code = project.code
    let builds =
      code.contains { $0.build.map { $0.builder == .dockerfile } ?? false }
      || project.stores.contains { BackupCopies($0) != nil }
    let releases = code.filter { $0.release != nil && project.profiles[$0].isEmpty }
    let jobs = code.filter { $0.category == .job && project.profiles[$0] == ["job"] }
    let example = project.envFile == ".env" ? ".env.example" : project.envFile + ".example"
    var lines = isShort ? [""] : ["", "  alias dc='\(full)'"]
    lines += [
      use("cp \(example) \(project.envFile)", "then fill in the empty values; \(project.envFile) is never committed"),
      use(
        "\(command) up -d\(builds ? " --build" : "") --wait",
        builds ? "first start; the build takes a few minutes" : "start, or apply a change"),
    ]
    if let first = releases.first {
      let runs = releases.map { "\(command) run --rm \(project.releaseName($0))" }.joined(separator: " && ")
      lines.append("  \(builds ? "\(command) build && " : "")\(runs) && \(command) up -d --no-build --wait")
      lines.append(
        String(UInt8(ascii: " "), times: 44)
          + "update: \"up\" alone replaces \(first.dns) before the migrations have succeeded")
    }
    for job in jobs { lines.append(use("\(command) run --rm \(job.dns)", "runs once, on request")) }
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
    "  " + command + String(UInt8(ascii: " "), times: max(2, 42 - command.count)) + meaning
  }

  private static func publication(_ project: ComposeProject) -> String {
    let secure = project.program.proxies.first { ComposeProxy.encryption($0, in: project.program) != .off }
    let first = secure.map { proxy in
      let place = project.writtenBind.map { " of \($0)" } ?? ""
      return "\(proxy.dns) is published with TLS, on ports 80 and 443\(place)."
    }
    guard project.program.services.contains(where: { !project.ports.publications(of: $0).isEmpty }) else {
      return first ?? "No port is published."
    }
    if let first { return "\(first) Every other address is published on \(project.bind) without TLS." }
    return project.bind.hasPrefix("127.") || project.bind == "::1"
      ? "Every address is published on \(project.bind) only: put a TLS proxy in front to serve others."
      : "Addresses are published on \(project.bind) without TLS: put a proxy in front that has it."
  }

  /// `postgres, redis -> backend-release -> backend`; nil where nothing waits for anything.
  private static func order(_ project: ComposeProject) -> String? {
    var waits: [(name: String, on: [String])] = []
    for service in project.stores + project.code where project.profiles[service].isEmpty {
      if service.release != nil {
        waits.append((project.releaseName(service), ComposeNeeds(ofRelease: service, project).all.map(\.name)))
      }
      waits.append((service.dns, ComposeNeeds(of: service, project).all.map(\.name)))
      let entry = project.entry(of: service)
      if entry != service.dns { waits.append((entry, [service.dns])) }
      if project.settled.stores.contains(service.name) {
        waits.append((project.names.service("settings", of: service), [service.dns]))
      }
      if project.settled.poolers.contains(service.name) {
        waits.append((project.names.service("pooler-settings", of: service), [entry]))
      }
    }
    let levels = levels(waits)
    var isWaitedFor = Set<String>(minimumCapacity: waits.count)
    for wait in waits { isWaitedFor.formUnion(wait.on) }
    let linked = waits.indices.filter { !waits[$0].on.isEmpty || isWaitedFor.contains(waits[$0].name) }
    let byLevel = Dictionary(grouping: linked) { levels[$0] }.mapValues { $0.map { waits[$0].name } }
    guard let deepest = byLevel.keys.max(), deepest > 0 else { return nil }
    return (0...deepest).map { (byLevel[$0] ?? []).joined(separator: ", ") }.joined(separator: " -> ")
  }

  /// How many steps each one waits for: one more than the last of those that it waits for. They never wait in a
  /// circle.
  private static func levels(_ waits: [(name: String, on: [String])]) -> [Int] {
    let numbers = Dictionary(zip(waits.map(\.name), waits.indices)) { first, _ in first }
    var levels = [Int](repeating: 0, count: waits.count)
    var left = [Int](repeating: 0, count: waits.count)
    var followers = [[Int]](repeating: [], count: waits.count)
    for (number, wait) in waits.enumerated() {
      for name in wait.on {
        // What has no line of its own is there from the start.
        guard let other = numbers[name] else {
          levels[number] = 1
          continue
        }
        followers[other].append(number)
        left[number] += 1
      }
    }
    var ready = waits.indices.filter { left[$0] == 0 }
    while let number = ready.popLast() {
      for follower in followers[number] {
        levels[follower] = max(levels[follower], levels[number] + 1)
        left[follower] -= 1
        if left[follower] == 0 { ready.append(follower) }
      }
    }
    return levels
  }
}
