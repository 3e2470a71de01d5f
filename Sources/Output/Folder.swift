import Glibc

/// Why the file system did not do what was asked.
struct FileFailure: Error {
  /// `errno`, or 0 for `symbolicLink` and `notAFile`.
  let number: Int32
  let reason: String

  init(number: Int32 = errno) {
    self.number = number
    let text = String(cString: strerror(number))
    self.reason = text.prefix(1).lowercased() + text.dropFirst()
  }

  private init(reason: String) {
    self.number = 0
    self.reason = reason
  }

  static let symbolicLink = FileFailure(reason: "a symbolic link stands there")
  static let notAFile = FileFailure(reason: "something stands there that is not a file")

  var isSymbolicLink: Bool { number == 0 && reason == Self.symbolicLink.reason }

  /// Whether further files would fail in the same way.
  var concernsTheDisk: Bool { [ENOSPC, EDQUOT, EROFS, EIO].contains(number) }
}

/// A file as it lies on disk.
struct PresentFile {
  let bytes: [UInt8]
  let isExecutable: Bool
  /// Nobody but its owner may read it.
  let isPrivate: Bool
}

/// An open folder. Everything in it is reached through its descriptor, so that nobody can put a symbolic link between
/// a check and the use that follows.
final class Folder {
  private let descriptor: Int32

  private init(descriptor: Int32) { self.descriptor = descriptor }

  deinit { close(descriptor) }

  /// The folder at a path that the user named; nil when it does not exist and is not to be made.
  static func open(_ path: String, create: Bool) throws(FileFailure) -> Folder? {
    let path = path.isEmpty ? "." : path
    var descriptor = Glibc.open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    if descriptor < 0, errno == ENOENT {
      guard create else { return nil }
      for index in path.utf8.indices.dropFirst() where path.utf8[index] == UInt8(ascii: "/") {
        if mkdir(String(path[..<index]), 0o755) != 0, errno != EEXIST { throw FileFailure() }
      }
      if mkdir(path, 0o755) != 0, errno != EEXIST { throw FileFailure() }
      descriptor = Glibc.open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    }
    if descriptor < 0 { throw FileFailure() }
    return Folder(descriptor: descriptor)
  }

