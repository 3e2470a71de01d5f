import Resolution

/// A file of the repository that is to be migrated: its path from the repository's root, and its bytes.
package struct MigrationFile: Sendable {
  package let path: String
  package let bytes: [UInt8]

  package init(path: String, bytes: [UInt8]) {
    self.path = path
    self.bytes = bytes
  }
}

/// Something that the topology does not say as the file did: what could not be carried over, or was read otherwise, and
/// why.
package struct Remark: Hashable, Sendable {
  package let path: String
  /// From 1; nil: the file as a whole.
  package let line: Int?
  package let text: String

  package init(_ path: String, _ line: Int? = nil, _ text: String) {
    self.path = path
    self.line = line
    self.text = text
  }

  package var place: String { line.map { "\(path):\($0)" } ?? path }
}

package struct MigrationResult: Sendable {
  /// The topology's text; nil where nothing was found to make one of.
  package var topology: String?
  package var remarks: [Remark] = []
  /// Files that could not be read at all, with the reason.
  package var refused: [Remark] = []
  /// What was read, in order.
  package var sources: [String] = []
}

/// Makes one topology of the deployment files of a repository: `railway.json` and `railway.toml`, Procfiles,
/// configuration of Nixpacks and Railpack, Dockerfiles and templates of env files. Nothing is dropped in silence: what
/// the language has no key for stands under `raw.railway`, what is left out is in the list.
package enum Migration {
  /// Files of git that say where the code is, from the repository's root.
  package static let gitFiles = [".git/config", ".git/HEAD"]

  /// Whether a file can say something, by its name; Dockerfiles are looked up, not migrated.
  package static func isWanted(_ path: String) -> Bool { FileKind(path) != nil }

  /// - Parameter name: of the repository, for the project.
  package static func run(_ files: [MigrationFile], name: String) -> MigrationResult {
    var repository = RepositoryDraft(name: name)
    for file in files.sorted(by: { $0.path < $1.path }) { repository.read(file) }
    return withoutCredentials(repository.finish())
  }

  /// What takes the place of a credential in a command, a comment or a setting that is kept as it was.
  private static let removed = "REMOVED"

  /// The same without the credentials that are left in commands, comments and settings, and in what is said of them.
  private static func withoutCredentials(_ result: MigrationResult) -> MigrationResult {
    var result = result
    func clean(_ remark: Remark) -> Remark {
      let ranges = SecretRecognizer.matches(in: remark.text).map(\.range)
      return Remark(remark.path, remark.line, replacing(ranges, in: Array(remark.text.utf8)))
    }
    result.remarks = result.remarks.map(clean)
    result.refused = result.refused.map(clean)
    guard let topology = result.topology else { return result }
    let bytes = Array(topology.utf8)
    let ranges = WrittenSecrets.ranges(in: bytes)
    if ranges.isEmpty { return result }
    result.topology = replacing(ranges, in: bytes)
    var line = 1
    var position = 0
    for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) where range.lowerBound >= position {
      line += bytes[position..<range.lowerBound].count { $0 == UInt8(ascii: "\n") }
      position = range.lowerBound
      let text = "held a credential, which is not copied: `\(removed)` takes its place; declare a secret, and name it"
      result.remarks.append(Remark("topology", line, text))
    }
    return result
  }

  private static func replacing(_ ranges: [Range<Int>], in bytes: [UInt8]) -> String {
    var text: [UInt8] = []
    var position = 0
    for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) where range.lowerBound >= position {
      text += bytes[position..<range.lowerBound]
      text += removed.utf8
      position = range.upperBound
    }
    return String(decoding: text + bytes[position...], as: UTF8.self)
  }
}

/// What a file is, by its name.
enum FileKind: Equatable {
  /// `railway.json`, `railway.worker.toml`; the part between is the name of its service.
  case railway(isTOML: Bool, service: String?)
  case procfile
  case nixpacks
  case railpack
  case dockerfile
  case environment
  /// `.git/config` and `.git/HEAD`: where the code is.
  case remote
  case branch

  init?(_ path: String) {
    if path == ".git/config" || path == ".git/HEAD" {
      self = path == ".git/HEAD" ? .branch : .remote
      return
    }
    let name = path.split(separator: "/").last.map(String.init) ?? path
    let parts = name.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    if parts.first == "railway", let last = parts.last, ["json", "toml"].contains(last), parts.count <= 3 {
      self = .railway(isTOML: last == "toml", service: parts.count == 3 ? parts[1] : nil)
      return
    }
    switch name {
    case "Procfile": self = .procfile
    case "nixpacks.toml": self = .nixpacks
    case "railpack.json": self = .railpack
    case _ where parts.first == "Dockerfile" && parts.last != "dockerignore" || parts.last == "Dockerfile":
      self = .dockerfile
    case _ where name.hasPrefix(".env") && ["example", "sample", "template"].contains(parts.last ?? ""):
      self = .environment
    default: return nil
    }
  }
}

/// Paths from the repository's root.
enum RepositoryPath {
  static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return String(path[..<slash])
  }

  static func join(_ folder: String, _ path: String) -> String {
    var parts: [String] = []
    for part in (path.hasPrefix("/") ? path : folder + "/" + path).split(separator: "/") where part != "." {
      if part == "..", !parts.isEmpty { parts.removeLast() } else { parts.append(String(part)) }
    }
    return parts.isEmpty ? "." : parts.joined(separator: "/")
  }

  /// Whether a folder is another one, or lies in it.
  static func contains(_ folder: String, _ inner: String) -> Bool {
    folder == "." || inner == folder || inner.hasPrefix(folder + "/")
  }
}
