import IR
import JSON

/// `.railway/railway.ts` or `.railway/railway.py`: the whole project in Railway's own terms, which its command line
/// compares with what runs (`railway config plan`) and applies.
struct RailwayProjectFile {
  private let programs: [Program]
  private let files: RailwayFiles
  private let language: ScriptWriter.Language
  private let writer: ScriptWriter

  init(_ programs: [Program], _ files: RailwayFiles, _ language: ScriptWriter.Language) {
    self.programs = programs
    self.files = files
    self.language = language
    writer = ScriptWriter(language)
  }

  /// Versions of the SDKs. With one below 3.12.0, CLI 5.63 plans to remove `tracing` from services that have it
  /// (railway-skills, iac.md, 2026-10).
  private enum SDK {
    static let npm = "3.12.0"
    /// The command line, for machines that have none: a pipeline installs what the lock file beside it names. Read in
    /// the registry of npm, 2026-11.
    static let commandLine = "5.63.1"
    static let python = "0.7.0"
  }

  /// The project file, and beside it what it needs installed.
  func emitted() -> [EmittedFile] {
    let isPython = language == .python
    let header = files.layout.header(isPython ? .hash : .slashes, for: "all environments")
    var result = [file(isPython ? "railway.py" : "railway.ts", header, write)]
    if isPython {
      result.append(file("requirements.txt", header) { $0.write("railway-sdk==\(SDK.python)\n") })
    } else {
      let package: JSONValue = [
        "description": .string("\(GeneratedMark.words) from \(files.layout.topologyFile). Do not edit."),
        "name": .string(programs[0].project + "-railway"), "private": true, "type": "module",
        "engines": ["node": ">=22"],
        "devDependencies": ["@railway/cli": .string(SDK.commandLine), "railway": .string(SDK.npm)],
      ]
      result.append(file("package.json", nil) { $0.write(JSONWriter.pretty(package)) })
    }
    return result
  }

  private func file(
    _ name: String, _ header: GeneratedHeader?, _ body: @escaping @Sendable (inout TextWriter) -> Void
  ) -> EmittedFile {
    Self.file(name, files.layout.style, header, body)
  }

  /// A file of the directory that the command line reads.
  static func file(
    _ name: String, _ style: OutputLayout.Style, _ header: GeneratedHeader?,
    _ body: @escaping @Sendable (inout TextWriter) -> Void
  ) -> EmittedFile {
    switch style {
    case .tree: EmittedFile(path: "railway/.railway/" + name, header: header, body: body)
    case .repo: EmittedFile(base: .repository, path: ".railway/" + name, header: header, body: body)
    }
  }

  // MARK: Text

  @Sendable private func write(to text: inout TextWriter) {
    let project = RailwayProject(programs, files, language)
    let declarations = project.declarations()
    let result = project.project()
    var functions: Set<String> = []
    for value in declarations.map(\.value) + [result] { Self.functions(in: value, &functions) }
    writeIntroduction(&text)
    text.write(imports(functions))
    writeOpening(&text)
    for (index, declaration) in declarations.enumerated() {
      // Below the head of the function there is no empty line.
      if index > 0 || programs.count > 1 { text.write(byte: UInt8(ascii: "\n")) }
      for comment in declaration.comments { writer.comment(comment, indent: indent, &text) }
      writer.declaration(declaration.name, declaration.value, indent: indent, &text)
    }
    text.write(byte: UInt8(ascii: "\n"))
    writer.result(result, indent: indent, &text)
    if language != .python { text.write("});\n") }
  }

  private var indent: Int { language == .python ? 4 : 2 }

  private func writeIntroduction(_ text: inout TextWriter) {
    let lines = [
      "",
      "`railway config plan` compares this file with the linked environment, `railway config apply` changes it; CLI 5.49.1",
      "or newer. README.md of this target says what comes before, because no project file can say it: values of shared",
      "variables and secrets, databases with their variables, domains.",
    ]
    for line in lines { writer.comment(line, indent: 0, &text) }
  }

  private func imports(_ functions: Set<String>) -> String {
    let define = language == .python ? "define_railway" : "defineRailway"
    let names = functions.union([define]).sorted()
    return language == .python
      ? "from railway_sdk import \(names.joined(separator: ", "))\n"
      : "import { \(names.joined(separator: ", ")) } from \"railway/iac\";\n"
  }

  /// Reads the name of the environment where the topology has several. An environment that the topology does not name
  /// gets no values at all: those of another one would overwrite what runs there. A pull request's copy is none of its
  /// names either, and is meant.
  private func writeOpening(_ text: inout TextWriter) {
    let previews = programs.filter { $0.environment.kind == .preview }
    let isNeeded = programs.count > 1
    let message = "The CLI names no environment: it is older than 5.45, or none is linked."
    let names = programs.filter { $0.environment.kind == .standard }.map(\.environment.name)
    let unknown = "The topology has no such environment; add it under `environments:`, or delete it in Railway: "
    let known = names.map(literal).joined(separator: ", ")
    if language == .python {
      text.write("\n\n@define_railway\ndef main(ctx):\n")
      guard isNeeded else { return }
      text.write("    environment = ctx.environment\n")
      text.write("    if not environment:\n        raise RuntimeError(\(literal(message)))\n")
      // A tuple of one has a comma behind it.
      text.write("    if environment not in (\(known)\(names.count == 1 ? "," : "")) and not ctx.get(\"pr\"):\n")
      text.write("        raise RuntimeError(\(literal(unknown)) + environment)\n")
      for preview in previews {
        writer.comment(
          "a pull request's copy of \(preview.environment.base ?? "an environment")", indent: 4, &text)
        text.write("    if ctx.get(\"pr\"):\n        environment = \(literal(preview.environment.name))\n")
      }
      return
    }
    text.write("\nexport default defineRailway((ctx) => {\n")
    guard isNeeded else { return }
    text.write("  \(previews.isEmpty ? "const" : "let") environment = ctx.environment;\n")
    text.write("  if (!environment) throw new Error(\(literal(message)));\n")
    text.write("  if (![\(known)].includes(environment) && !(\"pr\" in ctx && ctx.pr)) {\n")
    text.write("    throw new Error(\(literal(unknown)) + environment);\n  }\n")
    for preview in previews {
      writer.comment("a pull request's copy of \(preview.environment.base ?? "an environment")", indent: 2, &text)
      text.write("  if (\"pr\" in ctx && ctx.pr) environment = \(literal(preview.environment.name));\n")
    }
  }

  private func literal(_ text: String) -> String { writer.inline(.text(text)) ?? "" }

  /// The functions that a value calls, to be imported.
  private static func functions(in value: ScriptValue, _ result: inout Set<String>) {
    switch value {
    case .call(let function, let arguments, let members):
      result.insert(function)
      for argument in arguments { functions(in: argument, &result) }
      for member in members { functions(in: member.value, &result) }
    case .list(let items): for item in items { functions(in: item, &result) }
    case .map(let members): for member in members { functions(in: member.value, &result) }
    case .extended(let base, let members):
      functions(in: base, &result)
      for member in members { functions(in: member.value, &result) }
    case .choice(_, let first, let second):
      functions(in: first, &result)
      functions(in: second, &result)
    case .optional(_, let item): functions(in: item, &result)
    case .text, .integer, .real, .thousandths, .boolean, .null, .name, .member: break
    }
  }
}
