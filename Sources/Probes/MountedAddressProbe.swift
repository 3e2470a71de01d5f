import Diagnostics
import Model
import Resolution
import Rules

/// Addresses of siblings in files that are mounted as they are: nothing resolves and checks them there (W0325).
package enum MountedAddressProbe: Probe {
  package static func run(in context: ProbeContext) {
    var seen: Set<Span> = []
    for service in context.services {
      for mount in service.declaration.files {
        guard case .repository(let path) = mount.value, let node = service.declaration.node["files"]?[mount.name],
          seen.insert(node.span).inserted, let file = context.repository.file(path),
          file.bytes.count <= FileDeclaration.mostBytes,
          let found = address(in: file.bytes, of: service)
        else { continue }
        context.report(
          .handWrittenAddress, at: node.span, path: service.path("files"),
          "`\(path)` has the address of `\(found.sibling.name)`, written by hand"
        ) {
          context.show(found.range, of: file, "the host of `\(found.sibling.name)`", in: &$0)
          $0.notes = ["references in a mounted file are not resolved, so that nothing checks the address"]
          let output = found.sibling.type.output("private_url") == nil ? "host" : "private_url"
          $0.help = [
            "write `\(mount.name): { template: \(path) }`, and `$<<\(found.sibling.name).\(output)>>` in the file"
          ]
        }
      }
    }
  }

  private struct Address {
    let sibling: ServiceSymbol
    let range: Range<Int>
  }

  /// The first host of a sibling: behind `://`, or before its own port.
  private static func address(in bytes: [UInt8], of service: ProbedService) -> Address? {
    let occurrence = service.occurrences[0]
    var position = 0
    while position < bytes.count {
      guard isHostByte(bytes[position]) else {
        position += 1
        continue
      }
      var end = position
      while end < bytes.count, isHostByte(bytes[end]) { end += 1 }
      let range = position..<end
      position = end
      let port = port(in: bytes, at: end)
      let hasScheme = range.lowerBound >= 3 && bytes[range.lowerBound - 3..<range.lowerBound].elementsEqual("://".utf8)
      guard hasScheme || port != nil || isBehindCredentials(bytes, range.lowerBound) else { continue }
      let host = String(decoding: bytes[range], as: UTF8.self).lowercased()
      guard let sibling = occurrence.context.analysis.addresses.service(at: host, besides: occurrence.symbol),
        hasScheme || port == sibling.port || port == nil
      else { continue }
      return Address(sibling: sibling, range: range)
    }
    return nil
  }

  private static func isHostByte(_ byte: UInt8) -> Bool {
    (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte) || byte == UInt8(ascii: "-")
      || byte == UInt8(ascii: ".")
  }

  /// The number behind a colon.
  private static func port(in bytes: [UInt8], at position: Int) -> Int? {
    guard position < bytes.count, bytes[position] == UInt8(ascii: ":") else { return nil }
    let digits = bytes[(position + 1)...].prefix { (48...57).contains($0) }
    return digits.count > 5 ? nil : Int(String(decoding: digits, as: UTF8.self))
  }

  /// `postgres://user:password@host`: the host follows an `@` of the same word that has a scheme.
  private static func isBehindCredentials(_ bytes: [UInt8], _ start: Int) -> Bool {
    guard start > 0, bytes[start - 1] == UInt8(ascii: "@") else { return false }
    let word = bytes[..<start].reversed().prefix { $0 > 0x20 && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "'") }
    return String(decoding: word.reversed(), as: UTF8.self).utf8Contains("://")
  }
}

extension String {
  fileprivate func utf8Contains(_ other: String) -> Bool {
    let (bytes, wanted) = (Array(utf8), Array(other.utf8))
    guard bytes.count >= wanted.count else { return false }
    return (0...(bytes.count - wanted.count)).contains { bytes[$0..<($0 + wanted.count)].elementsEqual(wanted) }
  }
}
