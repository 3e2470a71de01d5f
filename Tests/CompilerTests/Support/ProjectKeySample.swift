import IR

/// A topology with a key outside its services and without it, all else equal: what the key alone does.
struct ProjectKeySample {
  let without: String
  let with: String

  /// - Parameters:
  ///   - without: keys of the top level, one a line.
  ///   - with: the same keys, and the one in question.
  ///   - service: keys of `subject` on top of those that it has anyway.
  private init(_ without: String, _ with: String, service: String = "") {
    self.without = Self.topology(without, service)
    self.with = Self.topology(with, service)
  }

  /// `TARGET` is replaced by the target in question.
  private static func topology(_ keys: String, _ service: String) -> String {
    func has(_ key: String) -> Bool { keys.split(separator: "\n").contains { $0.hasPrefix(key + ":") } }
    var text = has("infracc") ? "" : "infracc: 1\n"
    if !has("project") { text += "project: shop\n" }
    if !has("targets") { text += "targets: [TARGET]\n" }
    text += keys + "\n"
    if !has("services") { text += services(service) }
    return text
  }

  private static func services(_ more: String) -> String {
    let indented = more.split(separator: "\n").map { "    \($0)\n" }.joined()
    return """
      services:
        postgres: { version: 16, port: 5440 }
        subject:
          type: web
          root: ./app
          build: { dockerfile: app/Dockerfile }
          port: 8000
          health: none
          start: serve
      \(indented)
      """
  }

  static func all(_ key: ProjectKey) -> [ProjectKeySample] {
    switch key {
    case .version, .project, .targets, .repository, .repositoryGitHub, .repositoryBranch, .services, .volumes, .lints,
      .options, .optionsLayout, .raw:
      ofProject(key)
    case .secrets, .secretsSource, .secretsPattern, .secretsType, .secretsCharset, .secretsDiffersFrom, .secretsClass,
      .secretsDoc, .secretsRotate, .secretsMultiline, .secretsPrefix, .secretsRequired:
      ofSecrets(key)
    case .variables, .variablesValue, .variablesSource, .variablesType, .variablesWhen, .variablesVisible,
      .variablesRequired, .variablesSeparator, .variablesFormat, .variablesPattern, .variablesDoc:
      ofVariables(key)
    case .environments, .environmentsFrom, .environmentsKind, .environmentsLife, .environmentsEnabled:
      ofEnvironments(key)
    case .policies, .policiesSame, .policiesDifferent, .policiesAtLeast, .policiesAtLeastPath, .policiesAtLeastValue,
      .policiesAtLeastEnvironment, .policiesForbid, .policiesForbidPath, .policiesForbidEquals,
      .policiesForbidEnvironments, .policiesRequire, .policiesRequirePath, .policiesRequireWhen:
      ofPolicies(key)
    }
  }

  private static func ofProject(_ key: ProjectKey) -> [ProjectKeySample] {
    let mounted = "volumes: { /data: uploads }"
    return switch key {
    case .version: [ProjectKeySample("", "infracc: 1")]
    case .project: [ProjectKeySample("project: shop", "project: mall")]
    case .targets: [ProjectKeySample("targets: [railway, compose, procfile]", "targets: [TARGET]")]
    case .repository, .repositoryGitHub: [ProjectKeySample("", "repository: { github: example/shop }")]
    case .repositoryBranch:
      [
        ProjectKeySample(
          "repository: { github: example/shop }", "repository: { github: example/shop, branch: next }")
      ]
    case .services:
      [
        ProjectKeySample(
          "services: { postgres: { version: 16 } }", "services: { postgres: { version: 16 }, redis: { version: 8 } }")
      ]
    case .volumes:
      [ProjectKeySample("volumes: { uploads: 1GiB }", "volumes: { uploads: 90GiB }", service: mounted)]
    case .lints: [ProjectKeySample("", "lints: { W0225: error }", service: "variables: { Color: blue }")]
    case .options, .optionsLayout: [ProjectKeySample("", "options: { layout: repo }")]
    case .raw: [ProjectKeySample("", "raw: { TARGET: { x-team: shop } }")]
    default: []
    }
  }

  private static func ofSecrets(_ key: ProjectKey) -> [ProjectKeySample] {
    func secret(_ keys: String) -> ProjectKeySample {
      ProjectKeySample(
        "secrets: { KEY: { source: external }, OTHER: external }",
        "secrets: { KEY: { source: external, \(keys) }, OTHER: external }", service: "use: [KEY, OTHER]")
    }
    return switch key {
    case .secrets: [ProjectKeySample("variables: { KEY: a }", "secrets: { KEY: external }", service: "use: [KEY]")]
    case .secretsSource:
      ["generate", "generate(hex, 48)", "optional"].map {
        ProjectKeySample("secrets: { KEY: external }", "secrets: { KEY: \"\($0)\" }", service: "use: [KEY]")
      }
    case .secretsPrefix:
      [
        ProjectKeySample(
          "secrets: { KEY: { source: generate } }", "secrets: { KEY: { source: generate, prefix: \"base64:\" } }",
          service: "use: [KEY]")
      ]
    case .secretsRequired: [secret("required: false")]
    case .secretsPattern: [secret("pattern: \"^sk_.*$\"")]
    case .secretsType: [secret("type: int"), secret("type: url")]
    case .secretsCharset: [secret("charset: url")]
    case .secretsDiffersFrom: [secret("differs_from: [OTHER]")]
    case .secretsClass: [secret("class: { live: \"^live_\" }")]
    case .secretsDoc: [secret("doc: From the dashboard")]
    case .secretsRotate: [secret("rotate: 30d")]
    case .secretsMultiline: [secret("multiline: true")]
    default: []
    }
  }

