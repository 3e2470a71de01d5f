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
    while start < bytes.count, let row = row(at: start), row.name.lowercased() == key {
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
      let own = (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(bytes[index]) ? bytes[index] | 0x20 : bytes[index]
      if own != byte { return own < byte }
      index += 1
    }
    return false
  }

  private func row(at start: Int) -> ServerSetting? {
    let line = String(decoding: bytes[start..<lineEnd(from: start)], as: UTF8.self)
    let parts = line.split(separator: " ").map(String.init)
    guard parts.count >= 5, let since = Int(parts[1]), let until = Int(parts[2]) else { return nil }
    func part(_ index: Int) -> String? { parts.indices.contains(index) && parts[index] != "-" ? parts[index] : nil }
    let range = (part(6).flatMap { Double($0) } ?? 0)...(part(7).flatMap { Double($0) } ?? .greatestFiniteMagnitude)
    let kind: ServerSetting.Kind =
      switch parts[3] {
      case "b": .boolean
      case "e":
        .words((part(8) ?? "").split(separator: ",").map { $0 == "''" ? "" : String($0.replacing("~", with: " ")) })
      case "i": .integer(range)
      case "r": .real(range)
      default: .text
      }
    let context: ServerSetting.Context =
      switch parts[4] {
      case "i": .fixed
      case "p": .restart
      case "s": .reload
      case "b": .newConnection
      default: .session
      }
    return ServerSetting(
      name: parts[0], versions: since...until, kind: kind, context: context,
      unit: part(5).flatMap(ServerSetting.Unit.init(rawValue:)))
  }
}
