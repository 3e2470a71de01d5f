package import Diagnostics
package import Files

/// Reads the repository within bounds, and remembers which of its files findings point into.
package final class RepositoryReader {
  /// How much a run may read: bounds that mean the same on every machine. I1027 reports what is not read.
  package struct Limits: Sendable {
    package var files = 2_000
    package var folders = 1_000
    package var bytes = 16 << 20
    /// Larger files are bundles or data, not code that somebody wrote.
    package var bytesOfFile = 512 << 10

    package init() {}
  }

  /// Why reading stopped.
  package enum Bound: Hashable, Sendable {
    case files
    case folders
    case bytes
  }

  /// A file that was read.
  package final class File {
    package let path: String
    package let bytes: [UInt8]
    fileprivate var id: FileID?

    init(path: String, bytes: [UInt8]) {
      self.path = path
      self.bytes = bytes
    }
  }

  private let access: FileAccess
  let limits: Limits
  /// Whether the env files of an operator are read; no other file is secret.
  private let opensEnvFiles: Bool
  /// In front of paths in reports: the folder of the topology as the user wrote it.
  private let prefix: String
  private var files: [String: File?] = [:]
  private var listings: [String: FileAccess.Listing?] = [:]
  private var filesLeft: Int
  private var foldersLeft: Int
  private var bytesLeft: Int
  /// The first bound that was met; nothing is read behind it.
  package private(set) var bound: Bound?
  /// The texts of the run; a probed file is added when the first finding points into it.
  package private(set) var sources: SourceSet

  package init(
    _ access: FileAccess, sources: SourceSet, prefix: String = "", limits: Limits = Limits(),
    opensEnvFiles: Bool = true
  ) {
    self.access = access
    self.opensEnvFiles = opensEnvFiles
    self.sources = sources
    self.prefix = prefix
    self.limits = limits
    filesLeft = limits.files
    foldersLeft = limits.folders
    bytesLeft = limits.bytes
  }

  /// The entries of a folder in the order of their names' bytes; nil where there is none or a bound is met.
  package func list(_ folder: String) -> FileAccess.Listing? {
    if let known = listings[folder] { return known }
    guard isWithinBounds() else { return nil }
    if foldersLeft == 0 {
      bound = .folders
      return nil
    }
    foldersLeft -= 1
    var listing = access.list(folder)
    listing?.entries.sort { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    listings[folder] = listing
    return listing
  }

  /// Whether a plain file is there, as far as listing its folder tells.
  package func hasFile(_ path: String) -> Bool {
    let (folder, name) = Self.split(path)
    return list(folder)?.entries.contains { $0.name == name && !$0.isFolder } ?? false
  }

  /// A plain file as a whole; nil where there is none, where it is too large, or where a bound is met.
  package func file(_ path: String) -> File? {
    if let known = files[path] { return known }
    guard isWithinBounds(), mayOpen(path) else { return nil }
    if filesLeft == 0 {
      bound = .files
      return nil
    }
    filesLeft -= 1
    var file: File?
    if let contents = try? access.read(path, limits.bytesOfFile), contents.isWhole {
      if contents.bytes.count > bytesLeft {
        bound = .bytes
        return nil
      }
      bytesLeft -= contents.bytes.count
      file = File(path: path, bytes: contents.bytes)
    }
    files[path] = file
    return file
  }

  /// The first bytes of a file of any size.
  func beginning(of path: String, count: Int) -> [UInt8]? {
    guard isWithinBounds(), mayOpen(path) else { return nil }
    return try? access.read(path, count).bytes
  }

  private func mayOpen(_ path: String) -> Bool { opensEnvFiles || !EnvFileNames.isPrivate(Self.split(path).name) }

  /// The paths of all files that were read, sorted.
  package var read: [String] { files.compactMap { $0.value == nil ? nil : $0.key }.sorted() }

  private func isWithinBounds() -> Bool {
    return bound == nil
  }

  /// A place in a probed file, for a second label.
  package func span(_ range: Range<Int>, in file: File) -> Span {
    Span(file: source(file).id, start: range.lowerBound, end: range.upperBound)
  }

  /// A file as one of the texts of the run.
  package func source(_ file: File) -> SourceFile {
    if let id = file.id { return sources[id] }
    let source = sources.add(path: prefix + file.path, bytes: file.bytes)
    file.id = source.id
    return source
  }

  /// How reports name a file.
  package func name(of path: String) -> String { prefix + path }

  /// The directory of a file.
  package static func folder(of path: String) -> String { split(path).folder }

  /// A path as a file names it that lies in `folder`: `.` and `..` are followed. Nil where it leads out of the repository.
  package func join(_ folder: String, _ path: String) -> String? {
    var parts = folder == "." ? [] : folder.split(separator: "/")
    if path.hasPrefix("/") || path.hasPrefix("~") { return nil }
    for part in path.split(separator: "/") where part != "." {
      if part != ".." {
        parts.append(part)
      } else if parts.popLast() == nil {
        return nil
      }
    }
    return parts.isEmpty ? "." : parts.joined(separator: "/")
  }

  /// `a/b`, or `b` in `.`.
  package static func join(_ folder: String, _ name: String) -> String { folder == "." ? name : folder + "/" + name }

  private static func split(_ path: String) -> (folder: String, name: String) {
    guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return (".", path) }
    return (String(path[..<slash]), String(path[path.index(after: slash)...]))
  }
}
