import IR
import JSON

/// One service's `railway.json`: what is equal in all environments at the top, the rest under `environments`.
/// Railway's defaults are left out, because a stated default never settles in its plans.
struct RailwayConfig {
  /// The service in each environment that is deployed to Railway, in order of declaration.
  let occurrences: [(program: Program, service: Service)]
  let files: RailwayFiles

  private var layout: OutputLayout { files.layout }

  /// Members that Railway sets where a file names none (facts/docs of 2026-08).
  private enum Default {
    static let healthTimeout = 300
    static let retries = 10
  }

  func json() -> JSONValue {
    let all = occurrences.map { (program: $0.program, values: paths($0.service, in: $0.program)) }
    var common: [Path: JSONValue] = all.first?.values ?? [:]
    for other in all.dropFirst() { common = common.filter { other.values[$0.key] == $0.value } }
    var result = Self.tree(common)
    result["$schema"] = "https://railway.com/railway.schema.json"
    var environments: [String: JSONValue] = [:]
    for (program, values) in all {
      let isPreview = program.environment.kind == .preview
      // A pull-request environment copies another one and takes its block before the top.
      let base = isPreview ? all.first { $0.program.environment.name == program.environment.base } : nil
      var inherited = common
      for (path, value) in base?.values ?? [:] { inherited[path] = value }
      var own = values.filter { inherited[$0.key] != $0.value }
      for path in inherited.keys where values[path] == nil { own[path] = .null }
      if !own.isEmpty { environments[isPreview ? "pr" : program.environment.name] = .object(Self.tree(own)) }
    }
    if !environments.isEmpty { result["environments"] = .object(environments) }
    var changes = RawChanges()
    return changes.merge(foreign(), into: .object(result))
  }

  /// What `raw.railway` says besides settings of the topology's own environments.
  private func foreign() -> JSONValue {
    var raw = occurrences.first?.service.raw[RailwayEmitter.name]?.object ?? [:]
    for group in ["build", "deploy"] { raw[group] = nil }
    if case .object(var environments)? = raw["environments"] {
      for (program, _) in occurrences { environments[program.environment.name] = nil }
      raw["environments"] = environments.isEmpty ? nil : .object(environments)
    }
    return .object(raw)
  }

  /// The settings of one environment, with what `raw.railway` adds to them.
  private func paths(_ service: Service, in program: Program) -> [Path: JSONValue] {
    var result: [Path: JSONValue] = [:]
    let merged = merged(service, in: program).settings
    for group in ["build", "deploy"] {
      for (name, value) in merged[group]?.object ?? [:] { result[Path(group: group, name: name)] = value }
    }
    return result
  }

  /// All settings of a service in one environment, with what `raw.railway` adds; `environments` of that is resolved.
  func merged(_ service: Service, in program: Program) -> (settings: [String: JSONValue], changes: RawChanges) {
    guard var raw = service.raw[RailwayEmitter.name]?.object else {
      return (settings(service, in: program), RawChanges())
    }
    raw["$schema"] = nil
    let own = raw.removeValue(forKey: "environments")?[program.environment.name]
    var changes = RawChanges()
    let base = changes.merge(.object(raw), into: .object(settings(service, in: program)))
    let result = changes.merge(own, into: base, path: ["environments", program.environment.name])
    return (result.object ?? [:], changes)
  }

  private struct Path: Hashable {
    let group: String
    let name: String
  }

  private static func tree(_ values: [Path: JSONValue]) -> [String: JSONValue] {
    var groups: [String: [String: JSONValue]] = [:]
    for (path, value) in values { groups[path.group, default: [:]][path.name] = value }
    return groups.mapValues { .object($0) }
  }

  private func settings(_ service: Service, in program: Program) -> [String: JSONValue] {
    var groups: [String: JSONValue] = [:]
    let (build, deploy) = (build(service, in: program), deploy(service))
    if !build.isEmpty { groups["build"] = .object(build) }
    if !deploy.isEmpty { groups["deploy"] = .object(deploy) }
    return groups
  }
}

// MARK: build

extension RailwayConfig {
  private func build(_ service: Service, in program: Program) -> [String: JSONValue] {
    guard let build = service.build else { return [:] }
    var result: [String: JSONValue] = [:]
    if build.builder == .dockerfile {
      // Railpack is the default, even beside a Dockerfile of another name.
      result["builder"] = "DOCKERFILE"
      if let path = dockerfile(service, build, in: program) { result["dockerfilePath"] = .string(path) }
    }
    if let command = build.command { result["buildCommand"] = .string(command) }
    let patterns = watchPatterns(service, build, in: program)
    if !patterns.isEmpty { result["watchPatterns"] = .array(patterns.map { .string($0) }) }
    return result
  }

  /// Relative to the folder that Railway builds from; nil where it is the name that Railway looks for anyway.
  private func dockerfile(_ service: Service, _ build: Build, in program: Program) -> String? {
    guard let path = dockerfileFromTopology(service, build, in: program) else { return nil }
    let relative = OutputLayout.relative(from: layout.context(of: build), to: path)
    return relative == "Dockerfile" ? nil : relative
  }

  private func dockerfileFromTopology(_ service: Service, _ build: Build, in program: Program) -> String? {
    guard build.isGenerated else { return build.dockerfile.map { OutputLayout.join(".", $0) } }
    let file = layout.dockerfile(of: program.imageOwner(of: service))
    return files.fromTopology(EmittedFile(base: file.base, path: file.path, content: ""))
  }

