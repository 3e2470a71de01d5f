import JSON
import Probes

/// One `railway.json` or `railway.toml`, read.
struct RailwayConfigFile {
  /// As remarks name it.
  let path: String
  /// As the repository names it.
  let ownPath: String
  let value: JSONValue
  /// Comments above keys and tables, by dotted path; those of the file as a whole under "".
  let comments: [String: [String]]
  private let lines: [String: Int]
  private let texts: QuotedTexts

  var folder: String { RepositoryReader.folder(of: ownPath) }

  /// - Parameter name: of the file in remarks.
  static func read(_ file: RepositoryReader.File, name: String) -> Result<RailwayConfigFile, Refusal> {
    if file.path.hasSuffix(".toml") {
      return TOMLReader.read(file.bytes).mapError {
        Refusal(remark: DraftRemark(DraftPlace(name, $0.line), $0.message))
      }
      .map {
        RailwayConfigFile(
          path: name, ownPath: file.path, value: $0.value, comments: $0.comments, lines: $0.lines,
          texts: QuotedTexts([]))
      }
    }
    switch JSONReader.parse(file.bytes) {
    case .failure(let problem):
      let line = 1 + file.bytes.prefix(problem.offset).count { $0 == UInt8(ascii: "\n") }
      return .failure(Refusal(remark: DraftRemark(DraftPlace(name, line), problem.message)))
    case .success(let value):
      guard value.object != nil else {
        return .failure(Refusal(remark: DraftRemark(DraftPlace(name, 1), "the file is not a JSON object")))
      }
      return .success(
        RailwayConfigFile(
          path: name, ownPath: file.path, value: value, comments: [:], lines: [:], texts: QuotedTexts(file.bytes)))
    }
  }

  struct Refusal: Error {
    let remark: DraftRemark
  }

  /// The line of a key. In JSON each part of the path is looked for behind the one before it.
  func line(of path: String) -> Int? { lines[path] ?? texts.line(of: path.split(separator: ".")) }

  func place(of path: String) -> DraftPlace { DraftPlace(self.path, line(of: path)) }

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

/// Where quoted texts are in a JSON file: found once, because a file may have as many remarks as keys.
private struct QuotedTexts {
  /// Offsets of the closing quotes, by the text between, in ascending order.
  private var ends: [Substring: [Int]] = [:]
  private var lineEnds: [Int] = []

  init(_ bytes: [UInt8]) {
    var start: Int?
    var isEscaped = false
    for (offset, byte) in bytes.enumerated() {
      if byte == UInt8(ascii: "\n") { lineEnds.append(offset) }
      guard let begin = start else {
        if byte == UInt8(ascii: "\"") { start = offset + 1 }
        continue
      }
      if isEscaped {
        isEscaped = false
      } else if byte == UInt8(ascii: "\\") {
        isEscaped = true
      } else if byte == UInt8(ascii: "\"") {
        ends[Substring(decoding: bytes[begin..<offset], as: UTF8.self), default: []].append(offset)
        start = nil
      }
    }
  }

  /// The line, from 1, of the last part, each part being behind the one before it; nil where one is missing.
  func line(of parts: [Substring]) -> Int? {
    guard !ends.isEmpty else { return nil }
    var position = 0
    for part in parts {
      guard let offsets = ends[part] else { return nil }
      let next = Self.firstIndex(in: offsets) { $0 >= position }
      guard next < offsets.count else { return nil }
      position = offsets[next] + 1
    }
    return 1 + Self.firstIndex(in: lineEnds) { $0 >= position }
  }

  /// Of ascending numbers the first that holds, by halves.
  private static func firstIndex(in numbers: [Int], where holds: (Int) -> Bool) -> Int {
    var (low, high) = (0, numbers.count)
    while low < high {
      let middle = (low + high) / 2
      if holds(numbers[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
