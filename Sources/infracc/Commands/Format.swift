import ArgumentParser
import Compiler
import Diagnostics
import Files
import Output

struct Format: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fmt",
    abstract: "Write topologies in the canonical layout. What they say stays the same.",
    discussion: """
      Keys of the language come in one order, references are written $<<…>>, sizes and durations in their largest exact
      unit, and variables that an operator may set as NAME? where that says all; comments, blank lines and your own names
      keep their places.

      EXAMPLES
        infracc fmt
        infracc fmt --check services/*/topology.yaml
        infracc fmt - < topology.yaml         writes to standard output
      """)

  @Argument(help: .topology, completion: .file(extensions: ["yaml", "yml"]))
  var files: [String] = [InputOptions.defaultTopology]

  @Flag(help: "Write nothing; name the files that are not formatted, and fail with 4 when there are any.")
  var check = false

  @Option(help: "When findings are coloured.")
  var color = ColorChoice.auto

  func validate() throws {
    if files.contains("-"), files.count > 1 { throw ValidationError("`-` does not go with other files") }
  }

  func run() throws {
    var code: Int32 = 0
    var seen: Set<String> = []
    let findings = FindingOptions(color: color)
    for file in files where seen.insert(file).inserted {
      do {
        // Nothing but the text itself is looked at.
        let (bytes, _) = try InputOptions(noFS: true, noProbe: true).read(file)
        switch TopologyFormatter.format(path: InputOptions.name(of: file), bytes: bytes) {
        case .refused(let diagnostics, let sources):
          findings.show(diagnostics, sources)
          code = Self.weightier(code, ExitStatus.findings)
        case .formatted(let result): code = Self.weightier(code, try put(result, file, bytes))
        }
      } catch let error as UnreadableInput {
        findings.show([error.finding], SourceSet())
        code = Self.weightier(code, ExitStatus.usage)
      }
    }
    if code != 0 { throw ExitCode(code) }
  }

  private func put(_ result: [UInt8], _ file: String, _ bytes: [UInt8]) throws -> Int32 {
    if check {
      if result == bytes { return 0 }
      Terminal.complain("\(InputOptions.name(of: file)): not formatted\n")
      return ExitStatus.outOfDate
    }
    if file == "-" {
      Terminal.write(document: String(decoding: result, as: UTF8.self))
    } else if result != bytes {
      do {
        try TextFile.replace(file, with: result, from: bytes)
      } catch {
        Terminal.complain("infracc: cannot write `\(file)`: \(error.reason)\n")
        return ExitStatus.unwritten
      }
      Terminal.complain("\(file): formatted\n")
    }
    return 0
  }

  /// Of several exit codes the first of 3, 2, 1, 4 counts.
  private static func weightier(_ a: Int32, _ b: Int32) -> Int32 {
    let order: [Int32] = [ExitStatus.unwritten, ExitStatus.usage, ExitStatus.findings, ExitStatus.outOfDate]
    return order.first { $0 == a || $0 == b } ?? 0
  }
}