  /// Patterns of Railway count from the repository's root, whatever folder is built. The generated files that the
  /// image and this file consist of are always watched: where no pattern covers one it comes last, so that no negation
  /// before it hides a change.
  private func watchPatterns(_ service: Service, _ build: Build, in program: Program) -> [String] {
    guard !build.watch.isEmpty else { return [] }
    var patterns = build.watch
    let output = OutputLayout.relative(from: layout.topologyFolder, to: layout.outputFolder)
    if OutputLayout.isInside(output, build.root), !service.declared.contains(.buildWatch),
      !build.watch.contains(where: { OutputLayout.isInside($0, output) })
    {
      patterns.append("!\(output)/**")
    }
    var own = files.format == .json ? [files.fromTopology(files.config(of: service))] : []
    if build.isGenerated, let path = dockerfileFromTopology(service, build, in: program) { own.insert(path, at: 0) }
    // Railway sees nothing outside the repository.
    patterns += own.filter { !$0.hasPrefix("../") && !Self.isWatched($0, by: patterns) }
    return patterns.map { $0.hasPrefix("!") ? "!/" + $0.dropFirst() : "/" + $0 }
  }

  /// Whether the last pattern that concerns a path includes it. Of a pattern with another wildcard than a final `**`
  /// the careful half is assumed: that it may exclude the path, and does not include it.
  private static func isWatched(_ path: String, by patterns: [String]) -> Bool {
    var isWatched = false
    for pattern in patterns {
      let isNegated = pattern.hasPrefix("!")
      let glob = isNegated ? String(pattern.dropFirst()) : pattern
      let folder = glob == "**" ? "." : glob.hasSuffix("/**") ? String(glob.dropLast(3)) : glob
      let isPlain = !folder.hasByte {
        $0 == UInt8(ascii: "*") || $0 == UInt8(ascii: "?") || $0 == UInt8(ascii: "[")
      }
      if isPlain ? OutputLayout.isInside(path, folder) : isNegated { isWatched = !isNegated }
    }
    return isWatched
  }
}

// MARK: deploy

extension RailwayConfig {
  private func deploy(_ service: Service) -> [String: JSONValue] {
    var result: [String: JSONValue] = [:]
    let isShell = service.build?.builder == .railpack
    if let command = service.command { result["startCommand"] = .string(Self.start(command, inShell: isShell)) }
    // One element: Railway refuses the whole file otherwise.
    if let release = service.release { result["preDeployCommand"] = .array([.string(ShellText.line(release, .bare))]) }
    if case .http(let path)? = service.health?.check, service.health?.port ?? service.port == service.port {
      result["healthcheckPath"] = .string(path)
      let timeout = Self.seconds(service.health?.within ?? 0)
      if timeout != Default.healthTimeout { result["healthcheckTimeout"] = .int(timeout) }
    }
    for (name, value) in restart(service) { result[name] = value }
    if let schedule = service.schedule { result["cronSchedule"] = .string(schedule) }
    if let region = service.region {
      result["multiRegionConfig"] = .object([region: .object(["numReplicas": .int(service.scale.replicas)])])
    } else if service.scale.replicas != 1 {
      result["numReplicas"] = .int(service.scale.replicas)
    }
    // Railway's own gap between SIGTERM and SIGKILL is zero. What ends by itself is seldom asked to, so that its default
    // is worth no line.
    if service.schedule == nil && service.category != .job || service.declared.contains(.stopGrace) {
      result["drainingSeconds"] = .int(Self.seconds(service.stopGrace))
    }
    return result
  }

  private func restart(_ service: Service) -> [String: JSONValue] {
    // A failed run that restarted would run again at once, not at its hour.
    if service.schedule != nil { return ["restartPolicyType": "NEVER"] }
    switch service.restart.policy {
    case .never: return ["restartPolicyType": "NEVER"]
    case .always: return ["restartPolicyType": "ALWAYS"]
    case .onFailure:
      let retries = service.restart.maxRetries
      return retries == Default.retries ? [:] : ["restartPolicyMaxRetries": .int(retries)]
    }
  }

  /// A service that is built from a Dockerfile gets its command word by word, with no variable filled in: what reads
  /// the environment by itself stays bare, the rest needs a shell.
  static func start(_ command: Command, inShell: Bool) -> String {
    if inShell { return ShellText.line(command, .quoted) }
    guard command.needsShell else { return ShellText.line(command, .quoted) }
    let bare = ShellText.execLine(command, .bare)
    let isPlain = !bare.hasByte { $0 == 0x22 || $0 == 0x27 || $0 == 0x5C || $0 == 0x60 || $0 == 0x0A }
    if isPlain, command.hasPlainValues { return "/bin/sh -c \"\(bare)\"" }
    return "/bin/sh -c " + ShellText.quoted(ShellText.execLine(command, .quoted))
  }

  private static func seconds(_ duration: Milliseconds) -> Int { (duration + 999) / 1000 }
}

extension Command {
  private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      true
    default: false
    }
  }

  /// Whether every variable of its words holds letters and digits, so that it needs no quotes; true for text, which has
  /// its own.
  fileprivate var hasPlainValues: Bool {
    guard case .words(let words) = self else { return true }
    return words.allSatisfy { word in
      word.parts.allSatisfy { part in
        guard case .variable(_, let fallback) = part else { return true }
        return !fallback.isEmpty && fallback.allBytes(Self.isLetterOrDigit)
      }
    }
  }
}
