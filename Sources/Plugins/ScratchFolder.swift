import CSpawn
import Glibc

/// An empty folder that is there for one call of a plug-in.
struct ScratchFolder: ~Copyable {
  let path: String

  /// Nil where none can be made; `errno` says why.
  init?() {
    var parent = "/tmp"
    if let given = getenv("TMPDIR"), given.pointee == CChar(bitPattern: UInt8(ascii: "/")) {
      parent = String(cString: given)
    }
    var template = Array("\(parent)/infracc-plugin-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { return nil }
    path = template.withUnsafeBufferPointer { $0.baseAddress.map { String(cString: $0) } ?? "" }
  }

  deinit { Self.remove(path) }

  /// Symbolic links are removed, not followed.
  private static func remove(_ path: String) {
    var names: [UnsafeMutablePointer<CChar>?] = [strdup(path), nil]
    defer { free(names[0]) }
    guard let walk = fts_open(&names, FTS_PHYSICAL | FTS_NOCHDIR | FTS_NOSTAT, nil) else { return }
    defer { fts_close(walk) }
    while let entry = fts_read(walk) {
      switch Int32(entry.pointee.fts_info) {
      // Only who may write into a folder can empty it.
      case FTS_D: chmod(entry.pointee.fts_path, 0o700)
      case FTS_DP, FTS_DNR: rmdir(entry.pointee.fts_path)
      default: unlink(entry.pointee.fts_path)
      }
    }
  }

  /// A file without a name that holds these bytes, to be read from its start; -1 where it cannot be made.
  func file(_ bytes: [UInt8]) -> Int32 {
    let name = path + "/request"
    let file = open(name, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
    guard file >= 0 else { return -1 }
    unlink(name)
    let isComplete = bytes.withUnsafeBytes { buffer in
      var rest = buffer[...]
      while !rest.isEmpty {
        let count = write(file, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
        if count >= 0 { rest = rest.dropFirst(count) } else if errno != EINTR { return false }
      }
      return true
    }
    if isComplete, lseek(file, 0, SEEK_SET) == 0 { return file }
    close(file)
    return -1
  }
}
