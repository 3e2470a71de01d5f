import Resolution
import Rules
import Diagnostics
import IR
import Model

/// A question about the repository that the topology stands in. Probes read, and never run anything; they guess, so
/// what they find is a warning at most. Adding one is a file beside this one; `make generate` lists it.
package protocol Probe: SendableMetatype {
  static func run(in context: ProbeContext)
}

/// What probes may look at.
package final class ProbeContext {
  let contexts: [CheckContext]
  let repository: RepositoryReader
  let services: [ProbedService]
  /// The folders of code, in order of declaration.
  let roots: [CodeRoot]
  private let rootsByPath: [String: Int]
  private let bag: DiagnosticBag
  /// The images that are generated, and the files beside their code, in order of declaration.
  private(set) lazy var toolFiles = ToolFiles.all(in: self)
  private var knownTools: [String: ImageTools?] = [:]

  init(_ contexts: [CheckContext], _ repository: RepositoryReader, _ bag: DiagnosticBag, hasDoubts: Bool) {
    self.contexts = contexts
    self.repository = repository
    self.bag = bag
    let services = ProbedService.all(in: contexts)
    self.services = services
    let doubts = hasDoubts ? Doubts(bag) : .none
    let libraries = LibraryVariables()
    var order: [String] = []
    var byRoot: [String: [ProbedService]] = [:]
    for service in services {
      guard let root = service.lowered.build?.root else { continue }
      if byRoot[root] == nil { order.append(root) }
      byRoot[root, default: []].append(service)
    }
    roots = order.compactMap { path in
      CodeRoot(path, services: byRoot[path] ?? [], doubts: doubts, libraries, in: repository)
    }
    rootsByPath = Dictionary(roots.enumerated().map { ($1.path, $0) }) { first, _ in first }
  }

  /// The folder of code at a path.
  func root(at path: String?) -> CodeRoot? { path.flatMap { rootsByPath[$0] }.map { roots[$0] } }

  /// The programs of an image. Many services have the same one, so that its name is taken apart once.
  func tools(ofImage image: String) -> ImageTools? {
    if let known = knownTools[image] { return known }
    let tools = ImageTools(image: image)
    knownTools[image] = .some(tools)
    return tools
  }

  /// Whether findings of a kind are only counted: their text need only tell them apart.
  func counts(_ kind: DiagnosticKind) -> Bool { bag.counts(kind) }

  func report(
    _ kind: DiagnosticKind, at span: Span, path: String, _ message: String, label: String = "",
    _ refine: (inout Diagnostic) -> Void = { _ in }
  ) {
    bag.report(kind, at: span, message, label: label) {
      $0.path = path
      refine(&$0)
    }
  }

  /// A second label in a probed file, with what must not be shown of its line.
  func show(_ place: Range<Int>, of file: RepositoryReader.File, _ text: String, in diagnostic: inout Diagnostic) {
    diagnostic.secondary.append(.init(repository.span(place, in: file), text))
    diagnostic.masked += LineSecrets.find(around: place, in: file.bytes).map { repository.span($0, in: file) }
  }
}

/// One service over all environments that have it.
final class ProbedService {
  /// The service in one environment.
  final class Occurrence {
    let context: CheckContext
    let symbol: ServiceSymbol
    let lowered: IR.Service

    init(context: CheckContext, symbol: ServiceSymbol, lowered: IR.Service) {
      self.context = context
      self.symbol = symbol
      self.lowered = lowered
    }
  }

  /// In order of the environments; never empty.
  let occurrences: [Occurrence]

  var symbol: ServiceSymbol { occurrences[0].symbol }
  var lowered: IR.Service { occurrences[0].lowered }
  var name: String { symbol.name }
  var declaration: ServiceDeclaration { symbol.declaration }

  /// The variables of all occurrences, in their order; what environments share is there once.
  let variables: [VariableSymbol]

  /// The words of its command, references to variables as `$NAME`; empty where there is no command.
  private(set) lazy var commandWords: [String] =
    switch lowered.wholeCommand {
    case .words(let list):
      list.map { word in
        if word.parts.count == 1, case .text(let text) = word.parts[0] { return text }
        return word.parts.map { part in
          switch part {
          case .text(let text): text
          case .variable(let name, _): "$" + name
          }
        }.joined()
      }
    case .shell(let text): text.split { " \t\n;&|".contains($0) }.map(String.init)
    case nil: []
    }

  private init(_ occurrences: [Occurrence]) {
    self.occurrences = occurrences
    let first = occurrences[0].symbol.variables
    variables = occurrences.dropFirst().reduce(into: first) { all, occurrence in
      for (index, variable) in occurrence.symbol.variables.enumerated()
      where !(index < first.count && first[index] === variable) {
        all.append(variable)
      }
    }
  }

  static func all(in contexts: [CheckContext]) -> [ProbedService] {
    var order: [String] = []
    var found: [String: [Occurrence]] = [:]
    for context in contexts {
      for lowered in context.program.services {
        guard let symbol = context.analysis.symbols.service(lowered.name) else { continue }
        if found[symbol.name] == nil { order.append(symbol.name) }
        found[symbol.name, default: []].append(Occurrence(context: context, symbol: symbol, lowered: lowered))
      }
    }
    return order.compactMap { found[$0].map(ProbedService.init) }
  }

