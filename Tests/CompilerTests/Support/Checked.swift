import Compiler
import Diagnostics
import Files
import Foundation
import IR
import TestSupport

/// A topology that went through the whole compiler, as `check --no-fs --no-probe` does, and what tests ask of it.
struct Checked {
  let compilation: Compilation

  init(_ text: String, path: String = "topology.yaml") {
    compilation = Compilation.run(path: path, bytes: Array(text.utf8))
  }

  /// With the files beside it, as `check --no-fs` would do if that did not switch probes off.
  init(_ text: String, path: String = "topology.yaml", beside files: [(path: String, text: String)]) {
    compilation = Compilation.run(
      path: path, bytes: Array(text.utf8), options: CompileOptions(repository: .texts(files)))
  }

  /// A file below the top folder of the repository.
  init(file: String) throws {
    self.init(try Repository.text(file), path: file.split(separator: "/").last.map(String.init) ?? file)
  }

  var diagnostics: [Diagnostic] { compilation.diagnostics }

  /// Codes in the order of their places, without notes of what targets ignore and what is no subject of an example.
  var codes: [String] { allCodes.filter { !Aside.codes.contains($0) } }

  /// The same without an exception.
  var allCodes: [String] { relevant.map(\.code) }

  /// `E0301 18:13` for every finding: code, line and column of the primary place.
  var places: [String] { relevant.map { "\($0.code) \(place($0))" } }

  /// What people see by default: everything but notes; of those only the ones that the issue names.
  private var relevant: [Diagnostic] {
    diagnostics.filter { $0.severity != .info || $0.code == "I0308" }
  }

  func place(_ diagnostic: Diagnostic) -> String {
    let bytes = compilation.sources.files[0].bytes
    let before = bytes[..<Int(diagnostic.primary.span.start)]
    let line = before.count { $0 == UInt8(ascii: "\n") } + 1
    let start = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
    return "\(line):\(String(decoding: before[start...], as: UTF8.self).unicodeScalars.count + 1)"
  }

  /// The text under the primary place of the first finding of a code.
  func marked(_ code: String) -> String? {
    guard let found = diagnostics.first(where: { $0.code == code }) else { return nil }
    let span = found.primary.span
    return String(decoding: compilation.sources.files[0].bytes[Int(span.start)..<Int(span.end)], as: UTF8.self)
  }

  func first(_ code: String) -> Diagnostic? { diagnostics.first { $0.code == code } }

  func program(_ environment: String = "production") -> Program? {
    compilation.programs.first { $0.environment.name == environment }
  }

  func service(_ name: String, in environment: String = "production") -> IR.Service? {
    program(environment)?.service(name)
  }

  func variable(_ name: String, of service: String, in environment: String = "production") -> Variable? {
    self.service(service, in: environment)?.variable(name)
  }

  /// The report as a terminal shows it, notes included.
  var report: String { SnippetRenderer.render(RenderRequest(diagnostics, sources: compilation.sources)) }
}

/// The example topologies.
enum Examples {
  /// The code of an example: every text file below its folder but what is generated, by its path there.
  static func code(_ topology: String) throws -> [(path: String, text: String)] {
    let folder = String(topology.dropLast("/topology.yaml".count))
    let names = FileManager.default.enumerator(atPath: Repository.path(folder))?.compactMap { $0 as? String } ?? []
    return names.sorted().filter { !$0.hasPrefix("infra/") }.compactMap { name in
      (try? Repository.text("\(folder)/\(name)")).map { (name, $0) }
    }
  }

  /// All of them.
  static let paths = Repository.examples.map { "examples/\($0)/topology.yaml" }

  /// Those that tests change, and compare with programs written by hand.
  static let sampled = ["examples/gayed-signals/topology.yaml", "examples/tradesense/topology.yaml"]

  static func gayed() throws -> Checked { try Checked(file: sampled[0]) }
  static func tradesense() throws -> Checked { try Checked(file: sampled[1]) }
}