  /// A folder in this one; nil when it does not exist and is not to be made.
  func folder(_ name: String, create: Bool) throws(FileFailure) -> Folder? {
    var inner = openat(descriptor, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
    if inner < 0, errno == ENOENT {
      guard create else { return nil }
      if mkdirat(descriptor, name, 0o755) != 0, errno != EEXIST { throw FileFailure() }
      inner = openat(descriptor, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
    }
    if inner < 0 { throw failure(at: name) }
    return Folder(descriptor: inner)
  }

  /// Waits until no other build holds the folder. Where the file system knows no locks, builds run unlocked.
  func lock() {
    while flock(descriptor, LOCK_EX) != 0, errno == EINTR {}
  }

  /// Reads a file; nil when there is none.
  func read(_ name: String) throws(FileFailure) -> PresentFile? {
    // Without O_NONBLOCK a named pipe would keep us waiting for a writer.
    let file = openat(descriptor, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
    if file < 0 {
      if errno == ENOENT { return nil }
      throw failure(at: name)
    }
    defer { close(file) }
    var status = stat()
    if fstat(file, &status) != 0 { throw FileFailure() }
    guard status.st_mode & S_IFMT == S_IFREG else { throw .notAFile }
    var bytes: [UInt8] = []
    var problem: FileFailure?
    bytes = [UInt8](unsafeUninitializedCapacity: Int(status.st_size) + 1) { buffer, count in
      // One byte more than there is: a read that leaves room has met the end of the file. A file that grows meanwhile
      // is cut, and differs from what we know either way.
      while count < buffer.count {
        let received = Glibc.read(file, buffer.baseAddress! + count, buffer.count - count)
        if received < 0 {
          if errno == EINTR { continue }
          problem = FileFailure()
          return
        }
        count += received
        if received == 0 || count == buffer.count - 1 { return }
      }
    }
    if let problem { throw problem }
    return PresentFile(
      bytes: bytes, isExecutable: status.st_mode & S_IXUSR != 0, isPrivate: status.st_mode & 0o077 == 0)
  }

  /// Puts a file in place as a whole: whoever looks sees the old or the new content. The mode is narrowed by the
  /// process's mask.
  func replace(
    _ name: String, with content: String, isExecutable: Bool, isPrivate: Bool = false
  ) throws(FileFailure) {
    var content = content
    try replace(name, mode: (isExecutable ? 0o755 : 0o644) & (isPrivate ? 0o700 : 0o777)) { file in
      content.withUTF8 { Self.write($0, to: file) }
    }
  }

  private func replace(_ name: String, mode: mode_t, write: (Int32) -> FileFailure?) throws(FileFailure) {
    let (file, temporary) = try createTemporary(mode: mode)
    var problem = write(file)
    if close(file) != 0, problem == nil { problem = FileFailure() }
    if problem == nil, renameat(descriptor, temporary, descriptor, name) != 0 { problem = FileFailure() }
    guard let problem else { return }
    unlinkat(descriptor, temporary, 0)
    throw problem.number == EISDIR ? .notAFile : problem
  }

  /// O_EXCL keeps builds that run at once, in this process or others, out of each other's files.
  private func createTemporary(mode: mode_t) throws(FileFailure) -> (file: Int32, name: String) {
    let process = getpid()
    for attempt in 0..<100 {
      let name = ".infracc-\(process)-\(attempt).tmp"
      let file = openat(descriptor, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode)
      if file >= 0 { return (file, name) }
      if errno != EEXIST { throw FileFailure() }
    }
    throw FileFailure(number: EEXIST)
  }

  private static func write(_ bytes: UnsafeBufferPointer<UInt8>, to file: Int32) -> FileFailure? {
    var rest = UnsafeRawBufferPointer(bytes)
    while let start = rest.baseAddress, !rest.isEmpty {
      let count = Glibc.write(file, start, rest.count)
      if count >= 0 {
        rest = UnsafeRawBufferPointer(rebasing: rest[count...])
      } else if errno != EINTR {
        return FileFailure()
      }
    }
    return nil
  }

  func remove(_ name: String) throws(FileFailure) {
    if unlinkat(descriptor, name, 0) != 0, errno != ENOENT { throw FileFailure() }
  }

  /// Whether the folder of that name was empty and is gone.
  func removeFolderIfEmpty(_ name: String) -> Bool { unlinkat(descriptor, name, AT_REMOVEDIR) == 0 }

  /// The failure of an `openat`; systems report a symbolic link by different numbers.
  private func failure(at name: String) -> FileFailure {
    let number = errno
    var status = stat()
    if fstatat(descriptor, name, &status, AT_SYMLINK_NOFOLLOW) == 0, status.st_mode & S_IFMT == S_IFLNK {
      return .symbolicLink
    }
    return number == ENXIO ? .notAFile : FileFailure(number: number)
  }
}

/// Reaches the folders of files that come in the order of their paths: each folder is opened once.
struct FolderChain {
  private let root: Folder
  private var names: [String] = []
  private var folders: [Folder] = []

  init(_ root: Folder) { self.root = root }

  /// The folder that holds a file; nil when it does not exist and is not to be made.
  mutating func folder(of components: [String], create: Bool) throws(FileFailure) -> Folder? {
    let wanted = components.dropLast()
    var shared = 0
    while shared < names.count, shared < wanted.count, names[shared] == wanted[shared] { shared += 1 }
    names.removeSubrange(shared...)
    folders.removeSubrange(shared...)
    for name in wanted.dropFirst(shared) {
      guard let next = try (folders.last ?? root).folder(name, create: create) else { return nil }
      names.append(name)
      folders.append(next)
    }
    return folders.last ?? root
  }

  /// Removes the folders above a removed file as far as they are empty.
  mutating func removeEmptyFolders(above components: [String]) throws(FileFailure) {
    var path = Array(components.dropLast())
    while let name = path.last {
      guard let parent = try folder(of: path, create: false), parent.removeFolderIfEmpty(name) else { return }
      path.removeLast()
    }
  }
}
