/// The settings of PostgreSQL 13 to 18: which version has them, and what they take.
///
/// 15 to 18 were dumped from `pg_settings` of 15.18, 16.2, 17.10 and 18.6, 13 and 14 come from Patroni's
/// `available_parameters/0_postgres.yml` (a4a6dc0), both on 2026-11-21; methods that depend on how a server was built
/// (lz4, zstd, io_uring) are those of the official image. The oracle tests compare the rows with real servers. The tables
/// are texts, so that they cost nothing until a name is looked up.
///
/// A row has: name, first and last version, kind (`b` switch, `e` word, `i` whole number, `r` number, `t` text), when a
/// change takes effect (`i` never, `p` restart, `s` reload, `b` new connection, `u` session), unit, smallest and largest
/// value, words (`~` is a space in one); `-` and an omitted end: none.
package enum PostgresCatalog {
  package static let versions = 13...18

  /// The setting as that major version has it; nil: it has none of that name. Names are compared as the server does,
  /// without regard to case.
  package static func setting(_ name: String, in version: Int) -> ServerSetting? {
    settings(named: name).first { $0.versions.contains(version) }
  }

  /// What the versions together know of a name, oldest first.
  package static func settings(named name: String) -> [ServerSetting] {
    let key = name.lowercased()
    return SettingTable(key < "l" ? first : second).rows(named: key)
  }

  /// Every row, for tests.
  package static var all: [ServerSetting] { SettingTable(first).all + SettingTable(second).all }
}

/// Rows of settings in a constant text, in the order of their names.
struct SettingTable {
  private let bytes: UnsafeBufferPointer<UInt8>

  init(_ text: StaticString) {
    bytes = UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
  }

  /// The rows of a name in lower case.
  func rows(named key: String) -> [ServerSetting] {
    guard !key.isEmpty else { return [] }
    let wanted = Array(key.utf8)
    // The first line whose name is not before the wanted one.
    var low = 0
    var high = bytes.count
    while low < high {
      let start = lineStart(before: (low + high) / 2)
      if precedes(start, wanted) { low = lineEnd(from: start) + 1 } else { high = start }
    }
    var rows: [ServerSetting] = []
    var start = low
    while start < bytes.count, isNamed(start, wanted), let row = row(at: start) {
      rows.append(row)
      start = lineEnd(from: start) + 1
    }
    return rows
  }

  var all: [ServerSetting] {
    var rows: [ServerSetting] = []
    var start = 0
    while start < bytes.count, let row = row(at: start) {
      rows.append(row)
      start = lineEnd(from: start) + 1
    }
    return rows
  }

  private func lineStart(before position: Int) -> Int {
    var start = position
    while start > 0, bytes[start - 1] != UInt8(ascii: "\n") { start -= 1 }
    return start
  }

  private func lineEnd(from position: Int) -> Int {
    var end = position
    while end < bytes.count, bytes[end] != UInt8(ascii: "\n") { end += 1 }
    return end
  }

  private func precedes(_ start: Int, _ wanted: [UInt8]) -> Bool {
    var index = start
    for byte in wanted {
      guard index < bytes.count, bytes[index] != UInt8(ascii: " ") else { return true }
      let own = Self.lowercased(bytes[index])
      if own != byte { return own < byte }
      index += 1
    }
    return false
  }

  /// Whether the line is about that name, which is in lower case.
  private func isNamed(_ start: Int, _ wanted: [UInt8]) -> Bool {
    let end = start + wanted.count
    guard end < bytes.count, bytes[end] == UInt8(ascii: " ") else { return false }
    return zip(bytes[start..<end], wanted).allSatisfy { Self.lowercased($0) == $1 }
  }

  private static func lowercased(_ byte: UInt8) -> UInt8 {
    (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
  }

  private func row(at start: Int) -> ServerSetting? {
    let parts = bytes[start..<lineEnd(from: start)].split(separator: UInt8(ascii: " "))
    guard parts.count >= 5, let since = Self.whole(parts[1]), let until = Self.whole(parts[2]) else { return nil }
    /// Nil where the line ends before it, or has none.
    func part(_ index: Int) -> Slice<UnsafeBufferPointer<UInt8>>? {
      parts.indices.contains(index) && !parts[index].elementsEqual("-".utf8) ? parts[index] : nil
    }
    func range() -> ClosedRange<Double> {
      (part(6).flatMap(Self.number) ?? 0)...(part(7).flatMap(Self.number) ?? .greatestFiniteMagnitude)
    }
    let kind: ServerSetting.Kind =
      switch parts[3].first {
      case UInt8(ascii: "b"): .boolean
      case UInt8(ascii: "e"): .words(part(8).map(Self.words) ?? [])
      case UInt8(ascii: "i"): .integer(range())
      case UInt8(ascii: "r"): .real(range())
      default: .text
      }
    let context: ServerSetting.Context =
      switch parts[4].first {
      case UInt8(ascii: "i"): .fixed
      case UInt8(ascii: "p"): .restart
      case UInt8(ascii: "s"): .reload
      case UInt8(ascii: "b"): .newConnection
      default: .session
      }
    return ServerSetting(
      name: Self.text(parts[0]), versions: since...until, kind: kind, context: context,
      unit: part(5).flatMap { ServerSetting.Unit(rawValue: Self.text($0)) })
  }

  private static func text(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) -> String {
    String(decoding: bytes, as: UTF8.self)
  }

  /// Words between commas, with `~` for a space in one and `''` for one without letters.
  private static func words(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) -> [String] {
    bytes.split(separator: UInt8(ascii: ",")).map { word in
      let text = String(decoding: word.map { $0 == UInt8(ascii: "~") ? UInt8(ascii: " ") : $0 }, as: UTF8.self)
      return text == "''" ? "" : text
    }
  }

  /// A number without a fraction.
  private static func whole(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) -> Int? {
    let digits = bytes.first == UInt8(ascii: "-") ? bytes.dropFirst() : bytes
    // More of them are not exact.
    guard !digits.isEmpty, digits.count <= 15 else { return nil }
    var value = 0
    for digit in digits {
      guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) else { return nil }
      value = value * 10 + Int(digit - UInt8(ascii: "0"))
    }
    return digits.count == bytes.count ? value : -value
  }

  private static func number(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) -> Double? {
    whole(bytes).map { Double($0) } ?? Double(text(bytes))
  }
}
