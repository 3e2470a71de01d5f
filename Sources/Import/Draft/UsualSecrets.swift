import Model
import Resolution

/// Names whose values are mostly secret, beyond those that always are: too many to be reported, and too many to be
/// copied.
package enum UsualSecrets {
  private static let secret: Set<String> = [
    "jwt", "sas", "cert", "certificate", "private", "webhook", "connectionstring",
  ]
  private static let open: Set<String> = ["public", "publishable", "id", "file", "dir", "size", "name"]

  static func has(_ name: String) -> Bool {
    let words = name.lowercased().split { "_-.".contains($0) }.map(String.init)
    return words.contains(where: secret.contains) && !words.contains(where: open.contains)
      && !SecretNames.nameSetting(name)
  }

  /// The values of assignments in a text, as commands have them: `NAME=value`.
  /// - Returns: their bytes, in order.
  package static func assigned(in bytes: [UInt8]) -> [Range<Int>] {
    bytes.indices.filter { bytes[$0] == UInt8(ascii: "=") }.compactMap { sign in
      let start = bytes[..<sign].lastIndex { !$0.isNameByte }.map { $0 + 1 } ?? 0
      guard start < sign, has(String(decoding: bytes[start..<sign], as: UTF8.self)) else { return nil }
      let end = bytes[(sign + 1)...].firstIndex(where: isEnd) ?? bytes.count
      guard sign + 1 < end, bytes[sign + 1] != UInt8(ascii: "$") else { return nil }
      return sign + 1..<end
    }
  }

  private static func isEnd(_ byte: UInt8) -> Bool { byte <= 0x20 || "\"'`,;]})".utf8.contains(byte) }
}
