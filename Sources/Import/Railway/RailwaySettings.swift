import Diagnostics
import Emit
import JSON
import Model

/// The settings of one service in one environment: what the language has keys for, and the rest as it was.
struct RailwaySettings {
  enum Builder: Equatable {
    case dockerfile
    case railpack
  }

  /// Nil: Railway decides by what it finds.
  var builder: Builder?
  var dockerfilePath: String?
  var watch: [String] = []
  var start: String?
  var release: String?
  var healthPath: String?
  var healthTimeout: Int?
  var restart: String?
  var maxRetries: Int?
  var schedule: String?
  var replicas: Int?
  var region: String?
  var drain: Int?
  /// By group and key: settings without a key of their own, as they were.
  var raw: [String: [String: JSONValue]] = [:]
}

/// Reads the settings of a file.
struct RailwaySettingsReader {
  private let file: RailwayConfigFile
  private let environment: String?
  private(set) var settings = RailwaySettings()
  private(set) var remarks: [DraftRemark] = []

  /// - Parameter environment: the block that is laid over the rest; nil: none.
  init(_ file: RailwayConfigFile, environment: String?) {
    self.file = file
    self.environment = environment
    let groups = file.settings(in: environment)
    readBuild(groups["build"] ?? [:])
    readDeploy(groups["deploy"] ?? [:])
  }

  // MARK: What Railway knows

  static let buildKeys = [
    "builder", "buildCommand", "dockerfilePath", "watchPatterns", "railpackVersion", "nixpacksConfigPath",
    "nixpacksPlan", "nixpacksVersion", "buildEnvironment",
  ]
  static let deployKeys = [
    "startCommand", "preDeployCommand", "healthcheckPath", "healthcheckTimeout", "restartPolicyType",
    "restartPolicyMaxRetries", "cronSchedule", "multiRegionConfig", "numReplicas", "region", "overlapSeconds",
    "drainingSeconds", "sleepApplication", "limitOverride", "requiredMountPath", "runtime", "ipv6EgressEnabled",
    "registryCredentials", "useLegacyStacker",
  ]
  /// Names that people write, and what they mean (seen in public repositories).
  private static let mistaken = [
    "installCommand": "the variable `RAILPACK_INSTALL_CMD`", "rootDirectory": "`root` of the service",
    "restartPolicy": "`restartPolicyType` and `restartPolicyMaxRetries`", "preDeploy": "`preDeployCommand`",
    "healthcheck": "`healthcheckPath`", "nixpacks": "`nixpacksPlan`", "env": "variables, which no such file contains",
    "variables": "variables, which no such file contains", "memoryMB": "`limitOverride`",
  ]

  private mutating func readBuild(_ members: [String: JSONValue]) {
    readBuilder(members["builder"])
    settings.dockerfilePath = text(members["dockerfilePath"], "build.dockerfilePath")
    if let patterns = members["watchPatterns"] {
      if let items = patterns.array, items.allSatisfy({ $0.string != nil }) {
        settings.watch = items.compactMap(\.string)
      } else {
        refuse("build.watchPatterns", "must be a list of texts")
      }
    }
    for name in ["buildCommand", "railpackVersion", "nixpacksConfigPath", "nixpacksVersion", "buildEnvironment"] {
      if let text = text(members[name], "build." + name) { keep("build", name, .string(text)) }
    }
    if let plan = members["nixpacksPlan"] { keep("build", "nixpacksPlan", plan) }
    reportUnknown(members, among: Self.buildKeys, group: "build")
  }

  private mutating func readBuilder(_ value: JSONValue?) {
    guard let word = word(value, "build.builder", ["RAILPACK", "DOCKERFILE", "NIXPACKS", "HEROKU", "PAKETO"]) else {
      return
    }
    settings.builder = word == "DOCKERFILE" ? .dockerfile : .railpack
    if word != "DOCKERFILE", word != "RAILPACK" {
      keep("build", "builder", .string(word))
      remark(
        "build.builder",
        "`\(word)` is a builder that Railway has deprecated; it is kept under `raw`: remove it there to build with Railpack"
      )
    }
  }

