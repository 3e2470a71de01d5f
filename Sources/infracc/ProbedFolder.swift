import Analysis
import Glibc

/// The repository below the folder of a topology, for probes. Symbolic links are never followed: not to files, and not
/// on the way to them, so that nothing outside of the folder is read.
enum ProbedFolder {
  /// How many entries of one folder are looked at.
  private static let mostEntries = 10_000

  static func access(to top: String) -> RepositoryAccess {
    RepositoryAccess(list: { list($0, in: top) }, read: { read($0, limit: $1, in: top) })
  }

  /// Opens a folder part by part; -1 where one of them is no folder. The top folder itself is the user's choice.
  private static func openFolder(_ parts: some Sequence<Substring>, in top: String) -> Int32 {
    var descriptor = open(top, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    for part in parts where part != "." && descriptor >= 0 {
      let next = openat(descriptor, String(part), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
      close(descriptor)
      descriptor = next
    }
    return descriptor
  }

  private static func list(_ folder: String, in top: String) -> RepositoryAccess.Listing? {
    let descriptor = openFolder(folder.split(separator: "/"), in: top)
    guard descriptor >= 0 else { return nil }
    guard let stream = fdopendir(descriptor) else {
      close(descriptor)
      return nil
    }
    defer { closedir(stream) }
    var listing = RepositoryAccess.Listing(entries: [])
    while let entry = readdir(stream) {
      guard let name = name(of: entry), name != ".", name != ".." else { continue }
      if listing.entries.count == mostEntries {
        listing.hasMore = true
        break
      }
      switch kind(of: entry, name, descriptor) {
      case S_IFREG: listing.entries.append(.init(name: name, isFolder: false))
      case S_IFDIR: listing.entries.append(.init(name: name, isFolder: true))
      case S_IFLNK: listing.hasMore = true
      default: break
      }
    }
    return listing
  }

  private static func name(of entry: UnsafeMutablePointer<dirent>) -> String? {
    guard let offset = MemoryLayout<dirent>.offset(of: \dirent.d_name) else { return nil }
    return String(validatingCString: UnsafeRawPointer(entry).advanced(by: offset).assumingMemoryBound(to: CChar.self))
  }

  private static func kind(of entry: UnsafeMutablePointer<dirent>, _ name: String, _ folder: Int32) -> mode_t {
    switch Int32(entry.pointee.d_type) {
    case Int32(DT_REG): return S_IFREG
    case Int32(DT_DIR): return S_IFDIR
    case Int32(DT_LNK): return S_IFLNK
    case Int32(DT_UNKNOWN):
      // Some file systems say it only when they are asked.
      var status = stat()
      return fstatat(folder, name, &status, AT_SYMLINK_NOFOLLOW) == 0 ? status.st_mode & S_IFMT : 0
    default: return 0
    }
  }

  private static func read(_ path: String, limit: Int, in top: String) -> RepositoryAccess.Contents? {
    let parts = path.split(separator: "/")
    guard let name = parts.last else { return nil }
    let folder = openFolder(parts.dropLast(), in: top)
    guard folder >= 0 else { return nil }
    // Without waiting: a pipe of that name would never answer.
    let descriptor = openat(folder, String(name), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
    close(folder)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
    let size = Int(status.st_size)
    let wanted = min(size, limit)
    var isComplete = true
    let bytes = [UInt8](unsafeUninitializedCapacity: wanted) { buffer, count in
      count = 0
      while count < wanted {
        let received = Glibc.read(descriptor, buffer.baseAddress.map { $0 + count }, wanted - count)
        if received <= 0 {
          isComplete = received == 0
          break
        }
        count += received
      }
    }
    return isComplete ? .init(bytes: bytes, isWhole: size <= limit) : nil
  }

  /// Puts other contents into a file that was read through `access`, unless somebody changed it meanwhile. Symbolic
  /// links are not followed here either.
  static func replace(
    _ path: String, in top: String, from old: [UInt8], with new: [UInt8]
  ) throws(InputFile.Problem) {
    guard let present = read(path, limit: old.count, in: top), present.isWhole, present.bytes == old else {
      throw InputFile.Problem(reason: "it was changed meanwhile")
    }
    let parts = path.split(separator: "/")
    let folder = openFolder(parts.dropLast(), in: top)
    guard folder >= 0, let name = parts.last else { throw InputFile.Problem(number: errno) }
    defer { close(folder) }
    try TextFile.replace(String(name), in: folder, with: new)
  }
}
