import JSON

extension Coder where Value == Program {
  static let program: Coder<Program> = Coder.record(
    "program", Program(project: "", environment: EnvironmentInfo(name: "")),
    "The checked, merged topology of one environment: references resolved, defaults filled in."
  ) {
    Member.group("project") {
      Member("name", \.project, .text)
    }
    Member("environment", \.environment, .environment)
    Member("targets", \.targets, .list(.text), "The deploy targets that the topology lists.")
    Member(
      "companions", \.companions, .list(.text).or([]),
      "What is listed with the deploy targets and written about them: scripts.")
    Member("targetPlaces", \.targetPlaces, .map(.number), "Span numbers of the places where they are listed.")
    Member("optionPlaces", \.optionPlaces, .map(.map(.number)), "Span numbers of options, by target and option.")
    Member("options", \.options, .map(.anything), "As written under `options:`, by target.")
    Member("raw", \.raw, .map(.anything), "As written under the top level's `raw:`, by target.")
    Member(
      "rawPlaces", \.rawPlaces, .map(.number),
      "Span numbers of the keys under `raw`, by JSON Pointers without the first slash.")
    Member("repository", \.repository, .optional(.repository))
    Member("sources", \.sources, .list(.source))
    Member("secrets", \.secrets, .list(.secret), "Names only: no value of a secret is known.")
    Member("shared", \.shared, .list(.variable), "Shared variables that are not secret.")
    Member("services", \.services, .list(.service), "Enabled ones, in order of declaration.")
    Member("edges", \.edges, .list(.edge))
    Member("externals", \.externals, .list(.externalServer).or([]), "Servers outside that services refer to.")
    Member.group(
      "budgets"
    ) {
      Member("connections", \.connectionBudgets, .list(.connectionBudget))
      Member("memory", \.memoryBudgets, .list(.memoryBudget))
    }
    Member("spans", \.spans, .list(.place))
  }
}

extension Coder where Value == EnvironmentInfo {
  static let environment: Coder<EnvironmentInfo> = Coder.record(
    "environment", EnvironmentInfo(name: "")
  ) {
    Member("name", \.name, .text)
    Member("kind", \.kind, .word())
    Member("from", \.base, .optional(.text), "The environment that it starts from.")
    Member("ttlMs", \.life, .optional(.number), "How long a preview may live.")
  }
}

extension Coder where Value == ExternalServer {
  static let externalServer: Coder<ExternalServer> = Coder.record(
    "externalServer", ExternalServer(name: "", port: 0)
  ) {
    Member("name", \.name, .text, "The declared name.")
    Member("port", \.port, .number)
  }
}

extension Coder where Value == Repository {
  static let repository: Coder<Repository> = Coder.record(
    "repository", Repository(github: "", branch: nil)
  ) {
    Member("github", \.github, .text, "`owner/name`.")
    Member("branch", \.branch, .optional(.text))
  }
}

extension Coder where Value == SourceInfo {
  static let source: Coder<SourceInfo> = Coder.record(
    "source", SourceInfo(path: "", sha256: "")
  ) {
    Member("path", \.path, .text)
    Member("sha256", \.sha256, .text, "Of the bytes, in lower-case hexadecimal.")
  }
}

extension Coder where Value == SecretInfo {
  static let secret: Coder<SecretInfo> = Coder.record(
    "secret", SecretInfo(id: "", env: "", source: .external, isURLSafe: false)
  ) {
    Member("id", \.id, .text, "`shared/NAME` or `<service>/password`.")
    Member("env", \.env, .text, "The name in env files.")
    Member.flat(
      \.source,
      Choice(tag: "source") {
        Case(
          "generate", Part("alphabet", .text), Part("bytes", .number),
          make: { .generate(alphabet: $0, bytes: $1) }
        ) {
          if case .generate(let alphabet, let bytes) = $0 { (alphabet, bytes) } else { nil }
        }
        Case("external", make: { .external }) { $0 == .external ? () : nil }
      })
    Member("prefix", \.prefix, .optional(.text), "What a generated value begins with, before what is random.")
    Member("charset", \.isURLSafe, .charset, "`url`: no value needs encoding in a URL.")
    Member("required", \.isRequired, .bool)
    Member("usedBy", \.usedBy, .list(.text))
    Member("differsFrom", \.differsFrom, .list(.text))
    Member("pattern", \.pattern, .optional(.text), "A regular expression that the whole value matches.")
    Member("doc", \.doc, .nullable(.text))
    Member("storeOwned", \.isStoreOwned, .bool)
    Member("ofOneEnvironment", \.isOfOneEnvironment, .bool.or(false), "Each environment has another value.")
    Member("multiline", \.isMultiline, .bool.or(false), "A value may have line breaks.")
  }
}

extension Coder where Value == Bool {
  fileprivate static let charset: Coder<Bool> = Coder(
    "`url` or `any`", schema: ["enum": ["url", "any"]], encode: { $0 ? "url" : "any" },
    decode: { value in
      switch value.string {
      case "url": true
      case "any": false
      default: nil
      }
    })
}

extension Coder where Value == Edge {
  static let edge: Coder<Edge> = Coder.record(
    "edge", Edge(from: "", to: "", kind: .address)
  ) {
    Member("from", \.from, .text)
    Member("to", \.to, .text)
    Member("kind", \.kind, .word())
    Member("condition", \.condition, .optional(.word()))
    Member("span", \.span, .span)
  }
}

extension Coder where Value == SpanInfo {
  /// Five numbers, as there are many.
  static let place: Coder<SpanInfo> = Coder(
    "a list of five whole numbers",
    schema: [
      "type": "array", "items": ["type": "integer"], "minItems": 5, "maxItems": 5,
      "description": "Index of the source, first byte, byte after the last, line and column, both from 1.",
    ],
    encode: { [.int($0.source), .int($0.start), .int($0.end), .int($0.line), .int($0.column)] },
    decode: { value in
      let numbers = value.array?.compactMap(\.int) ?? []
      guard numbers.count == 5, value.array?.count == 5 else { return nil }
      return SpanInfo(
        source: numbers[0], start: numbers[1], end: numbers[2], line: numbers[3], column: numbers[4])
    }
  ).named("place")
}
