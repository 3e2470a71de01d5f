package import Diagnostics
import Model

/// The address of a sibling, typed by hand: it does not follow when the sibling changes.
package enum HandWrittenAddressCheck: VariableCheck {
  package static var kind: DiagnosticKind { .handWrittenAddress }

  package static func run(_ variable: VariableSymbol, of service: ServiceSymbol, in context: CheckContext) {
    guard let (text, node) = variable.writtenText, let host = HostOfText.find(in: text) else { return }
    // Browsers' origins are addresses of people, not of services.
    if case .list(.origin) = Expectation.of(variable, in: service).type { return }
    let name = String(decoding: Array(text.utf8)[host], as: UTF8.self).lowercased()
    guard let sibling = context.analysis.addresses.service(at: name, besides: service) else { return }
    context.report(
      kind, at: node.span, path: context.path(service, variable),
      "this is the address of `\(sibling.name)`, written by hand"
    ) {
      let isPublic = sibling.exposure.domains.contains(name)
      let output = sibling.type.output("private_url") == nil ? "url" : isPublic ? "public_url" : "private_url"
      $0.help = ["write `$<<\(sibling.name).\(output)>>`: it follows when the service changes"]
      $0.fixes = [FixIt("write a reference", .unsafe, [.init(node.span, "$<<\(sibling.name).\(output)>>")])]
    }
  }
}

extension PublicDeclaration {
  var domains: [String] {
    if case .domains(let domains) = self { return domains }
    return []
  }
}

/// Finds the host in a URL, or in a bare `host:port`.
enum HostOfText {
  /// The address leads to the reader's own machine.
  static func isLoopback(_ text: String) -> Bool {
    guard let range = find(in: text) else { return false }
    return Placeholders.isLoopback(String(decoding: Array(text.utf8)[range], as: UTF8.self))
  }

  static func find(in text: String) -> Range<Int>? {
    let bytes = Array(text.utf8)
    var start = 0
    if let scheme = firstIndex(of: "://", in: bytes) { start = scheme + 3 }
    var end = start
    while end < bytes.count, bytes[end] != UInt8(ascii: "/"), bytes[end] != UInt8(ascii: "?") { end += 1 }
    if let at = bytes[start..<end].lastIndex(of: UInt8(ascii: "@")) { start = at + 1 }
    if start == 0, bytes[..<end].firstIndex(of: UInt8(ascii: ":")) == nil { return nil }
    if let colon = bytes[start..<end].firstIndex(of: UInt8(ascii: ":")) { end = colon }
    return start < end ? start..<end : nil
  }

  private static func firstIndex(of needle: StaticString, in bytes: [UInt8]) -> Int? {
    let needle = UnsafeBufferPointer(start: needle.utf8Start, count: needle.utf8CodeUnitCount)
    guard bytes.count >= needle.count else { return nil }
    return (0...(bytes.count - needle.count)).first { bytes[$0...].starts(with: needle) }
  }
}