  /// Where findings about the code of the service point.
  var rootSpan: Span { declaration.root?.span ?? declaration.nameSpan }

  /// The place of a variable's name: where it is declared, or listed under `use:`.
  func nameSpan(of variable: VariableSymbol) -> Span {
    guard variable.origin == .variables else { return variable.span }
    for occurrence in occurrences {
      if let declared = occurrence.symbol.declaredVariable(variable.name) { return declared.nameSpan }
    }
    return variable.span
  }

  func path(_ key: String) -> String { "services.\(name).\(key)" }

  /// Whether a variable is there in some environment.
  func has(_ name: String) -> Bool { occurrences.contains { $0.symbol.variable(name) != nil } }

  /// Whether a variable is there in every environment, so that what stands in for it is never used.
  func surelyHas(_ name: String) -> Bool {
    occurrences.allSatisfy { occurrence in
      guard let variable = occurrence.symbol.variable(name) else { return false }
      if case .secret(let secret) = variable.definition { return !secret.isOptional }
      return variable.declaration?.required?.value != false
    }
  }
}

/// Services about which something is wrong already: what they have and lack says nothing then.
struct Doubts {
  private var services: Set<String> = []
  private var isGeneral = false

  static let none = Doubts()

  private init() {}

  init(_ bag: DiagnosticBag) {
    guard bag.hasErrors else { return }
    for finding in bag.sorted() where finding.severity == .error {
      let parts = finding.path.split(separator: ".", maxSplits: 3)
      guard let place = parts.firstIndex(of: "services"), place + 1 < parts.count else {
        isGeneral = true
        continue
      }
      services.insert(String(parts[place + 1].prefix { $0 != "." }))
    }
  }

  func concern(_ service: String) -> Bool { isGeneral || services.contains(service) }
}

/// What must not be shown of a line of somebody's code: texts that look like credentials.
enum LineSecrets {
  static func find(around place: Range<Int>, in bytes: [UInt8]) -> [Range<Int>] {
    var start = min(place.lowerBound, bytes.count)
    while start > 0, bytes[start - 1] != UInt8(ascii: "\n") { start -= 1 }
    var end = start
    while end < bytes.count, bytes[end] != UInt8(ascii: "\n") { end += 1 }
    guard end - start <= 4_096 else { return [start..<end] }
    let line = String(decoding: bytes[start..<end], as: UTF8.self)
    let soundsSecret = line.utf8.split { !$0.isCodeWord }.contains {
      Conventions.soundsSecret(String(Substring($0)).uppercased())
    }
    var found: [Range<Int>] = []
    for range in quoted(bytes, start..<end) {
      let text = String(decoding: bytes[range], as: UTF8.self)
      let isName = VariableNames.isPlausible(text)
      if (soundsSecret && !isName && !text.hasPrefix("/")) || !SecretRecognizer.matches(in: text).isEmpty
        || (isOneWord(text) && Credentials.looksRandom(text))
      {
        found.append(range)
      }
    }
    // `SECRET=value` of a Dockerfile or an env file.
    if soundsSecret, let equals = bytes[start..<end].firstIndex(of: UInt8(ascii: "=")), found.isEmpty,
      equals + 1 < end, bytes[equals + 1].isCodeWord, !isCall(bytes[(equals + 1)..<end])
    {
      found.append(equals + 1..<end)
    }
    return found
  }

  /// Whether code begins with a call or a subscript of a quoted name: `os.environ["NAME"]`.
  private static func isCall(_ code: ArraySlice<UInt8>) -> Bool {
    let rest = code.drop { $0.isCodeWord || $0 == UInt8(ascii: ".") }
    guard let open = rest.first, "[(".utf8.contains(open), let quote = rest.dropFirst().first else { return false }
    return "\"'".utf8.contains(quote)
  }

  /// The same in the few lines above and below a place that a difference shows.
  static func near(_ offset: Int, in bytes: [UInt8]) -> [Range<Int>] {
    let isBreak = { bytes[$0] == UInt8(ascii: "\n") }
    var start = min(offset, bytes.count)
    var end = start
    for _ in 0..<5 {
      while start > 0, !isBreak(start - 1) { start -= 1 }
      if start > 0 { start -= 1 }
      while end < bytes.count, !isBreak(end) { end += 1 }
      if end < bytes.count { end += 1 }
    }
    var found: [Range<Int>] = []
    var line = start
    while line < end {
      found += find(around: line..<line, in: bytes)
      while line < end, !isBreak(line) { line += 1 }
      line += 1
    }
    return found
  }

  /// Letters, digits and what encodings of bytes use beside them: no sentence, and no code.
  private static func isOneWord(_ text: String) -> Bool {
    text.utf8.allSatisfy { $0.isCodeWord || "+/=-".utf8.contains($0) }
  }

  /// What stands between quotes in a line.
  private static func quoted(_ bytes: [UInt8], _ line: Range<Int>) -> [Range<Int>] {
    var found: [Range<Int>] = []
    var open: Int?
    for offset in line {
      let byte = bytes[offset]
      guard byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") || byte == UInt8(ascii: "`") else { continue }
      if let start = open {
        guard bytes[start] == byte else { continue }
        if start + 1 < offset { found.append(start + 1..<offset) }
        open = nil
      } else {
        open = offset
      }
    }
    return found
  }
}
