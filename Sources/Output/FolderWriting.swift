import Files
import Glibc

/// Writing into an open directory: the only place that changes files.
extension Folder {
  /// The directory at a path that the user named; nil when it does not exist and is not to be made.
  static func open(_ path: String, create: Bool) throws(FileProblem) -> Folder? {
    let path = path.isEmpty ? "." : path
    do throws(FileProblem) {
      return try open(path)
    } catch .absent {
      guard create else { return nil }
    }
    for index in path.utf8.indices.dropFirst() where path.utf8[index] == UInt8(ascii: "/") {
      if mkdir(String(path[..<index]), 0o755) != 0, errno != EEXIST { throw FileProblem() }
    }
    if mkdir(path, 0o755) != 0, errno != EEXIST { throw FileProblem() }
    return try open(path)
  }

  /// A directory in this one; nil when it does not exist and is not to be made.
  func folder(_ name: String, create: Bool) throws(FileProblem) -> Folder? {
    do throws(FileProblem) {
      return try folder(name)
    } catch .absent {
      guard create else { return nil }
    }
    if mkdirat(descriptor, name, 0o755) != 0, errno != EEXIST { throw FileProblem() }
    return try folder(name)
  }

  /// Waits until no other build holds the directory. Where the file system knows no locks, builds run unlocked.
  func lock() {
    while flock(descriptor, LOCK_EX) != 0, errno == EINTR {}
  }

  /// Puts a file in place as a whole: a reader sees the old or the new content.
  /// - Parameters:
  ///   - mode: permissions; narrowed by the process's mask unless `isExact`.
  ///   - isDurable: whether the content is on disk before it takes the name, for texts that people wrote.
  func replace(
    _ name: String, with bytes: UnsafeBufferPointer<UInt8>, mode: mode_t, isExact: Bool = false, isDurable: Bool = false
  ) throws(FileProblem) {
    let (file, temporary) = try createTemporary(mode: mode)
    // The descriptor holds the lock that keeps others from clearing the file away, so it is closed last.
    defer { close(file) }
    var problem: FileProblem?
    // The mask of the process may have taken something away.
    if isExact, fchmod(file, mode) != 0 { problem = FileProblem() }
    if problem == nil { problem = Self.write(bytes, to: file) }
    if problem == nil, isDurable, fsync(file) != 0 { problem = FileProblem() }
    if problem == nil, renameat(descriptor, temporary, descriptor, name) != 0 { problem = FileProblem() }
    guard let problem else { return }
    unlinkat(descriptor, temporary, 0)
    throw problem
  }

  /// O_EXCL keeps runs that happen at once, in this process or others, out of each other's files; the lock shows that
  /// the file's writer is alive.
  private func createTemporary(mode: mode_t) throws(FileProblem) -> (file: Int32, name: String) {
    let process = getpid()
    for attempt in 0..<100 {
      let name = "\(TemporaryName.prefix)\(process)-\(attempt)\(TemporaryName.suffix)"
      let file = openat(descriptor, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode)
      if file < 0 {
        if errno != EEXIST { throw FileProblem() }
        continue
      }
      while flock(file, LOCK_EX) != 0, errno == EINTR {}
      var status = stat()
      // Another run may have cleared it away before it was locked.
      if fstat(file, &status) == 0, status.st_nlink > 0 { return (file, name) }
      close(file)
    }
    throw FileProblem(number: EEXIST)
  }

