import Compiler
import Diagnostics
import Emit
import Import
import JSON
import Files
import TestSupport
import Testing

/// The law of migration: a `railway.json` that is migrated and built as `railway.json` again has every setting of the
/// original, in every environment, or the list of remarks names the one that is missing.
struct RoundTripTests {
  /// Knuth's MMIX constants; the upper bits are the good ones.
  struct Random {
    var state: UInt64

    mutating func next(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % bound
    }

    mutating func one<T>(_ items: [T]) -> T { items[next(items.count)] }
  }

  private static let choices: [(group: String, name: String, values: [JSONValue])] = [
    ("build", "builder", ["DOCKERFILE", "RAILPACK", "NIXPACKS", "dockerfile", "docker"]),
    ("build", "dockerfilePath", ["Dockerfile", "deploy/Dockerfile.api"]),
    ("build", "buildCommand", ["npm run build", "a && b"]),
    ("build", "watchPatterns", [["src/**"], ["/src/**", "!/src/docs/**"], ["*.py"], "src/**"]),
    ("build", "railpackVersion", ["0.37.0"]), ("build", "nixpacksVersion", ["1.2"]),
    ("build", "installCommand", ["npm ci"]),
    (
      "deploy", "startCommand",
      [
        "node server.js", "uvicorn main:app --host 0.0.0.0 --port $PORT", "sh -c 'exec gunicorn app:app'", "a && b | c",
        "/bin/sh -c \"python x.py --port ${PORT:-80}\"", "python -c \"print('x')\"", "celery -A app worker",
      ]
    ),
    ("deploy", "preDeployCommand", ["alembic upgrade head", ["a && b"], ["a", "b"], []]),
    ("deploy", "healthcheckPath", ["/health", "/", "up", .null]),
    ("deploy", "healthcheckTimeout", [30, 300, "60", 0, -1]),
    ("deploy", "restartPolicyType", ["ON_FAILURE", "ALWAYS", "NEVER", "never", "SOMETIMES"]),
    ("deploy", "restartPolicyMaxRetries", [0, 3, 10]), ("deploy", "cronSchedule", ["0 3 * * *", "*/30 * * * 1-5"]),
    ("deploy", "numReplicas", [0, 1, 3]), ("deploy", "region", ["us-west2"]),
    (
      "deploy", "multiRegionConfig",
      [["us-west2": ["numReplicas": 2]], ["us-west2": ["numReplicas": 1], "us-east4-eqdc4a": ["numReplicas": 3]]]
    ),
    ("deploy", "overlapSeconds", [0, 20]), ("deploy", "drainingSeconds", [0, 45]),
    ("deploy", "sleepApplication", [true, false, "yes"]), ("deploy", "runtime", ["V2", "python"]),
    ("deploy", "limitOverride", [["containers": ["cpu": 1, "memoryBytes": 536_870_912]]]),
    ("deploy", "ipv6EgressEnabled", [true]), ("deploy", "requiredMountPath", ["/data"]),
    ("deploy", "restartPolicy", [["type": "ALWAYS"]]), ("deploy", "healthcheckPaht", ["/x"]),
  ]

  private static func block(_ random: inout Random, of: Int) -> [String: JSONValue] {
    var groups: [String: [String: JSONValue]] = [:]
    for choice in choices where random.next(of) == 0 {
      groups[choice.group, default: [:]][choice.name] = random.one(choice.values)
    }
    return groups.mapValues { .object($0) }
  }

  private static func file(_ seed: Int) -> JSONValue {
    var random = Random(state: UInt64(seed) &* 977 &+ 5)
    var value = block(&random, of: 3)
    var environments: [String: JSONValue] = [:]
    for name in ["production", "staging", "pr"] where random.next(3) == 0 {
      // The builder and the schedule of a service are one in all environments, or the service is two services.
      var own = block(&random, of: 6)
      if var build = own["build"]?.object {
        for key in ["builder", "dockerfilePath"] { build[key] = nil }
        own["build"] = .object(build)
      }
      environments[name] = .object(own)
    }
    if !environments.isEmpty { value["environments"] = .object(environments) }
    return .object(value)
  }

  @Test(arguments: 0..<10) func nothingIsLost(_ part: Int) throws {
    for seed in 0..<40 {
      let original = Self.file(part * 40 + seed)
      let text = JSONWriter.pretty(original)
      var request = TopologyImport.Request()
      request.name = "shop"
      let files = FileAccess.texts([
        ("api/railway.json", text), ("api/deploy/Dockerfile.api", "FROM scratch\nEXPOSE 9000\n"),
      ])
      let result = TopologyImport(request, in: files)
      guard let topology = result.topology else {
        let isEmpty = ["build", "deploy", "environments"].allSatisfy { original[$0]?.object?.isEmpty ?? true }
        #expect(isEmpty, "\(text)")
        continue
      }
      let rebuilt = try rebuild(topology, text)
      // One without a block is in the topology only as production.
      let named = (original["environments"]?.object ?? [:]).keys.sorted()
      for environment in Set(named + ["production"]) {
        compare(original, rebuilt, in: environment, remarks: result.remarks.map(\.text), text + topology)
      }
    }
  }

