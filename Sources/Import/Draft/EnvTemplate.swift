import Diagnostics
import Model
import Probes
import Resolution
import Syntax

/// The template of an env file, read line by line.
struct EnvTemplate {
  struct Entry {
    let name: String
    let value: HoledText
    let comments: [String]
    let line: Int
  }

  /// As the repository names it.
  let path: String
  /// As remarks name it.
  let name: String
  private(set) var entries: [Entry] = []

  var folder: String { RepositoryReader.folder(of: path) }

  /// Templates that name the platform count before those of production, and both before the general one.
  var rank: Int {
    let name = path.split(separator: "/").last.map(String.init) ?? path
    return isForPlatform ? 0 : name.contains("prod") ? 1 : 2
  }

  /// Whether its name is that of the platform whose variables it lists.
  var isForPlatform: Bool { path.split(separator: "/").last?.contains(StackDialect.railway.name) ?? false }

  /// - Parameter name: of the file in remarks.
  init(_ file: RepositoryReader.File, name: String, _ repository: RepositoryReader) {
    path = file.path
    self.name = name
    let span = repository.span(0..<0, in: file)
    var entries: [Entry] = []
    var comments: [String] = []
    let lines = String(decoding: file.bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
    for (index, line) in lines.enumerated() {
      var text = Substring(line.utf8.last == 0x0D ? line.dropLast() : line)
      while let first = text.first, first == " " || first == "\t" { text = text.dropFirst() }
      if text.isEmpty {
        comments = []
      } else if text.hasPrefix("#") {
        let comment = text.drop { $0 == "#" || $0 == " " }
        // A ruler or a heading between rulers says nothing of the next line.
        if Self.isRuler(comment) { comments = [] } else { comments.append(String(comment)) }
      } else if let entry = Self.entry(text, comments, index + 1, span) {
        entries.append(entry)
        comments = []
      }
    }
    self.entries = entries
  }

  /// Whether a comment parts sections: it has no letters, or begins or ends with a line of one sign.
  private static func isRuler(_ comment: Substring) -> Bool {
    guard comment.contains(where: \.isLetter) else { return true }
    func isLine(_ part: Substring) -> Bool {
      part.count == 3 && Set(part).count == 1 && !(part.first?.isLetter ?? true) && part.first != "."
    }
    return isLine(comment.prefix(3)) || isLine(comment.suffix(3))
  }

  private static func entry(_ text: Substring, _ comments: [String], _ line: Int, _ span: Span) -> Entry? {
    let body = text.hasPrefix("export ") ? text.dropFirst(7) : text
    guard let sign = body.firstIndex(of: "=") else { return nil }
    let name = String(body[..<sign]).replacing(" ", with: "")
    guard isName(name) else { return nil }
    var (value, note) = (body[body.index(after: sign)...], [String]())
    while value.first == " " || value.first == "\t" { value = value.dropFirst() }
    if let quote = value.first, quote == "\"" || quote == "'", let end = value.dropFirst().firstIndex(of: quote) {
      value = value[value.index(after: value.startIndex)..<end]
    } else if value.hasPrefix("#") {
      note = [String(value.drop { $0 == "#" || $0 == " " })]
      value = ""
    } else if let comment = value.firstRange(of: " #") {
      note = [String(value[comment.upperBound...].drop { $0 == " " })]
      value = value[..<comment.lowerBound]
    }
    while value.last == " " || value.last == "\t" { value = value.dropLast() }
    let scalar = SyntaxNode.made([ScalarPiece(String(value), from: span)], style: .doubleQuoted, at: span)
    return Entry(name: name, value: HoledText(scalar), comments: kept(comments + note), line: line)
  }

  /// Comments that are worth a place: a page of explanation stays in the template, and nothing that may be a credential is
  /// copied.
  private static func kept(_ comments: [String]) -> [String] {
    comments.count <= 4 && comments.allSatisfy { SecretRecognizer.matches(in: $0).isEmpty } ? comments : []
  }

  private static func isName(_ text: String) -> Bool {
    if case .success = VariableName.parse(text) { return true }
    return false
  }

  /// The entry as a variable of a service.
  func variable(_ entry: Entry) -> DraftVariable {
    DraftVariable(
      name: entry.name, value: entry.value, place: DraftPlace(name, entry.line), rank: .envTemplate,
      comments: entry.comments)
  }
}
