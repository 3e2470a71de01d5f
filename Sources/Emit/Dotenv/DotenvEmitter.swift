package import IR

/// Examples of env files: what the compose file fills in, what the processes of a Procfile need, and a reference of
/// every variable. None holds a secret.
package enum DotenvEmitter: Emitter {
  package static let name = "dotenv"
  package static let summary = "examples of the env files that the other targets read, and a reference of all variables"
  package static let files = [
    "<environment>/compose/.env.example", "<environment>/procfile/.env.example", "<environment>/dotenv/.env.example",
  ]
  package static let scope = EmitterScope.environment
  package static let role = EmitterRole.supporting
  package static let capabilities = Capabilities()
  package static let options: [EmitterOption] = []

  package static func emit(_ request: EmitRequest) -> Emission {
    let program = request.program
    // What everybody reads alike needs no file to be known as writable.
    if request.isForFindings, program.services.allSatisfy(\.hasPlainValues) { return Emission() }
    var emission = Emission()
    func add(
      _ base: EmittedFile.Base, _ path: String, isStrict: Bool = true,
      _ fill: @escaping @Sendable (inout EnvExample) -> Void
    ) {
      if isStrict, request.wantsFindings {
        var dry = EnvExample(program, isForFindings: true)
        fill(&dry)
        emission.findings += dry.findings(in: OutputLayout.components(path).last ?? path)
      }
      if request.isForFindings { return }
      let header = request.layout.header(.hash, for: program.environment.name)
      emission.files.append(
        EmittedFile(base: base, path: path, header: header) { writer in
          var example = EnvExample(program, isStrict: isStrict)
          fill(&example)
          example.document.write(to: &writer)
        })
    }
    let compose = request.targets.contains("compose") ? ComposeProject(program, layout: request.layout) : nil
    let processes = request.targets.contains("procfile") ? ProcfileVariables(program) : nil
    let environment = program.environment.name
    switch request.layout.style {
    case .tree:
      if let compose {
        add(.output, OutputLayout.path(environment, "compose", ".env.example")) { $0.addCompose(compose) }
      }
      if let processes, !processes.processes.isEmpty {
        add(.output, OutputLayout.path(environment, "procfile", ".env.example")) {
          $0.addProcesses(processes, place: ".env beside this file")
        }
      }
      // A reference only says in the file what cannot be written.
      add(.output, OutputLayout.path(environment, "dotenv", ".env.example"), isStrict: false) { $0.addReference() }
    case .repo:
      add(.repository, ".env.\(environment).example") { example in
        if let compose { example.addCompose(compose) }
        if let processes, !processes.processes.isEmpty {
          example.addProcesses(processes, place: ".env.\(environment)")
        }
        // The reference has no findings.
        if example.document.isEmpty, !example.isForFindings { example.addReference() }
      }
    }
    return emission
  }
}

/// One example under construction: a document, and the names that it has already.
struct EnvExample: ~Copyable {
  let program: Program
  var document: DotenvDocument
  /// Names that have a line, and among them those whose line is not commented out.
  private var mentioned: Set<String> = []
  private var active: Set<String> = []
  private var failures: [(name: String, span: Int?)] = []
  /// Whether a value that cannot be written is a finding: a reference only says so.
  private let isStrict: Bool
  let isForFindings: Bool

  init(_ program: Program, isStrict: Bool = true, isForFindings: Bool = false) {
    self.program = program
    self.isForFindings = isForFindings
    document = DotenvDocument(isDry: isForFindings)
    self.isStrict = isStrict
  }

  /// A line, unless the file has that name already; `repeats` writes it all the same. `remarks` are the comment above.
  mutating func set(
    _ name: String, _ value: String, isOff: Bool = false, repeats: Bool = false, span: Int? = nil, remarks: [String]
  ) {
    guard repeats || !(isOff ? mentioned : active).contains(name) else { return }
    mentioned.insert(name)
    if !isOff { active.insert(name) }
    for remark in remarks where !remark.isEmpty { document.comment(remark) }
    if !document.set(name, value, isOff: isOff), !isOff, isStrict { failures.append((name, span)) }
  }

  func has(_ name: String) -> Bool { mentioned.contains(name) }

  func findings(in file: String) -> [EmitFinding] {
    failures.map { failure in
      EmitFinding(
        .textNotRepresentable, "`\(failure.name)` cannot be written in \(file)", span: failure.span,
        notes: [
          "compose, bash, python-dotenv, node and honcho read line breaks, both kinds of quotes together, `${` and some "
            + "backslashes in different ways"
        ],
        help: ["write the value on one line and without single quotes, or pass it encoded (base64)"])
    }
  }

  // MARK: Secrets

  /// What makes a value of a generated secret, for a shell with openssl.
  static func recipe(_ secret: SecretInfo) -> String? {
    guard case .generate(let alphabet, let bytes) = secret.source else { return nil }
    switch alphabet {
    case "hex", "alnum": return "openssl rand -hex \(bytes)"
    case "uuid":
      return "openssl rand -hex 16 | sed -E 's/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/\\1-\\2-4\\3-8\\4-\\5/'"
    default:
      // openssl breaks the line after 64 characters.
      return "openssl rand -base64 \(bytes) | tr '+/' '-_' | tr -d '=\(bytes > 48 ? "\\n" : "")'"
    }
  }

  /// What must hold for the value of a secret, in words.
  static func demands(_ secret: SecretInfo) -> [String] {
    var demands: [String] = []
    if !secret.differsFrom.isEmpty { demands.append("Not the same as \(secret.differsFrom.joined(separator: ", ")).") }
    if secret.isURLSafe, secret.source == .external {
      demands.append("Letters, digits and `-._~` only: it may become part of a URL.")
    }
    if secret.isOfOneEnvironment { demands.append("Another value in each environment.") }
    if let pattern = secret.pattern { demands.append("Must match \(pattern)") }
    return demands
  }

  static func names(_ services: [String]) -> String { services.joined(separator: ", ") }
}
