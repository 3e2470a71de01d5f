package import Files
import Glibc

/// A text that a person wrote or will edit, put in place as a whole.
package enum TextFile {
  /// Replaces the bytes of an existing file and keeps its permissions. Through a symbolic link the file behind it is
  /// replaced, if it lies in the repository around the link.
  /// - Parameter old: what the file must still hold; nil for anything.
  package static func replace(
    _ path: String, with bytes: [UInt8], from old: [UInt8]? = nil
  ) throws(FileProblem) {
    let (folder, _) = split(path)
    let root = RepositoryRoot(around: folder)
    let parts = try root.resolve(path)
    guard let name = parts.last else { throw .isDirectory }
    try replace(String(name), in: try root.open().folder(parts.dropLast()), with: bytes, from: old)
  }

  /// The same for a file below a directory, on the way to which no symbolic link is followed.
  /// - Parameters:
  ///   - path: relative to `top`.
  ///   - top: a directory that the user named.
  package static func replace(
    _ path: String, below top: String, with bytes: [UInt8], from old: [UInt8]
  ) throws(FileProblem) {
    let parts = path.split(separator: "/")
    guard let name = parts.last else { throw .isDirectory }
    try replace(String(name), in: try Folder.open(top).folder(parts.dropLast()), with: bytes, from: old)
  }

  /// Writes a file that may exist or not.
  package static func put(_ path: String, _ bytes: [UInt8]) throws(FileProblem) {
    let (folder, name) = split(path)
    let holder = try Folder.open(folder)
    if holder.has(name) { return try replace(path, with: bytes) }
    try write(name, in: holder, bytes, mode: 0o644, isExact: false)
  }

  /// Whether something is at a path, a symbolic link to nothing included.
  package static func exists(_ path: String) -> Bool {
    let (folder, name) = split(path)
    return (try? Folder.open(folder))?.has(name) ?? false
  }

  private static func replace(
    _ name: String, in folder: Folder, with bytes: [UInt8], from old: [UInt8]?
  ) throws(FileProblem) {
    var status = stat()
    guard fstatat(folder.descriptor, name, &status, AT_SYMLINK_NOFOLLOW) == 0 else { throw FileProblem() }
    switch status.st_mode & S_IFMT {
    case S_IFREG: break
    case S_IFDIR: throw .isDirectory
    case S_IFLNK: throw .symbolicLink
    default: throw .notRegular
    }
    if let old {
      let present = try folder.read(name, atMost: old.count)
      guard present.isWhole, present.bytes == old else { throw .changed }
    }
    try write(name, in: folder, bytes, mode: status.st_mode & 0o7777, isExact: true)
  }

  private static func write(
    _ name: String, in folder: Folder, _ bytes: [UInt8], mode: mode_t, isExact: Bool
  ) throws(FileProblem) {
    folder.clearTemporaries()
    var problem: FileProblem?
    bytes.withUnsafeBufferPointer { buffer in
      do throws(FileProblem) {
        try folder.replace(name, with: buffer, mode: mode, isExact: isExact, isDurable: true)
      } catch {
        problem = error
      }
    }
    if let problem { throw problem }
  }

  private static func split(_ path: String) -> (folder: String, name: String) {
    guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return (".", path) }
    let folder = String(path[..<slash])
    return (folder.isEmpty ? "/" : folder, String(path[path.utf8.index(after: slash)...]))
  }
}
