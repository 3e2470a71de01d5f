/// What may be read below one directory: handed in from outside, so that readers open nothing themselves. Paths are
/// relative to that directory, with `/` between their parts; `.` is the directory itself.
///
/// Whatever the implementation, a read is bounded by the caller, only regular files are read, and no symbolic link
/// leads out of the repository.
package struct FileAccess {
  package struct Entry: Hashable, Sendable {
    package let name: String
    package let isFolder: Bool

    package init(name: String, isFolder: Bool) {
      self.name = name
      self.isFolder = isFolder
    }
  }

  /// The regular files and directories in a directory.
  package struct Listing: Sendable {
    package var entries: [Entry]
    /// Something in it cannot be looked at: a symbolic link, or more entries than are listed.
    package var hasMore: Bool
    /// Names of what is neither a regular file nor a directory: symbolic links, pipes, devices.
    package var others: [String]

    package init(entries: [Entry], hasMore: Bool = false, others: [String] = []) {
      self.entries = entries
      self.hasMore = hasMore
      self.others = others
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

  /// The entries of a directory, in any order; nil where there is none, or where a symbolic link leads to it.
  package let list: (String) -> Listing?
  /// The first bytes of a regular file, as many as asked for.
  package let read: (String, Int) throws(FileProblem) -> Contents
  /// Whether something is at a path, of whatever kind. What a symbolic link leads out to is not looked at.
  package let exists: (String) -> Bool

  package init(
    list: @escaping (String) -> Listing?, read: @escaping (String, Int) throws(FileProblem) -> Contents,
    exists: @escaping (String) -> Bool
  ) {
    self.list = list
    self.read = read
    self.exists = exists
  }

  /// A regular file as a whole.
  /// - Parameter limit: in bytes; a longer file is `tooLarge`.
  package func whole(_ path: String, atMost limit: Int) throws(FileProblem) -> [UInt8] {
    let contents = try read(path, limit)
    guard contents.isWhole else { throw .tooLarge(bytes: limit) }
    return contents.bytes
  }

  /// The same directory with further files, which no listing names.
  package func adding(_ files: [String: [UInt8]]) -> FileAccess {
    FileAccess(
      list: list,
      read: { path, limit throws(FileProblem) in
        guard let bytes = files[path] else { return try read(path, limit) }
        return Contents(bytes: Array(bytes.prefix(limit)), isWhole: bytes.count <= limit)
      },
      exists: { files[$0] != nil || exists($0) })
  }

  /// The same directory with other contents of some files that are there.
  package func replacing(_ files: [String: [UInt8]]) -> FileAccess {
    if files.isEmpty { return self }
    return FileAccess(
      list: list,
      read: { path, limit throws(FileProblem) in
        guard let bytes = files[path] else { return try read(path, limit) }
        return Contents(bytes: Array(bytes.prefix(limit)), isWhole: bytes.count <= limit)
      },
      exists: exists)
  }

  /// Files that exist only as texts, by path: for the examples of the catalog and for tests.
  package static func texts(_ files: [(path: String, text: String)]) -> FileAccess {
    let byPath = Dictionary(files.map { ($0.path, $0.text) }) { first, _ in first }
    func list(_ folder: String) -> Listing? {
      let prefix = folder == "." ? "" : folder + "/"
      var entries: [Entry] = []
      var known: Set<Entry> = []
      for file in files where file.path.hasPrefix(prefix) {
        let rest = file.path.dropFirst(prefix.count)
        let name = rest.prefix { $0 != "/" }
        let entry = Entry(name: String(name), isFolder: name.endIndex != rest.endIndex)
        if known.insert(entry).inserted { entries.append(entry) }
      }
      return entries.isEmpty && folder != "." ? nil : Listing(entries: entries)
    }
    return FileAccess(
      list: list,
      read: { path, limit throws(FileProblem) in
        guard let text = byPath[path] else { throw .absent }
        return Contents(bytes: Array(text.utf8.prefix(limit)), isWhole: text.utf8.count <= limit)
      },
      exists: { byPath[$0] != nil || list($0) != nil })
  }
}