  private mutating func readDeploy(_ members: [String: JSONValue]) {
    settings.start = text(members["startCommand"], "deploy.startCommand").map(Self.withoutShell)
    readRelease(members["preDeployCommand"])
    settings.schedule = text(members["cronSchedule"], "deploy.cronSchedule")
    readHealth(members)
    readRestart(members)
    readScale(members)
    settings.drain = integer(members["drainingSeconds"], "deploy.drainingSeconds")
    if let seconds = integer(members["overlapSeconds"], "deploy.overlapSeconds") {
      keep("deploy", "overlapSeconds", .int(seconds))
    }
    for name in ["sleepApplication", "ipv6EgressEnabled", "useLegacyStacker"] {
      guard let value = members[name] else { continue }
      if value.bool != nil { keep("deploy", name, value) } else { refuse("deploy." + name, "must be true or false") }
    }
    if let path = text(members["requiredMountPath"], "deploy.requiredMountPath") {
      keep("deploy", "requiredMountPath", .string(path))
    }
    if let runtime = word(members["runtime"], "deploy.runtime", ["V2", "LEGACY", "UNSPECIFIED"]) {
      keep("deploy", "runtime", .string(runtime))
    }
    if let limits = members["limitOverride"] {
      if limits.object != nil {
        keep("deploy", "limitOverride", limits)
      } else {
        refuse("deploy.limitOverride", "must be an object")
      }
    }
    if members["registryCredentials"] != nil {
      remark(
        "deploy.registryCredentials",
        "holds credentials, which belong in no file: enter them in the service's settings")
    }
    reportUnknown(members, among: Self.deployKeys, group: "deploy")
  }

  private mutating func readRelease(_ value: JSONValue?) {
    guard let items = value?.array else {
      settings.release = text(value, "deploy.preDeployCommand")
      return
    }
    let commands = items.compactMap(\.string).filter { !$0.isEmpty }
    if commands.count != items.count { refuse("deploy.preDeployCommand", "must be a text or a list of texts") }
    if commands.count > 1 {
      remark(
        "deploy.preDeployCommand", "had \(commands.count) elements, which Railway refuses: they are joined with `&&`")
    }
    settings.release = commands.isEmpty ? nil : commands.joined(separator: " && ")
  }

  private mutating func readHealth(_ members: [String: JSONValue]) {
    if let path = text(members["healthcheckPath"], "deploy.healthcheckPath") {
      if path.hasPrefix("/") {
        settings.healthPath = path
      } else {
        settings.healthPath = "/" + path
        remark("deploy.healthcheckPath", "`\(path)` does not begin with `/`: one was added")
      }
    }
    guard let timeout = integer(members["healthcheckTimeout"], "deploy.healthcheckTimeout") else { return }
    if settings.healthPath != nil, timeout > 0 {
      settings.healthTimeout = timeout
    } else {
      keep("deploy", "healthcheckTimeout", .int(timeout))
    }
  }

  private mutating func readRestart(_ members: [String: JSONValue]) {
    let words = ["ON_FAILURE", "ALWAYS", "NEVER"]
    let policy = word(members["restartPolicyType"], "deploy.restartPolicyType", words)
    settings.restart = policy.map { $0.lowercased().replacing("_", with: "-") }
    guard let retries = integer(members["restartPolicyMaxRetries"], "deploy.restartPolicyMaxRetries") else { return }
    if policy == nil || policy == "ON_FAILURE" {
      settings.maxRetries = retries
    } else {
      keep("deploy", "restartPolicyMaxRetries", .int(retries))
    }
  }

