import Diagnostics
import Model
import Probes
import Syntax

/// The processes of a Procfile. A line that is no `name: command` means nothing to those who read such files.
enum ProcfileText {
  static func root(of file: RepositoryReader.File, _ repository: RepositoryReader) -> ConfigNode {
    var entries: [(String, Span, ConfigNode)] = []
    var known: Set<String> = []
    var start = 0
    while start < file.bytes.count {
      let end = file.bytes[start...].firstIndex(of: 0x0A) ?? file.bytes.count
      if let (name, command) = process(file.bytes, start..<end), known.insert(text(file.bytes, name)).inserted {
        let span = repository.span(command, in: file)
        let scalar = SyntaxNode.made(
          [ScalarPiece(text(file.bytes, command), from: span)], style: .doubleQuoted, at: span)
        entries.append((text(file.bytes, name), repository.span(name, in: file), MadeNode.scalar(scalar)))
      }
      start = end + 1
    }
    return MadeNode.mapping(entries, at: repository.span(0..<0, in: file))
  }

  private static func text(_ bytes: [UInt8], _ range: Range<Int>) -> String {
    String(decoding: bytes[range], as: UTF8.self)
  }

  /// The bytes of name and command of a line.
  private static func process(_ bytes: [UInt8], _ line: Range<Int>) -> (Range<Int>, Range<Int>)? {
    guard let colon = bytes[line].firstIndex(of: UInt8(ascii: ":")) else { return nil }
    let name = line.lowerBound..<colon
    guard !name.isEmpty, bytes[name].allSatisfy(isOfName) else { return nil }
    var command = colon + 1..<line.upperBound
    while let first = bytes[command].first, isBlank(first) { command = command.lowerBound + 1..<command.upperBound }
    while let last = bytes[command].last, isBlank(last) { command = command.lowerBound..<command.upperBound - 1 }
    return command.isEmpty ? nil : (name, command)
  }

  private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0D }

  private static func isOfName(_ byte: UInt8) -> Bool {
    (byte | 0x20) >= UInt8(ascii: "a") && (byte | 0x20) <= UInt8(ascii: "z")
      || byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") || byte == UInt8(ascii: "_")
      || byte == UInt8(ascii: "-")
  }
}