  private func rebuild(_ topology: String, _ original: String) throws -> JSONValue {
    let form = topology.replacing(
      "targets: [railway]\n", with: "targets: [railway]\noptions: { railway: { format: json } }\n", maxReplacements: 1)
    let compilation = Compilation.run(path: "topology.yaml", bytes: Array(form.utf8))
    let mistakes = compilation.diagnostics.filter { $0.severity == .error }.map { "\($0.code) \($0.message)" }
    #expect(mistakes == [], "\(original)\(topology)")
    let built = compilation.emit(EmissionRequest(layout: OutputLayout())).files.map(\.file)
    let file = try #require(built.first { $0.path.hasSuffix("railway.json") }, "\(original)\(topology)")
    return try JSONReader.parse(Array(file.content.utf8)).get()
  }

  // MARK: Comparison

  private static func settings(_ value: JSONValue, _ environment: String) -> [String: JSONValue] {
    var result: [String: JSONValue] = [:]
    for block in [value]
      + (environment == "pr" ? ["production", "pr"] : [environment]).compactMap({ value["environments"]?[$0] })
    {
      for group in ["build", "deploy"] {
        for (name, member) in block[group]?.object ?? [:] { result["\(group).\(name)"] = member }
      }
    }
    return result.filter { $0.value != .null }
  }

  private func compare(
    _ original: JSONValue, _ rebuilt: JSONValue, in environment: String, remarks: [String], _ text: String
  ) {
    let wanted = Self.settings(original, environment)
    let found = Self.settings(rebuilt, environment)
    for (path, value) in wanted {
      if Self.isThere(path, value, in: found, wanted) { continue }
      let isSaid = remarks.contains {
        $0.hasPrefix("`\(path)`") || $0.hasPrefix("`environments.\(environment).\(path)`")
          || environment == "pr" && $0.hasPrefix("`environments.production.\(path)`")
      }
      #expect(isSaid, "\(environment) \(path): \(value) became \(found[path] ?? .null)\n\(text)")
    }
  }

  /// Whether a setting is there again, platform defaults and forms of the same taken as equal.
  private static func isThere(
    _ path: String, _ value: JSONValue, in found: [String: JSONValue], _ wanted: [String: JSONValue]
  ) -> Bool {
    let other = found[path]
    if other == value { return true }
    switch path {
    case "build.builder": return value == "RAILPACK" && other == nil
    case "build.dockerfilePath": return value == "Dockerfile" && other == nil
    case "build.watchPatterns":
      let all = other?.array?.compactMap(\.string) ?? []
      return (value.array ?? []).compactMap(\.string).allSatisfy { pattern in
        all.contains(pattern) || all.contains("/" + pattern) || all.contains("/**/" + pattern)
      }
    case "deploy.startCommand": return other?.string.map(command) == value.string.map(command)
    case "deploy.preDeployCommand":
      return value == [] && other == nil || value.string.map { other == [.string($0)] } ?? false
    case "deploy.healthcheckTimeout": return value == 300 && other == nil
    case "deploy.restartPolicyType": return value == "ON_FAILURE" && other == nil
    case "deploy.restartPolicyMaxRetries": return value == 10 && other == nil
    case "deploy.numReplicas":
      let places = found["deploy.multiRegionConfig"]?.object ?? [:]
      return value == 1 && other == nil || places.values.contains { $0["numReplicas"] == value }
    case "deploy.region":
      return found["deploy.multiRegionConfig"]?[value.string ?? ""] != nil
    default: return false
    }
  }

  /// The words of a command, or of the command inside a shell.
  private static func command(_ text: String) -> [String] {
    var words = words(text)
    if words.count == 3, words[0].hasSuffix("sh"), words[1] == "-c" { words = self.words(words[2]) }
    return words.first == "exec" ? Array(words.dropFirst()) : words
  }

  private static func words(_ text: String) -> [String] {
    var words: [String] = []
    var word: String?
    var quote: Character?
    var isEscaped = false
    for character in text {
      if isEscaped {
        isEscaped = false
        word = (word ?? "") + String(character)
      } else if character == "\\", quote != "'" {
        isEscaped = true
      } else if character == quote {
        quote = nil
      } else if quote == nil, character == "'" || character == "\"" {
        quote = character
        word = word ?? ""
      } else if quote == nil, character == " " {
        if let finished = word { words.append(finished) }
        word = nil
      } else {
        word = (word ?? "") + String(character)
      }
    }
    return words + (word.map { [$0] } ?? [])
  }
}
