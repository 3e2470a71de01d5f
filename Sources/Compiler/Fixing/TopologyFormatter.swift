package import Diagnostics
import IR
package import JSON
import Model
import Syntax

/// Writes a topology in the canonical layout: `fmt`.
package enum TopologyFormatter {
  package enum Result: Sendable {
    case formatted([UInt8])
    /// The text is not YAML, or is more than one can format without a risk; why, and where.
    case refused([Diagnostic], SourceSet)
  }

  /// Changes the layout and nothing else: the programs of the new text are those of the old one, and so are its
  /// findings. Where that does not hold, the text is refused.
  package static func format(path: String, bytes: [UInt8]) -> Result {
    var sources = SourceSet()
    let file = sources.add(path: path, bytes: bytes)
    var result = bytes
    do throws(Objection) {
      // What is written is laid out already: formatting twice gives the same.
      for _ in 0..<mostPasses {
        let next = try laidOut(result, path: path, file)
        if next == result { break }
        result = next
      }
      let isStable = try laidOut(result, path: path, file) == result
      guard isStable else { throw .unstable }
    } catch {
      return .refused(findings(error, in: file), sources)
    }
    if result == bytes || means(result, path) == means(bytes, path) { return .formatted(result) }
    return .refused([refusal(at: .startOfFile(file.id), "another layout would change what this file says")], sources)
  }

  /// The first pass may bring a text into a form that the next one lays out in its own way.
  private static let mostPasses = 4

  private enum Objection: Error {
    case broken([Diagnostic])
    case obstacle(LayoutObstacle)
    case unstable
  }

  private static func findings(_ objection: Objection, in file: SourceFile) -> [Diagnostic] {
    switch objection {
    case .broken(let findings): return findings
    case .obstacle(let obstacle):
      let span = Span(file: file.id, start: obstacle.offset, end: obstacle.offset)
      return [refusal(at: span, "cannot lay out \(obstacle.what) again")]
    case .unstable: return [refusal(at: .startOfFile(file.id), "this file has no stable layout")]
    }
  }

  /// One pass over a text. What a later pass objects to has no location in the file as it was written.
  private static func laidOut(_ bytes: [UInt8], path: String, _ original: SourceFile) throws(Objection) -> [UInt8] {
    let isFirst = bytes == original.bytes
    var sources = SourceSet()
    let file = sources.add(path: path, bytes: bytes)
    let bag = DiagnosticBag()
    let tree = parseTopology(file, into: bag)
    guard !bag.hasErrors else { throw isFirst ? .broken(bag.sorted()) : .unstable }
    let document: LayoutDocument
    do throws(LayoutObstacle) {
      document = try tree.layout()
    } catch {
      throw isFirst ? .obstacle(error) : .unstable
    }
    CanonicalForm.topology.apply(to: document.root, reorders: !document.hasAnchors)
    return lineBreaks(of: bytes, in: Array(document.text.utf8))
  }

  private static func refusal(at span: Span, _ message: String) -> Diagnostic {
    Diagnostic(code: "E0103", severity: .error, at: span, message)
  }

  /// A text keeps the line breaks that it has.
  private static func lineBreaks(of old: [UInt8], in new: [UInt8]) -> [UInt8] {
    guard let first = old.firstIndex(of: UInt8(ascii: "\n")), first > 0, old[first - 1] == 0x0D else { return new }
    var result: [UInt8] = []
    result.reserveCapacity(new.count + new.count / 16)
    for byte in new {
      if byte == UInt8(ascii: "\n") { result.append(0x0D) }
      result.append(byte)
    }
    return result
  }

  /// What a text says: its programs without places, and the codes of its findings with their messages.
  private static func means(_ bytes: [UInt8], _ path: String) -> [JSONValue] {
    let compilation = Compilation.run(path: path, bytes: bytes)
    let findings = compilation.diagnostics.map { "\($0.code) \($0.severity)" }.sorted()
    return [withoutPlaces(IRCoding.document(compilation.programs, compiler: ""))] + findings.map { .string($0) }
  }

  private static let places: Set<String> = ["span", "spans", "places", "targetPlaces", "sources"]

  /// IR without what depends on where something stands.
  package static func withoutPlaces(_ value: JSONValue) -> JSONValue {
    switch value {
    case .array(let items): return .array(items.map(withoutPlaces))
    case .object(let members):
      var result: [String: JSONValue] = [:]
      for (name, member) in members where !places.contains(name) { result[name] = withoutPlaces(member) }
      return .object(result)
    default: return value
    }
  }
}
