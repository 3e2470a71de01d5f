import ArgumentParser
import Emit
import JSON

struct Targets: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "targets", abstract: "List the targets, the files that they write and the options that they take.",
    discussion: "EXAMPLES\n  infracc targets\n  infracc targets --format json")

  @Option(help: "How the list is printed.")
  var format = ListFormat.text

  func run() {
    if format == .json {
      return Terminal.write(JSONWriter.pretty(.array(Emitters.all.map(Self.json))))
    }
    for (title, role) in [
      ("Listed under `targets:`", EmitterRole.deploy), ("Written when they are needed", .supporting),
    ] {
      Terminal.write(title + "\n")
      for emitter in Emitters.all where emitter.role == role {
        let padding = String(repeating: " ", count: max(1, 12 - emitter.name.count))
        Terminal.write("  \(emitter.name)\(padding)\(emitter.summary)\n")
        for file in emitter.files { Terminal.write("              \(file)\n") }
        for option in emitter.options {
          let values = option.values.isEmpty ? "" : " (\(option.values.joined(separator: ", ")))"
          Terminal.write("              option \(option.name): \(option.summary)\(values)\n")
        }
      }
    }
  }

  private static func json(_ emitter: any Emitter.Type) -> JSONValue {
    .object([
      "name": .string(emitter.name), "summary": .string(emitter.summary),
      "files": .array(emitter.files.map { .string($0) }),
      "role": .string(emitter.role == .deploy ? "deploy" : "supporting"), "scope": .string(emitter.scope.rawValue),
      "options": .array(
        emitter.options.map {
          .object([
            "name": .string($0.name), "summary": .string($0.summary), "values": .array($0.values.map { .string($0) }),
          ])
        }),
    ])
  }
}
