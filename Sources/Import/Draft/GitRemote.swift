/// Where git says that the code is.
enum GitRemote {
  /// `owner/name` of the remote `origin`, if it is on GitHub.
  static func github(_ bytes: [UInt8]) -> String? {
    var isOrigin = false
    for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") {
      let text = line.drop { $0 == " " || $0 == "\t" }
      if text.hasPrefix("[") { isOrigin = text.hasPrefix("[remote \"origin\"]") }
      guard isOrigin, text.hasPrefix("url"), let range = text.firstRange(of: "github.com") else { continue }
      var path = text[range.upperBound...].drop { $0 == ":" || $0 == "/" }
      if path.hasSuffix(".git") { path = path.dropLast(4) }
      let parts = path.split(separator: "/")
      let isPlain = path.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
      return parts.count == 2 && isPlain ? parts.joined(separator: "/") : nil
    }
    return nil
  }

  /// The branch that is checked out; nil for a commit.
  static func branch(_ bytes: [UInt8]) -> String? {
    let text = String(decoding: bytes, as: UTF8.self).split(separator: "\n").first ?? ""
    let mark = "ref: refs/heads/"
    return text.hasPrefix(mark) ? String(text.dropFirst(mark.count)) : nil
  }
}
