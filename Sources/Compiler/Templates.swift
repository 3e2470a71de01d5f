import Diagnostics
import Files
import Model
import Syntax

/// The files that `files.template` names: texts in which references are resolved.
enum Templates {
  /// Reads each once, whichever environments mount it. What cannot be read is reported.
  /// - Parameters:
  ///   - access: the files beside the topology; nil: none is looked at, and each counts as empty.
  ///   - sources: receives the texts, so that findings can point into them.
  ///   - folder: what is before the paths of files beside the topology.
  /// - Returns: the texts by the paths as declared.
  static func read(
    _ topologies: [Topology], _ access: FileAccess?, into sources: inout SourceSet, folder: String, bag: DiagnosticBag
  ) -> [String: SyntaxNode] {
    var texts: [String: SyntaxNode] = [:]
    var seen: Set<String> = []
    for topology in topologies {
      for service in topology.services {
        for file in service.files {
          guard case .template(let path) = file.value, seen.insert(path.value).inserted else { continue }
          guard let access else {
            texts[path.value] = path.node.scalar?.implying("", at: path.span)
            continue
          }
          do throws(FileProblem) {
            let bytes = try access.whole(path.value, atMost: FileDeclaration.mostBytes)
            if let problem = problem(of: bytes) {
              report(.malformedValue, path, "`\(path.value)` " + problem, service, bag)
              continue
            }
            texts[path.value] = SyntaxTree.text(of: sources.add(path: folder + path.value, bytes: bytes))
          } catch {
            report(error, path, service, bag)
          }
        }
      }
    }
    return texts
  }

  private static func problem(of bytes: [UInt8]) -> String? {
    if bytes.contains(0) { return "holds a NUL byte" }
    let text = String(decoding: bytes, as: UTF8.self)
    return text.utf8.elementsEqual(bytes) ? nil : "is not UTF-8 text"
  }

  private static func report(
    _ problem: FileProblem, _ path: Located<String>, _ service: ServiceDeclaration, _ bag: DiagnosticBag
  ) {
    switch problem {
    case .absent: report(.pathNotFound, path, "`\(path.value)` does not exist", service, bag)
    case .tooLarge:
      report(
        .malformedValue, path, "`\(path.value)` is longer than \(FileDeclaration.mostBytes >> 10) KiB", service, bag)
    default: report(.pathNotFound, path, "cannot read `\(path.value)`: \(problem.reason)", service, bag)
    }
  }

  private static func report(
    _ kind: DiagnosticKind, _ path: Located<String>, _ message: String, _ service: ServiceDeclaration,
    _ bag: DiagnosticBag
  ) {
    bag.report(kind, at: path.span, message) {
      $0.path = "services.\(service.name).files"
      $0.notes = ["the references in a template are resolved, so that it must be read as text"]
      $0.help = ["name a text file relative to the topology, or mount the file as it is: `PATH: \(path.value)`"]
    }
  }
}
