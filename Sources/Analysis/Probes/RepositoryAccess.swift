/// What may be looked at of the repository, below the folder of the topology: handed in from outside, so that analysis
/// itself opens nothing. Paths are relative to that folder, with `/` between their parts; `.` is the folder itself.
package struct RepositoryAccess {
  package struct Entry: Hashable, Sendable {
    package let name: String
    package let isFolder: Bool

    package init(name: String, isFolder: Bool) {
      self.name = name
      self.isFolder = isFolder
    }
  }

  /// The plain files and folders in a folder.
  package struct Listing: Sendable {
    package var entries: [Entry]
    /// Something in it cannot be looked at: a symbolic link, or more entries than are listed.
    package var hasMore: Bool

    package init(entries: [Entry], hasMore: Bool = false) {
      self.entries = entries
      self.hasMore = hasMore
    }
  }

  package struct Contents: Sendable {
    package let bytes: [UInt8]
    /// False where the file is longer than what was asked for.
    package let isWhole: Bool

    package init(bytes: [UInt8], isWhole: Bool = true) {
      self.bytes = bytes
      self.isWhole = isWhole
    }
  }

  /// The entries of a folder, in any order; nil where there is none, or where a symbolic link leads to it.
  package let list: (String) -> Listing?
  /// The first so many bytes of a plain file; nil where there is none, or where a symbolic link leads to it.
  package let read: (String, Int) -> Contents?

  package init(
    list: @escaping (String) -> Listing?, read: @escaping (String, Int) -> Contents?
  ) {
    self.list = list
    self.read = read
  }

  /// The same repository with other contents of some files that are there.
  package func replacing(_ files: [String: [UInt8]]) -> RepositoryAccess {
    if files.isEmpty { return self }
    return RepositoryAccess(
      list: list,
      read: { path, limit in
        guard let bytes = files[path] else { return read(path, limit) }
        return Contents(bytes: Array(bytes.prefix(limit)), isWhole: bytes.count <= limit)
      })
  }

  /// Files that exist only as texts, by path: the examples of the catalogue.
  package static func texts(_ files: [(path: String, text: String)]) -> RepositoryAccess {
    RepositoryAccess(
      list: { folder in
        let prefix = folder == "." ? "" : folder + "/"
        var entries: [Entry] = []
        for file in files where file.path.hasPrefix(prefix) {
          let rest = file.path.dropFirst(prefix.count)
          let name = rest.prefix { $0 != "/" }
          let entry = Entry(name: String(name), isFolder: name.endIndex != rest.endIndex)
          if !entries.contains(entry) { entries.append(entry) }
        }
        return entries.isEmpty && folder != "." ? nil : Listing(entries: entries)
      },
      read: { path, limit in
        guard let file = files.first(where: { $0.path == path }) else { return nil }
        return Contents(bytes: Array(file.text.utf8.prefix(limit)), isWhole: file.text.utf8.count <= limit)
      })
  }
}
