import Diagnostics
package import Emit
import Model
import Report
import Syntax

/// Which parts of a topology decide what the lines of a generated file say.
///
/// It is found by trying: each part is changed in memory, everything is compiled and written again, and the lines that come
/// out different are those that the part decides. So nothing has to be recorded by what writes files, plug-ins and all, and
/// an answer cannot be out of date.
package struct LineOrigins {
  /// A part that a line depends on.
  package struct Origin: Sendable {
    package let part: TopologyPart
    /// How many lines of the file depend on it: the fewer, the more it is about the line.
    package let lines: Int
  }

  /// The parts without which there is no such file, the deepest first.
  package private(set) var whole: [TopologyPart] = []
  /// By line, from 0; the most specific first.
  private var origins: [[Origin]]
  /// How deep each line is indented.
  private let depths: [Int]
  private let text: String
  /// The line with the hash of the others.
  private let hash: Int?

  /// For each of some files, by one change after the other of the whole topology.
  /// - Parameters:
  ///   - files: as they are generated.
  ///   - layout: the one that they were generated for.
  ///   - topology: its text, without errors.
  ///   - path: how findings name it.
  ///   - options: those that it was compiled with; what lies beside it is not looked at again.
  package static func of(
    _ files: [BuiltFile], _ layout: OutputLayout, topology: [UInt8], path: String, options: CompileOptions
  ) -> [LineOrigins] {
    let trial = Trial(files, layout, path: path, options: options)
    var result = files.map { LineOrigins($0.file.content) }
    for part in trial.parts(of: topology) {
      for (index, outcome) in trial.outcomes(of: part, topology, result.map(\.text)).enumerated() {
        result[index].add(outcome, of: part)
      }
    }
    for index in result.indices { result[index].sort() }
    return result
  }

  private init(_ text: String) {
    self.text = text
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    depths = lines.map { line in line.prefix { $0 == " " || $0 == "\t" }.count }
    hash = lines.firstIndex { GeneratedHeader.isHash($0) }
    origins = Array(repeating: [], count: lines.count)
  }

  private mutating func add(_ outcome: Trial.Outcome, of part: TopologyPart) {
    switch outcome {
    case .unknown: break
    case .gone: whole.append(part)
    case .lines(let changed):
      let own = changed.filter { $0 != hash }
      for line in own { origins[line].append(Origin(part: part, lines: own.count)) }
    }
  }

  /// The most specific first, without the mappings that others are in: those decide whatever is in them.
  private mutating func sort() {
    whole.sort { ($1.depth, $0.span.start) < ($0.depth, $1.span.start) }
    whole = whole.filter { part in !whole.contains { $0.isInside(part) } }
    for line in origins.indices where !origins[line].isEmpty {
      let sorted = origins[line].sorted { a, b in
        (a.lines, -a.part.depth, a.part.span.start) < (b.lines, -b.part.depth, b.part.span.start)
      }
      origins[line] = sorted.filter { origin in !sorted.contains { $0.part.isInside(origin.part) } }
    }
  }

  /// What a line depends on, the most specific first; empty: it is the same for every topology.
  package func origins(of line: Int) -> [Origin] { origins.indices.contains(line) ? origins[line] : [] }

  /// The line that a line without origins belongs to: the nearest above that is indented less, or as much, and has some.
  /// Nil: there is none, or the file is one of a single service, whose every line is.
  package func enclosing(_ line: Int) -> Int? {
    guard origins.indices.contains(line), whole.first.map({ $0.depth < 2 }) != false else { return nil }
    var depth = depths[line]
    for candidate in stride(from: line - 1, through: 0, by: -1) where depths[candidate] <= depth {
      if !origins[candidate].isEmpty { return candidate }
      depth = min(depth, depths[candidate])
    }
    return nil
  }
}

/// Compiles changed topologies for some files.
private struct Trial {
  /// What a change does to a file.
  enum Outcome {
    /// The lines, from 0, that are others or gone.
    case lines([Int])
    case gone
    /// Nothing can be told: the topology has errors then.
    case unknown
  }

  private let files: [BuiltFile]
  private let layout: OutputLayout
  private let path: String
  private let options: CompileOptions
  private let environments: [String]?
  private let targets: [String]

  init(_ files: [BuiltFile], _ layout: OutputLayout, path: String, options: CompileOptions) {
    self.files = files
    self.layout = layout
    self.path = path
    let named = Set(files.map(\.environment))
    environments = named.contains(nil) ? nil : named.compactMap(\.self).sorted()
    targets = Set(files.map(\.target)).sorted()
    var options = options
    // Whether a changed path leads anywhere is no matter here.
    options.fileExists = nil
    options.repository = nil
    options.isTrial = true
    self.options = options
  }

  func parts(of topology: [UInt8]) -> [TopologyPart] {
    var sources = SourceSet()
    let bag = DiagnosticBag()
    let file = sources.add(path: path, bytes: topology)
    guard let root = parseTopology(file, into: bag).root else { return [] }
    let environment = environments.flatMap { $0.count == 1 ? $0[0] : nil }
    return TopologyParts.all(of: TopologyTree.make(root, into: bag), topology, environment: environment)
  }

  private struct Result {
    /// In the order of the files; nil: there is none.
    let texts: [String?]
    let hasErrors: Bool
  }

  /// Nil: no program comes out of it.
  private func result(of topology: [UInt8]) -> Result? {
    let compilation = Compilation.run(path: path, bytes: topology, options: options)
    if compilation.programs.isEmpty { return nil }
    let built = compilation.emit(
      EmissionRequest(environments: environments, targets: targets, layout: layout)
    ).files
    let texts = files.map { file in
      built.first { $0.file.path == file.file.path && $0.file.base == file.file.base }?.file.content
    }
    return Result(texts: texts, hasErrors: compilation.hasErrors)
  }

  /// What a part decides of each file. A change that leads to an error shows what it would do only if there is no other.
  /// - Parameter texts: the files as they are.
  func outcomes(of part: TopologyPart, _ topology: [UInt8], _ texts: [String]) -> [Outcome] {
    var results: [Result] = []
    for edit in part.edits {
      guard let result = result(of: TextEdits.applied([edit], to: topology)) else { continue }
      if !result.hasErrors, result.texts.allSatisfy({ $0 != nil }) {
        results = [result]
        break
      }
      results.append(result)
    }
    // The gentlest change that leaves the file; else it is gone with the part.
    return texts.enumerated().map { index, text in
      let left = results.filter { $0.texts[index] != nil }
      guard let best = left.first(where: { !$0.hasErrors }) ?? left.first, let new = best.texts[index] else {
        return results.isEmpty ? .unknown : .gone
      }
      if new == text { return .lines([]) }
      let common = UnifiedDiff.common(text, new)
      return .lines(common.indices.filter { common[$0] == nil })
    }
  }
}
