import Glibc

/// Files on disk, behind `FileAccess`.
package enum DiskFiles {
  /// How many entries of one directory are looked at.
  package static let mostEntries = 10_000

  /// What becomes of a symbolic link.
  package enum Links {
    /// None is followed: not to files, and not on the way to them.
    case refused
    /// Links to files are followed as far as they stay in the repository around the directory.
    case withinRepository
  }

  /// - Parameter top: the directory, which is the user's choice: links that lead to it are followed.
  package static func access(to top: String, links: Links) -> FileAccess {
    let root = RepositoryRoot(around: top)
    let walked = WalkedFolder(top, within: root)
    return FileAccess(
      list: { path in walked.folder(path.pathParts).map(listing) },
      read: { path, limit throws(FileProblem) in
        if let contents = walked.contents(path.pathParts, limit) { return contents }
        switch links {
        case .refused: return try read(path, limit, in: top)
        case .withinRepository: return try read(path, limit, in: top, within: root)
        }
      },
      exists: { walked.has($0.pathParts) || exists($0, in: top, within: root) })
  }

  /// Standard input.
  /// - Parameter limit: in bytes.
  package static func readStandardInput(atMost limit: Int) throws(FileProblem) -> [UInt8] {
    let (bytes, isWhole) = try Folder.readAll(0, expecting: 65_536, atMost: limit)
    guard isWhole else { throw .tooLarge(bytes: limit) }
    return bytes
  }

  private static func listing(of folder: Folder) -> FileAccess.Listing {
    let (entries, hasMore) = folder.entries(atMost: mostEntries)
    var listing = FileAccess.Listing(entries: [], hasMore: hasMore)
    for (name, kind) in entries {
      switch kind {
      case S_IFREG: listing.entries.append(.init(name: name, isFolder: false))
      case S_IFDIR: listing.entries.append(.init(name: name, isFolder: true))
      case S_IFLNK:
        listing.hasMore = true
        listing.others.append(name)
      default: listing.others.append(name)
      }
    }
    return listing
  }

  private static func read(_ path: String, _ limit: Int, in top: String) throws(FileProblem) -> FileAccess.Contents {
    try contents(path.pathParts, limit, in: try Folder.open(top))
  }

  private static func contents(
    _ parts: [Substring], _ limit: Int, in top: Folder
  ) throws(FileProblem) -> FileAccess.Contents {
    guard let name = parts.last else { throw .isDirectory }
    let file = try top.folder(parts.dropLast()).read(String(name), atMost: limit)
    return FileAccess.Contents(bytes: file.bytes, isWhole: file.isWhole)
  }

  /// The path is resolved first and then walked without following anything, so that a link that is put there meanwhile
  /// leads nowhere.
  private static func read(
    _ path: String, _ limit: Int, in top: String, within root: RepositoryRoot
  ) throws(FileProblem) -> FileAccess.Contents {
    try contents(try root.resolve(top + "/" + path), limit, in: try root.open())
  }

  private static func exists(_ path: String, in top: String, within root: RepositoryRoot) -> Bool {
    let parts = path.pathParts
    guard let name = parts.last else { return true }
    let folder = top + "/" + parts.dropLast().joined(separator: "/")
    guard let places = try? root.resolve(folder), let holder = try? root.open().folder(places) else { return false }
    return name == "." || name == ".." || holder.has(String(name))
  }
}

/// The directory that was last reached from the top one without any link on the way, kept open: what is asked about files
/// mostly comes directory by directory. A path without links is its own target, so that nothing need be resolved; what is
/// not found this way is looked for by its whole path.
private final class WalkedFolder {
  private let top: String
  private let isInside: Bool
  private var opened: Folder?
  private var last: (parts: [Substring], folder: Folder)?

  init(_ top: String, within root: RepositoryRoot) {
    self.top = top
    isInside = (try? root.resolve(top)) != nil
  }

  /// The directory at a path; nil where there is none, or where a link is on the way.
  func folder(_ parts: [Substring]) -> Folder? {
    if let last, last.parts == parts { return last.folder }
    if opened == nil { opened = try? Folder.open(top) }
    guard let folder = try? opened?.folder(parts) else { return nil }
    last = (parts, folder)
    return folder
  }

  /// A regular file; nil where it is to be looked for by its whole path.
  func contents(_ parts: [Substring], _ limit: Int) -> FileAccess.Contents? {
    guard let holder = holder(of: parts), let name = parts.last,
      let file = try? holder.read(String(name), atMost: limit)
    else { return nil }
    return FileAccess.Contents(bytes: file.bytes, isWhole: file.isWhole)
  }

  func has(_ parts: [Substring]) -> Bool {
    guard let name = parts.last else { return false }
    return holder(of: parts)?.has(String(name)) ?? false
  }

  /// The directory that holds what is at a path; nil where the path may lead out.
  private func holder(of parts: [Substring]) -> Folder? {
    guard isInside, !parts.isEmpty, !parts.contains("..") else { return nil }
    return folder(Array(parts.dropLast()))
  }
}
