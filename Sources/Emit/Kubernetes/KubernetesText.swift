import IR

/// Texts of manifests.
package enum KubernetesText {
  /// A text in which Kubernetes replaces `$(NAME)`: what is no such reference gets a second `$`.
  ///
  /// `$$` always becomes `$`, and `$(` begins a reference; a `$` before any other ASCII character stays. Up to 1.35.0 one
  /// before another character damages that character (kubernetes issue 136323). At the end it is doubled as well, because
  /// what is written behind it is not known (third_party/forked/golang/expansion of 1.36.2, run).
  package static func escaped(_ text: String) -> String {
    let dollar = UInt8(ascii: "$")
    guard text.hasByte(dollar) else { return text }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.utf8.count + 8)
    let source = Array(text.utf8)
    for (index, byte) in source.enumerated() {
      bytes.append(byte)
      guard byte == dollar else { continue }
      let next = index + 1 < source.count ? source[index + 1] : dollar
      if next == dollar || next == UInt8(ascii: "(") || next >= 0x80 { bytes.append(dollar) }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The names in a text that Kubernetes replaces.
  static func references(in text: String) -> [String] {
    let dollar = UInt8(ascii: "$")
    guard text.hasByte(dollar) else { return [] }
    var names: [String] = []
    let bytes = Array(text.utf8)
    var position = 0
    while position + 1 < bytes.count {
      guard bytes[position] == dollar else {
        position += 1
        continue
      }
      if bytes[position + 1] == UInt8(ascii: "("),
        let end = bytes[position...].firstIndex(of: UInt8(ascii: ")"))
      {
        names.append(String(decoding: bytes[(position + 2)..<end], as: UTF8.self))
        position = end + 1
      } else {
        position += 2
      }
    }
    return names
  }

  /// The texts of a value, and of a sequence of them.
  static func strings(in value: YAMLValue?) -> [String] {
    switch value {
    case .text(let text), .quoted(let text): [text]
    case .flow(let values): values.flatMap { strings(in: $0) }
    case .sequence(let items): items.flatMap { strings(in: $0.value) }
    default: []
    }
  }

  /// Words of a command on one line where they fit, else one a line.
  static func words(_ words: [String]) -> YAMLValue {
    let width = words.reduce(0) { $0 + $1.columns + 2 }
    if width <= 120, !words.contains(where: { $0.hasByte(0x0A) }) { return .flow(words.map { .text($0) }) }
    return .sequence(words.map { YAMLItem(.text($0)) })
  }

  /// A schedule of five fields. Kubernetes counts the days of the week from 0 to 6: Sunday is no 7.
  static func schedule(_ text: String) -> String {
    var fields = text.split(separator: " ").map(String.init)
    guard fields.count == 5, fields[4].utf8.contains(UInt8(ascii: "7")) else { return text }
    var days: Set<Int> = []
    for item in fields[4].split(separator: ",") {
      let halves = item.split(separator: "/")
      let step = halves.count > 1 ? Int(halves[1]) ?? 1 : 1
      guard let base = halves.first, base != "*" else { return text }
      let ends = base.split(separator: "-").map { Int($0) ?? weekdays.firstIndex(of: $0.uppercased()) ?? 0 }
      guard let first = ends.first, let last = ends.count > 1 ? ends.last : halves.count > 1 ? 7 : first, first <= last
      else { return text }
      for day in stride(from: first, through: last, by: max(1, step)) { days.insert(day % 7) }
    }
    fields[4] = days.sorted().map(String.init).joined(separator: ",")
    return fields.joined(separator: " ")
  }

  private static let weekdays = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"]

  /// The largest of Gi, Mi, Ki that divides exactly, else bytes.
  static func bytes(_ count: Int) -> String {
    for (unit, size) in [("Gi", 1 << 30), ("Mi", 1 << 20), ("Ki", 1 << 10)] where count != 0 && count % size == 0 {
      return "\(count / size)\(unit)"
    }
    return String(count)
  }

  /// Whole vCPU, or thousandths: `1`, `250m`.
  static func cpu(_ milli: Int) -> String { milli % 1000 == 0 ? String(milli / 1000) : "\(milli)m" }

  /// Milliseconds as whole seconds, rounded up.
  static func seconds(_ milliseconds: Milliseconds) -> Int { (milliseconds + 999) / 1000 }

  /// The first ten hexadecimal digits of the SHA-256 over `key NUL value NUL` of each entry, in the order of the keys.
  static func digest(_ entries: [(key: String, bytes: [UInt8])]) -> String {
    var bytes: [UInt8] = []
    for entry in entries.sorted(by: { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }) {
      bytes += Array(entry.key.utf8) + [0] + entry.bytes + [0]
    }
    return String(sha256Hex(bytes).prefix(10))
  }

  /// Standard base64 with its padding (RFC 4648).
  static func base64(_ bytes: [UInt8]) -> String {
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    var result: [UInt8] = []
    result.reserveCapacity((bytes.count + 2) / 3 * 4)
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let count = min(3, bytes.count - start)
      var group = 0
      for offset in 0..<3 { group = group << 8 | (offset < count ? Int(bytes[start + offset]) : 0) }
      for offset in 0..<4 {
        result.append(offset <= count ? alphabet[group >> (18 - 6 * offset) & 63] : UInt8(ascii: "="))
      }
    }
    return String(decoding: result, as: UTF8.self)
  }
}
