import Diagnostics
import Engines
import IR
import Import
import Model
import Probes
import Resolution
import Syntax

/// What a check of files that are no topology has looked at, as a table for people: every file and why it was read or not,
/// every service, what the stack is taken for, and the rules that found something and cannot prove it.
struct ForeignSources {
  private struct Row {
    let cells: [String]
    /// A service stands below its files.
    let isIndented: Bool
  }

  private var rows: [Row] = []
  private var listed: Set<String> = []
  private var silences: [(code: String, place: Span, reason: String)] = []
  /// The places of kinds, whose lines are known when all files are.
  private var places: [Int: Span] = [:]
  private var services: [Int: Span] = [:]

  private mutating func add(_ path: String, _ what: String, _ why: String) {
    guard listed.insert(path).inserted else { return }
    rows.append(Row(cells: [path, what, why], isIndented: false))
  }

  mutating func add(_ stack: Stack, _ topology: FaithfulTopology, _ evidence: StackEvidence, _ context: StackContext) {
    for (index, path) in stack.files.enumerated() {
      let kind = evidence.kind.rawValue + (evidence.reason.map { ": \($0)" } ?? "")
      if index == 0 || stack.dialect != .compose {
        add(path, "read", kind)
      } else {
        add(path, "laid over", "\(stack.files[0]); \(kind)")
      }
      if index == stack.files.count - 1 || stack.dialect != .compose { places[rows.count - 1] = evidence.place }
    }
    for service in stack.services {
      let ports = service.ports.compactMap { port in port.container.map { "\($0)" } }
      rows.append(
        Row(
          cells: [
            "  " + service.name, Self.described(service, topology),
            ports.isEmpty ? "" : "port \(ports.joined(separator: ", "))",
          ], isIndented: true))
      services[rows.count - 1] = service.nameSpan
    }
    for service in stack.services {
      if let path = topology.dockerfiles[service.name]?.file.path {
        add(path, "read", "the image of `\(service.name)`")
      }
    }
    for template in context.describedTemplates {
      add(template.path, "read", Words.count(template.variables, "variable"))
    }
  }

  private static func described(_ service: StackService, _ topology: FaithfulTopology) -> String {
    if let engine = service.engine { return service.image?.known ?? engine.title }
    if let survey = topology.surveys[service.name] { return "\(survey.type ?? "program"), built here" }
    if service.build != nil { return "built, its code not read" }
    return service.image.map { "\($0.known ?? $0.node.text), contents unknown" } ?? "contents unknown"
  }

  mutating func add(_ finding: Diagnostic, _ silence: String?) {
    guard let silence, finding.primary.span != .nowhere else { return }
    silences.append((finding.code, finding.primary.span, silence))
  }

  /// What was found and not read as a stack.
  mutating func add(_ finder: StackFinder, _ repository: RepositoryReader) {
    for path in finder.fragments { add(path, "fragment", "only changes services of a file that is not beside it") }
    for path in finder.templates { add(path, "template", "a template engine makes the file of it") }
    for path in finder.skipped { add(path, "skipped", "of samples or tests: name it to check it") }
    for path in finder.privateFiles { add(path, "private", "exists, never opened") }
    for path in repository.read { add(path, "read", "code and its manifests") }
    if finder.unseen > 0 {
      rows.append(
        Row(cells: [Words.count(finder.unseen, "more file"), "not read", "beyond the bound"], isIndented: false))
    }
  }

  func text(in repository: RepositoryReader) -> String {
    let sources = repository.sources
    func line(_ span: Span) -> Int { 1 + sources[span.file].bytes.prefix(Int(span.start)).count { $0 == 0x0A } }
    var cells = rows.map(\.cells)
    for (index, span) in places { cells[index][2] += " (line \(line(span)))" }
    for (index, span) in services { cells[index].append(":\(line(span))") }
    let widths = (0..<2).map { column in cells.map { $0[column].count }.max() ?? 0 }
    var text = ""
    for row in cells {
      let padded = row.enumerated().map { index, cell in
        index < 2 ? cell + String(repeating: " ", count: widths[index] - cell.count) : cell
      }
      var joined = padded.filter { !$0.isEmpty }.joined(separator: "  ")
      while joined.last == " " { joined.removeLast() }
      text += joined + "\n"
    }
    for silence in silences {
      text +=
        "silent: \(silence.code) at \(sources[silence.place.file].path):\(line(silence.place)): \(silence.reason)\n"
    }
    return text
  }
}
