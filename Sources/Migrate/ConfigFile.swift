import JSON

/// One `railway.json` or `railway.toml`, read.
struct ConfigFile {
  let path: String
  let value: JSONValue
  /// Comments above keys and tables, by dotted path; those of the file as a whole under "".
  let comments: [String: [String]]
  private let lines: [String: Int]
  private let text: String

  var folder: String { RepositoryPath.folder(of: path) }

  static func read(_ file: MigrationFile, isTOML: Bool) -> Result<ConfigFile, Refusal> {
    if isTOML {
      return TOMLReader.read(file.bytes).mapError { Refusal(remark: Remark(file.path, $0.line, $0.message)) }
        .map { ConfigFile(path: file.path, value: $0.value, comments: $0.comments, lines: $0.lines, text: "") }
    }
    switch JSONReader.parse(file.bytes) {
    case .failure(let problem):
      let line = 1 + file.bytes.prefix(problem.offset).count { $0 == UInt8(ascii: "\n") }
      return .failure(Refusal(remark: Remark(file.path, line, problem.message)))
    case .success(let value):
      guard value.object != nil else {
        return .failure(Refusal(remark: Remark(file.path, 1, "the file is not a JSON object")))
      }
      return .success(
        ConfigFile(
          path: file.path, value: value, comments: [:], lines: [:], text: String(decoding: file.bytes, as: UTF8.self)))
    }
  }

  struct Refusal: Error {
    let remark: Remark
  }

  /// The line of a key. In JSON each part of the path is looked for behind the one before it.
  func line(of path: String) -> Int? {
    if let line = lines[path] { return line }
    guard !text.isEmpty else { return nil }
    var rest = text[...]
    for part in path.split(separator: ".") {
      guard let range = rest.firstRange(of: "\"\(part)\"") else { return nil }
      rest = rest[range.upperBound...]
    }
    return 1 + text[..<rest.startIndex].utf8.count { $0 == UInt8(ascii: "\n") }
  }

  /// Build and deploy settings as Railway takes them in one environment, `null` taking a key away; nil: in those that
  /// have no block of their own.
  func settings(in environment: String?) -> [String: [String: JSONValue]] {
    var result: [String: [String: JSONValue]] = [:]
    for group in ["build", "deploy"] {
      var members = value[group]?.object ?? [:]
      // A pull request takes the block of the environment that it copies below its own; files do not say which.
      let blocks = environment == "pr" ? ["production", "pr"] : [environment].compactMap { $0 }
      for block in blocks {
        members.merge(value["environments"]?[block]?[group]?.object ?? [:]) { _, new in new }
      }
      result[group] = members.filter { $0.value != .null }
    }
    return result
  }

  var environments: [String] { (value["environments"]?.object ?? [:]).keys.sorted() }
}
