package import Glibc

/// An open directory. Everything in it is reached through its descriptor, so that no symbolic link can come between a
/// check and the use that follows.
package final class Folder {
  package let descriptor: Int32

  /// - Parameter descriptor: of an open directory; closed with the value.
  package init(descriptor: Int32) { self.descriptor = descriptor }

  deinit { close(descriptor) }

  /// The directory at a path, through whatever links lead to it.
  package static func open(_ path: String) throws(FileProblem) -> Folder {
    let descriptor = Glibc.open(path.isEmpty ? "." : path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw FileProblem() }
    return Folder(descriptor: descriptor)
  }

  /// A directory in this one; symbolic links are not followed.
  package func folder(_ name: String) throws(FileProblem) -> Folder {
    let inner = openat(descriptor, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
    guard inner >= 0 else { throw failure(at: name) }
    return Folder(descriptor: inner)
  }

  /// A directory below this one, or this one for no names.
  package func folder(_ names: some Sequence<Substring>) throws(FileProblem) -> Folder {
    var current = self
    for name in names where name != "." { current = try current.folder(String(name)) }
    return current
  }

  /// A file as it is on disk.
  package struct File {
    package let bytes: [UInt8]
    /// False where the file is longer than what was asked for.
    package let isWhole: Bool
    package let isExecutable: Bool
    /// Only its owner may read it.
    package let isPrivate: Bool
  }

  /// Reads a regular file of this directory; symbolic links are not followed.
  /// - Parameter limit: how many bytes are read at most.
  package func read(_ name: String, atMost limit: Int) throws(FileProblem) -> File {
    // Without O_NONBLOCK a pipe of that name would wait for a writer.
    let file = openat(descriptor, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
    guard file >= 0 else { throw failure(at: name) }
    defer { close(file) }
    var status = stat()
    guard fstat(file, &status) == 0 else { throw FileProblem() }
    switch status.st_mode & S_IFMT {
    case S_IFREG: break
    case S_IFDIR: throw .isDirectory
    default: throw .notRegular
    }
    let (bytes, isWhole) = try Self.readAll(file, expecting: Int(status.st_size), atMost: limit)
    return File(
      bytes: bytes, isWhole: isWhole, isExecutable: status.st_mode & S_IXUSR != 0,
      isPrivate: status.st_mode & 0o077 == 0)
  }

  /// Everything that a descriptor gives, up to a limit.
  /// - Parameters:
  ///   - size: how much is expected; files of `/proc` state 0.
  ///   - limit: in bytes.
  package static func readAll(
    _ file: Int32, expecting size: Int, atMost limit: Int
  ) throws(FileProblem) -> (bytes: [UInt8], isWhole: Bool) {
    var bytes: [UInt8] = []
    var failure: FileProblem?
    // One byte more than expected: a read that leaves room has met the end.
    var room = min(size > 0 ? size : 4095, limit) + 1
    var isAtEnd = false
    while !isAtEnd, failure == nil, bytes.count <= limit {
      let chunk = [UInt8](unsafeUninitializedCapacity: room) { buffer, count in
        while count < buffer.count {
          let received = Glibc.read(file, buffer.baseAddress.map { $0 + count }, buffer.count - count)
          if received > 0 {
            count += received
          } else if received == 0 {
            isAtEnd = true
            return
          } else if errno != EINTR {
            failure = FileProblem()
            return
          }
        }
      }
      if bytes.isEmpty { bytes = chunk } else { bytes += chunk }
      room = min(max(bytes.count, 65_536), limit - min(limit, bytes.count) + 1)
    }
    if let failure { throw failure }
    if bytes.count <= limit { return (bytes, true) }
    bytes.removeLast(bytes.count - limit)
    return (bytes, false)
  }

  /// The names in this directory with their kinds (`S_IFREG`, `S_IFDIR`, …), in any order; names that are not UTF-8 are
  /// passed over.
  /// - Parameter limit: how many entries are given at most.
  package func entries(atMost limit: Int) -> (entries: [(name: String, kind: mode_t)], hasMore: Bool) {
    let copy = openat(descriptor, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard copy >= 0 else { return ([], true) }
    guard let stream = fdopendir(copy) else {
      close(copy)
      return ([], true)
    }
    defer { closedir(stream) }
    var result: [(String, mode_t)] = []
    while let entry = readdir(stream) {
      guard let name = Self.name(of: entry), name != ".", name != ".." else { continue }
      if result.count == limit { return (result, true) }
      result.append((name, kind(of: entry, name)))
    }
    return (result, false)
  }

  /// Whether something is there, of whatever kind; a symbolic link counts and is not followed.
  package func has(_ name: String) -> Bool {
    var status = stat()
    return fstatat(descriptor, name, &status, AT_SYMLINK_NOFOLLOW) == 0
  }

  private static func name(of entry: UnsafeMutablePointer<dirent>) -> String? {
    guard let offset = MemoryLayout<dirent>.offset(of: \dirent.d_name) else { return nil }
    return String(validatingCString: UnsafeRawPointer(entry).advanced(by: offset).assumingMemoryBound(to: CChar.self))
  }

  private func kind(of entry: UnsafeMutablePointer<dirent>, _ name: String) -> mode_t {
    switch Int32(entry.pointee.d_type) {
    case Int32(DT_REG): return S_IFREG
    case Int32(DT_DIR): return S_IFDIR
    case Int32(DT_LNK): return S_IFLNK
    case Int32(DT_UNKNOWN):
      // Some file systems tell only when they are asked.
      var status = stat()
      return fstatat(descriptor, name, &status, AT_SYMLINK_NOFOLLOW) == 0 ? status.st_mode & S_IFMT : 0
    default: return 0
    }
  }

  /// The failure of an `openat`; systems report a symbolic link by different numbers.
  package func failure(at name: String) -> FileProblem {
    let number = errno
    var status = stat()
    if fstatat(descriptor, name, &status, AT_SYMLINK_NOFOLLOW) == 0, status.st_mode & S_IFMT == S_IFLNK {
      return .symbolicLink
    }
    return number == ENXIO ? .notRegular : FileProblem(number: number)
  }
}
