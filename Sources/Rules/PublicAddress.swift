import Diagnostics
import Model
import Resolution
import Syntax

/// The public address of a service in place of a private one that a variable holds.
struct PublicAddress {
  /// What to write: a reference, with the path that follows the address where it is written as text.
  let text: String
  /// Writes it; nil where something else of the value would have to change as well.
  let fix: FixIt?

  private static let outputs = ["private_url": "public_url", "private_host": "public_domain"]

  /// - Parameters:
  ///   - service: whose address it is. Where it is not public yet, the fix alone does not compile.
  ///   - node: the value as written.
  ///   - reader: the service that has the variable.
  init(of service: ServiceSymbol, insteadOf node: ConfigNode, in reader: ServiceSymbol) {
    let own = service === reader ? "self" : service.name
    if let (span, name) = Self.output(in: node) {
      text = "$<<\(own).\(name)>>"
      fix = FixIt("write `\(name)`", .safe, [.init(span, name)])
      return
    }
    let address = "$<<\(own).public_url>>"
    guard let scalar = node.scalar, let url = URLText(scalar.text), url.userRange == nil,
      ["http", "https"].contains(url.scheme.description),
      case let path = String(decoding: scalar.text.utf8.dropFirst(url.pathRange.lowerBound), as: UTF8.self),
      path.utf8.allSatisfy({ $0.isCodeWord || "/-.~?=&%".utf8.contains($0) })
    else {
      (text, fix) = (address, nil)
      return
    }
    text = address + path
    // Another port than that of the service may be another server beside it.
    let isItsPort = (url.port.flatMap { Int($0) } ?? service.port) == service.port
    fix = FixIt(
      "write `\(text)`", isItsPort ? .safe : .unsafe,
      [.init(scalar.span(of: 0..<scalar.text.utf8.count), scalar.spelled(text))])
  }

  /// The last name of the only reference of a text, where a public output has its place, and the name of that.
  private static func output(in node: ConfigNode) -> (Span, String)? {
    guard let scalar = node.scalar else { return nil }
    let references = ReferenceText.parse(scalar.text).0.references
    guard references.count == 1, references[0].alternatives.count == 1,
      case .path(let names)? = references[0].alternatives.first?.primary, names.count > 1, let last = names.last,
      let name = outputs[last.text]
    else { return nil }
    return (scalar.span(of: last.range), name)
  }

  /// The service that the host of a text names.
  static func named(in text: String?, besides service: ServiceSymbol, in context: CheckContext) -> ServiceSymbol? {
    guard let text, let host = HostOfText.find(in: text) else { return nil }
    let name = String(decoding: Array(text.utf8)[host], as: UTF8.self).lowercased()
    return context.analysis.addresses.service(at: name, besides: service)
  }
}