  private mutating func readScale(_ members: [String: JSONValue]) {
    let count = integer(members["numReplicas"], "deploy.numReplicas")
    let legacy = text(members["region"], "deploy.region")
    guard let regions = members["multiRegionConfig"] else {
      settings.replicas = count
      settings.region = legacy
      return
    }
    if let members = regions.object, members.count == 1, let (name, place) = members.first,
      place.object?.count == 1, let number = place["numReplicas"]?.int, number > 0
    {
      settings.region = name
      settings.replicas = number
      if let legacy { keep("deploy", "region", .string(legacy)) }
      if let count { keep("deploy", "numReplicas", .int(count)) }
      return
    }
    guard regions.object != nil else { return refuse("deploy.multiRegionConfig", "must be an object") }
    keep("deploy", "multiRegionConfig", regions)
    settings.replicas = count
    if let legacy { keep("deploy", "region", .string(legacy)) }
  }

  /// `sh -c "exec node server.js"` as the command inside: infracc puts a shell around what needs one.
  static func withoutShell(_ command: String) -> String {
    for shell in ["/bin/sh -c ", "sh -c ", "/bin/bash -c ", "bash -c "] where command.hasPrefix(shell) {
      let rest = command.dropFirst(shell.count)
      guard let quote = rest.first, quote == "\"" || quote == "'", rest.count > 2, rest.last == quote else { break }
      let inner = rest.dropFirst().dropLast()
      // Quotes or escapes inside mean something to the outer shell.
      guard !inner.contains(quote), !inner.contains("\\"), !shell.contains("bash") else { break }
      return inner.hasPrefix("exec ") ? String(inner.dropFirst(5)) : String(inner)
    }
    return command
  }

  // MARK: Values

  private mutating func text(_ value: JSONValue?, _ path: String) -> String? {
    guard let value else { return nil }
    guard let text = value.string else {
      refuse(path, "must be a text")
      return nil
    }
    return text.isEmpty ? nil : text
  }

  private mutating func integer(_ value: JSONValue?, _ path: String) -> Int? {
    guard let value else { return nil }
    if let number = value.int, number >= 0 { return number }
    if let text = value.string, let number = Int(text), number >= 0 {
      remark(path, "is a text, `\(text)`, where Railway requires a number: it is read as one")
      return number
    }
    refuse(path, "must be a whole number")
    return nil
  }

  private mutating func word(_ value: JSONValue?, _ path: String, _ words: [String]) -> String? {
    guard let text = text(value, path) else { return nil }
    if words.contains(text) { return text }
    let upper = text.uppercased()
    if words.contains(upper) {
      remark(path, "`\(text)` is lower case, which Railway may not accept: it is read as `\(upper)`")
      return upper
    }
    refuse(path, "`\(text)` is none of \(Words.enumeration(words))")
    return nil
  }

  private mutating func reportUnknown(_ members: [String: JSONValue], among known: [String], group: String) {
    for name in members.keys.sorted() where !known.contains(name) {
      let nearest = Suggestion.nearest(to: name, among: known)
      let hint = Self.mistaken[name] ?? (nearest.isEmpty ? nil : Words.alternatives(nearest))
      remark(
        "\(group).\(name)", "is not a key of Railway, which ignores it" + (hint.map { "; did you mean \($0)" } ?? "")
      )
    }
  }

  private mutating func keep(_ group: String, _ name: String, _ value: JSONValue) {
    settings.raw[group, default: [:]][name] = value
  }

  /// Said once for a key, at the block of the environment where it stands there.
  private mutating func remark(_ path: String, _ text: String) {
    let parts = path.split(separator: ".").map(String.init)
    var place = path
    if let environment {
      guard file.value["environments"]?[environment]?[parts[0]]?[parts[1]] != nil else { return }
      place = "environments.\(environment).\(path)"
    }
    remarks.append(DraftRemark(file.place(of: place), "`\(place)` \(text)"))
  }

  private mutating func refuse(_ path: String, _ reason: String) { remark(path, "\(reason): omitted") }
}