  /// Removes the temporary files that killed runs have left here. One whose writer is alive is locked by it.
  func clearTemporaries() {
    for (name, kind) in entries(atMost: DiskFiles.mostEntries).entries
    where kind == S_IFREG && TemporaryName.matches(name) {
      let file = openat(descriptor, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
      guard file >= 0 else { continue }
      var (opened, named) = (stat(), stat())
      // The name may belong to another file by now. While it belongs to this one and its lock is ours, it stays so.
      if flock(file, LOCK_EX | LOCK_NB) == 0, fstat(file, &opened) == 0,
        fstatat(descriptor, name, &named, AT_SYMLINK_NOFOLLOW) == 0, opened.st_ino == named.st_ino,
        opened.st_dev == named.st_dev
      {
        unlinkat(descriptor, name, 0)
      }
      close(file)
    }
  }

  private static func write(_ bytes: UnsafeBufferPointer<UInt8>, to file: Int32) -> FileProblem? {
    var rest = UnsafeRawBufferPointer(bytes)
    while let start = rest.baseAddress, !rest.isEmpty {
      let count = Glibc.write(file, start, rest.count)
      if count >= 0 {
        rest = UnsafeRawBufferPointer(rebasing: rest[count...])
      } else if errno != EINTR {
        return FileProblem()
      }
    }
    return nil
  }

  func remove(_ name: String) throws(FileProblem) {
    if unlinkat(descriptor, name, 0) != 0, errno != ENOENT { throw FileProblem() }
  }

  /// Whether the directory of that name was empty and is gone.
  func removeFolderIfEmpty(_ name: String) -> Bool { unlinkat(descriptor, name, AT_REMOVEDIR) == 0 }
}

/// Names of files that are not complete yet: `.infracc-PROCESS-NUMBER.tmp`.
private enum TemporaryName {
  static let prefix = ".infracc-"
  static let suffix = ".tmp"

  static func matches(_ name: String) -> Bool {
    guard name.hasPrefix(prefix), name.hasSuffix(suffix) else { return false }
    let numbers = name.dropFirst(prefix.count).dropLast(suffix.count).split(
      separator: "-", omittingEmptySubsequences: false)
    return numbers.count == 2
      && numbers.allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 } }
  }
}

/// Reaches the directories of files that come in the order of their paths: each directory is opened once.
struct FolderChain {
  private let root: Folder
  /// Whether what killed runs left behind is cleared away on the way.
  private let clears: Bool
  private var names: [String] = []
  private var folders: [Folder] = []

  init(_ root: Folder, clears: Bool) {
    self.root = root
    self.clears = clears
    if clears { root.clearTemporaries() }
  }

  /// The directory that holds a file; nil when it does not exist and is not to be made.
  mutating func folder(of components: [String], create: Bool) throws(FileProblem) -> Folder? {
    let wanted = components.dropLast()
    var shared = 0
    while shared < names.count, shared < wanted.count, names[shared] == wanted[shared] { shared += 1 }
    names.removeSubrange(shared...)
    folders.removeSubrange(shared...)
    for name in wanted.dropFirst(shared) {
      guard let next = try (folders.last ?? root).folder(name, create: create) else { return nil }
      if clears { next.clearTemporaries() }
      names.append(name)
      folders.append(next)
    }
    return folders.last ?? root
  }

  /// Removes the directories above a removed file as far as they are empty.
  mutating func removeEmptyFolders(above components: [String]) throws(FileProblem) {
    var path = Array(components.dropLast())
    while let name = path.last {
      guard let parent = try folder(of: path, create: false), parent.removeFolderIfEmpty(name) else { return }
      path.removeLast()
    }
  }
}

extension Folder {
  /// A regular file of this directory as a whole; nil when there is none.
  func present(_ name: String, atMost limit: Int) throws(FileProblem) -> File? {
    do throws(FileProblem) {
      let file = try read(name, atMost: limit)
      guard file.isWhole else { throw .tooLarge(bytes: limit) }
      return file
    } catch .absent {
      return nil
    }
  }

  /// `replace` for a text.
  func replace(_ name: String, with content: String, mode: mode_t) throws(FileProblem) {
    var content = content
    var problem: FileProblem?
    content.withUTF8 { buffer in
      do throws(FileProblem) {
        try replace(name, with: buffer, mode: mode)
      } catch {
        problem = error
      }
    }
    if let problem { throw problem }
  }
}