  private static func ofVariables(_ key: ProjectKey) -> [ProjectKeySample] {
    func variable(_ before: String, _ after: String) -> ProjectKeySample {
      ProjectKeySample("variables: { KEY: \(before) }", "variables: { KEY: \(after) }", service: "use: [KEY]")
    }
    return switch key {
    case .variables, .variablesValue: [variable("blue", "red")]
    case .variablesSource: [variable("blue", "{ source: external }")]
    case .variablesType:
      [
        variable("{ value: \"1\" }", "{ value: \"1\", type: int }"),
        variable("{ source: external }", "{ source: external, type: int }"),
      ]
    case .variablesWhen:
      [variable("blue", "{ value: blue, when: build }"), variable("blue", "{ value: blue, when: both }")]
    case .variablesVisible: [variable("blue", "{ value: blue, visible: browser }")]
    case .variablesRequired: [variable("{ source: external }", "{ source: external, required: false }")]
    case .variablesSeparator: [variable("{ value: [a, b] }", "{ value: [a, b], sep: \";\" }")]
    case .variablesFormat: [variable("{ value: [a, b] }", "{ value: [a, b], format: json }")]
    case .variablesPattern: [variable("{ source: external }", "{ source: external, pattern: \"^b.*$\" }")]
    case .variablesDoc:
      [
        variable("{ source: external }", "{ source: external, doc: The color }"),
        variable("blue", "{ value: blue, doc: The color }"),
      ]
    default: []
    }
  }

  private static func ofEnvironments(_ key: ProjectKey) -> [ProjectKeySample] {
    let overlay = "production: { services: { subject: { port: 8100 } } }"
    func staging(_ before: String, _ after: String) -> ProjectKeySample {
      ProjectKeySample(
        "environments: { \(overlay), staging: { \(before) } }", "environments: { \(overlay), staging: { \(after) } }")
    }
    return switch key {
    case .environments:
      [ProjectKeySample("", "environments: { \(overlay) }"), ProjectKeySample("", "environments: { other: {} }")]
    case .environmentsFrom: [staging("", "from: production")]
    case .environmentsEnabled: [staging("", "enabled: false")]
    case .environmentsKind: [staging("", "kind: preview, ttl: 7d")]
    case .environmentsLife:
      [
        staging("kind: preview", "kind: preview, ttl: 7d"),
        staging("kind: preview, ttl: 7d", "kind: preview, ttl: 36h"),
      ]
    default: []
    }
  }

  /// Policies that the topology breaks: what a key of one asks for is seen by what is found.
  private static func ofPolicies(_ key: ProjectKey) -> [ProjectKeySample] {
    let rest = "environments: { production: {}, staging: { services: { subject: { port: 8100 } } } }\n"
    func policy(_ before: String, _ after: String) -> ProjectKeySample {
      ProjectKeySample(
        rest + (before.isEmpty ? "" : "policies: [\(before)]"), rest + "policies: [\(after)]")
    }
    let (port, stop) = ("services.subject.port", "services.subject.stop_grace")
    let atLeast = "at_least: { path: \(stop), value: 1s }"
    let forbidden = "forbid: { path: \(port), equals: 9999 }"
    return switch key {
    case .policies, .policiesSame: [policy("", "{ same: \(port) }")]
    case .policiesDifferent: [policy("", "{ different: services.postgres.port }")]
    case .policiesAtLeast: [policy("", "{ at_least: { path: \(stop), value: 1h } }")]
    case .policiesAtLeastPath:
      [policy("{ \(atLeast) }", "{ at_least: { path: services.subject.resources.cpu, value: 99 } }")]
    case .policiesAtLeastValue: [policy("{ \(atLeast) }", "{ at_least: { path: \(stop), value: 1h } }")]
    case .policiesAtLeastEnvironment:
      [
        policy(
          "{ at_least: { path: \(stop), value: 1h } }",
          "{ at_least: { path: \(stop), value: 1h, environment: staging } }")
      ]
    case .policiesForbid: [policy("", "{ forbid: { path: \(port), equals: 8100 } }")]
    case .policiesForbidPath:
      [policy("{ \(forbidden) }", "{ forbid: { path: services.postgres.port, equals: 5440 } }")]
    case .policiesForbidEquals: [policy("{ \(forbidden) }", "{ forbid: { path: \(port), equals: 8100 } }")]
    case .policiesForbidEnvironments:
      [
        policy(
          "{ forbid: { path: \(port), equals: 8100 } }",
          "{ forbid: { path: \(port), equals: 8100, environments: [production] } }")
      ]
    case .policiesRequire: [policy("", "{ require: { path: services.subject.region } }")]
    case .policiesRequirePath:
      [policy("{ require: { path: services.subject.port } }", "{ require: { path: services.subject.region } }")]
    case .policiesRequireWhen:
      [
        policy(
          "{ require: { path: services.subject.region } }",
          "{ require: { path: services.subject.region, when: restart } }")
      ]
    default: []
    }
  }
}
