import IR

/// The two lines at the top of every generated file whose format has comments: where it comes from, and the hash by
/// which an edit by hand is seen.
package struct GeneratedHeader: Sendable {
  private static let mark = "infracc:sha256="

  private let comment: CommentSyntax
  private let subject: String
  private let topologyFile: String
  private let shebang: String?
  /// The versions of actions are no part of the hash.
  let leavesOutPins: Bool

  /// - Parameters:
  ///   - subject: what the file is written for: an environment, `all environments`, or a service.
  ///   - shebang: a line above the header such as `#!/bin/sh`, without its line break.
  ///   - leavesOutPins: whether versions of actions are no part of the hash: others than infracc keep them up to date.
  package init(
    _ comment: CommentSyntax, subject: String, topologyFile: String, shebang: String? = nil,
    leavesOutPins: Bool = false
  ) {
    self.leavesOutPins = leavesOutPins
    self.comment = comment
    self.subject = subject
    self.topologyFile = topologyFile
    self.shebang = shebang
  }

  /// Whether a line is the one with the hash.
  package static func isHash(_ line: some StringProtocol) -> Bool { line.contains(mark) }

  /// Writes the first line and below it what `body` writes: for a text that becomes a part of another file, whose header
  /// has the hash.
  func writeWithoutHash(to writer: inout TextWriter, above body: (inout TextWriter) -> Void) {
    writeOrigin(to: &writer)
    body(&writer)
  }

  private func writeOrigin(to writer: inout TextWriter) {
    if let shebang {
      writer.write(shebang)
      writer.write(byte: UInt8(ascii: "\n"))
    }
    comment.write(
      "\(GeneratedMark.words) from \(topologyFile) for \(subject). Do not edit: change the topology.", to: &writer)
  }

  /// Writes the header and below it what `body` writes. The hash is that of the file's bytes without the line that
  /// holds it.
  /// - Parameter writer: empty.
  /// - Returns: The hash.
  package func write(to writer: inout TextWriter, above body: (inout TextWriter) -> Void) -> String {
    writeOrigin(to: &writer)
    let line = writer.count
    comment.write(Self.mark + Self.noDigits, to: &writer)
    let start = writer.count
    body(&writer)
    let digest = writer.withBytes { bytes in
      Self.digest(
        UnsafeBufferPointer(rebasing: bytes[..<line]), UnsafeBufferPointer(rebasing: bytes[start...]),
        withoutPins: leavesOutPins)
    }
    writer.replace(at: start - 1 - comment.ending.utf8.count - SHA256.digits, with: digest)
    return digest
  }

  private static let noDigits = String(repeating: "0", count: SHA256.digits)

  /// Whether the bytes are those that the hash in their header was computed from; nil when no such line is among the
  /// first three.
  package static func verify(_ bytes: [UInt8]) -> Bool? {
    var start = 0
    for _ in 0..<3 where start < bytes.count {
      let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? bytes.count
      if let stated = statedHash(bytes[start..<end]) {
        // Which of the two it is stands nowhere: a hash of the one form fits no file of the other.
        return bytes.withUnsafeBufferPointer { buffer in
          let above = UnsafeBufferPointer(rebasing: buffer[..<start])
          let below = UnsafeBufferPointer(rebasing: buffer[end...])
          return digest(above, below, withoutPins: false) == stated || digest(above, below, withoutPins: true) == stated
        }
      }
      start = end
    }
    return nil
  }

  private static func digest(
    _ above: UnsafeBufferPointer<UInt8>, _ below: UnsafeBufferPointer<UInt8>, withoutPins: Bool
  ) -> String {
    var hash = SHA256()
    hash.update(above)
    if withoutPins {
      for part in ActionPins.parts(besides: below) { hash.update(UnsafeBufferPointer(rebasing: below[part])) }
    } else {
      hash.update(below)
    }
    return hash.finish()
  }

  /// Whether a hash stands among the first three lines, right or wrong.
  package static func isPresent(in bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    let mark = mark.utf8
    var start = 0
    for _ in 0..<3 where start < bytes.count {
      let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
      // The longest comment sign in front of the mark is `<!-- `.
      for offset in start..<min(end, start + 6) where bytes[offset...].starts(with: mark) { return true }
      start = end + 1
    }
    return false
  }

  /// The digits after the mark, when the line is nothing but a comment with mark and digits.
  private static func statedHash(_ line: ArraySlice<UInt8>) -> String? {
    let text = String(decoding: line, as: UTF8.self)
    return CommentSyntax.allCases.lazy
      .compactMap { syntax -> String? in
        let frame = syntax.line(mark)
        guard let tail = frame.utf8.lastIndex(of: UInt8(ascii: "=")) else { return nil }
        let (before, after) = (frame[...tail], frame[frame.utf8.index(after: tail)...])
        guard text.utf8.count == frame.utf8.count + SHA256.digits, text.hasPrefix(before), text.hasSuffix(after) else {
          return nil
        }
        return String(text.utf8.dropFirst(before.utf8.count).prefix(SHA256.digits))
      }
      .first
  }
}

extension OutputLayout {
  /// The header of a file that is made of this layout's topology.
  /// - Parameters:
  ///   - subject: what the file is written for.
  ///   - leavesOutPins: as in `GeneratedHeader`.
  package func header(
    _ comment: CommentSyntax, for subject: String, shebang: String? = nil, leavesOutPins: Bool = false
  ) -> GeneratedHeader {
    GeneratedHeader(
      comment, subject: subject, topologyFile: topologyFile, shebang: shebang, leavesOutPins: leavesOutPins)
  }
}
