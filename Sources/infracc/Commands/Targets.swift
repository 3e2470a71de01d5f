import ArgumentParser
import Compiler
import Diagnostics
import Emit
import IR
import JSON

struct Targets: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "targets", abstract: "List the targets, the files that they write and the options that they take.",
    discussion: "EXAMPLES\n  infracc targets\n  infracc targets --verbose\n  infracc targets --format json\n"
      + "  infracc targets --matrix")

  @Option(help: "How the list is printed.")
  var format = ListFormat.text

  @Flag(help: "Call the plug-ins on PATH and say what they say about themselves.")
  var verbose = false

  @Flag(help: "Print what each built-in target makes of each key.")
  var matrix = false

  func run() {
    if matrix { return Self.printMatrix(format) }
    let plugins = PluginAccess.installed(asking: verbose)
    if format == .json {
      return Terminal.write(JSONWriter.pretty(.array(Emitters.all.map(Self.json) + plugins.map(Self.json))))
    }
    for (title, role) in [
      ("Listed under `targets:`", EmitterRole.deploy), ("Listed beside them", .companion),
      ("Written when they are needed", .supporting),
    ] {
      Terminal.write(title + "\n")
      for emitter in Emitters.all where emitter.role == role {
        Self.list(emitter.name, emitter.summary, emitter.files, emitter.options)
      }
    }
    if plugins.isEmpty { return }
    Terminal.write("Plug-ins on PATH\(verbose ? "" : "; `--verbose` asks them what they write")\n")
    for item in plugins {
      let description = item.plugin.description
      let summary = description.map { $0.summary.isEmpty ? item.plugin.path : $0.summary }
      Self.list(
        item.plugin.name, item.problem ?? summary ?? item.plugin.path, description?.files ?? [],
        item.plugin.options)
    }
  }

  /// One line for a key, then one for each target that does more or less than keep it.
  private static func printMatrix(_ format: ListFormat) {
    if format == .json { return Terminal.write(JSONWriter.pretty(PortabilityTable.json)) }
    let keyWidth = (PortabilityTable.rows.map(\.key.count).max() ?? 0) + 2
    let cellWidth = 16
    func padded(_ text: String, _ width: Int) -> String {
      text + String(repeating: " ", count: max(1, width - text.count))
    }
    var lines = [padded("", keyWidth) + PortabilityTable.targets.map { padded($0, cellWidth) }.joined()]
    for row in PortabilityTable.rows {
      lines.append(
        padded(row.key, keyWidth)
          + row.cells.map { padded(PortabilityTable.word($0), cellWidth) }.joined())
      for (target, cell) in zip(PortabilityTable.targets, row.cells) {
        if let words = PortabilityTable.words(cell) { lines.append("  \(target): \(words)") }
      }
    }
    Terminal.write(lines.map { $0.trimmedAtEnd + "\n" }.joined())
  }

  private static func list(_ name: String, _ summary: String, _ files: [String], _ options: [EmitterOption]) {
    let padding = String(repeating: " ", count: max(1, 12 - name.count))
    var text = "  \(name)\(padding)\(summary)\n"
    for file in files { text += "              \(file)\n" }
    for option in options {
      let values = option.values.isEmpty ? "" : " (\(option.values.joined(separator: ", ")))"
      text += "              option \(option.name)\(option.summary.isEmpty ? "" : ": ")\(option.summary)\(values)\n"
    }
    Terminal.write(DisplayText.visible(text, keepingLines: true))
  }

  private static func json(_ emitter: any Emitter.Type) -> JSONValue {
    .object([
      "name": .string(emitter.name), "summary": .string(emitter.summary),
      "files": .array(emitter.files.map { .string($0) }),
      "role": .string(emitter.role.rawValue), "scope": .string(emitter.scope.rawValue),
      "options": options(emitter.options),
    ])
  }

  /// One that was not asked has only a name and a program.
  private static func json(_ item: PluginAccess.Installed) -> JSONValue {
    var members: [String: JSONValue] = [
      "name": .string(item.plugin.name), "role": "deploy", "plugin": .string(item.plugin.path),
    ]
    if let problem = item.problem { members["problem"] = .string(problem) }
    guard let description = item.plugin.description else { return .object(members) }
    members["summary"] = .string(description.summary)
    members["files"] = .array(description.files.map { .string($0) })
    members["scope"] = .string(description.scope.rawValue)
    members["options"] = options(item.plugin.options)
    return .object(members)
  }

  private static func options(_ options: [EmitterOption]) -> JSONValue {
    .array(
      options.map {
        [
          "name": .string($0.name), "summary": .string($0.summary), "values": .array($0.values.map { .string($0) }),
        ]
      })
  }
}

extension String {
  /// Without spaces behind the last word.
  fileprivate var trimmedAtEnd: String {
    String(self[..<(lastIndex { $0 != " " }.map(index(after:)) ?? startIndex)])
  }
}
