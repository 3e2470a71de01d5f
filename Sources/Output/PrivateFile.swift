package import Files
import Glibc

/// A file with secrets: nobody but its owner reads it, and it is written as a whole.
package enum PrivateFile {
  /// - Parameters:
  ///   - path: relative to `top`; no symbolic link is followed on the way.
  ///   - top: a directory that the user named.
  ///   - limit: in bytes.
  /// - Returns: nil where there is no such file.
  package static func read(
    _ path: String, below top: String, atMost limit: Int
  ) throws(FileProblem) -> (bytes: [UInt8], isPrivate: Bool)? {
    let parts = path.split(separator: "/")
    guard let name = parts.last.map(String.init), let folder = try folder(parts.dropLast(), below: top, creates: false)
    else { return nil }
    do throws(FileProblem) {
      let file = try folder.read(name, atMost: limit)
      guard file.isWhole else { throw .tooLarge(bytes: limit) }
      return (file.bytes, file.isPrivate)
    } catch .absent {
      return nil
    }
  }

  /// Puts a file in place, with the directories above it; what was there is replaced or, where writing fails, left alone.
  package static func put(_ path: String, below top: String, _ bytes: [UInt8]) throws(FileProblem) {
    let parts = path.split(separator: "/")
    guard let name = parts.last.map(String.init), let folder = try folder(parts.dropLast(), below: top, creates: true)
    else { throw .isDirectory }
    try refuseOthers(name, in: folder)
    folder.clearTemporaries()
    var problem: FileProblem?
    bytes.withUnsafeBufferPointer { buffer in
      do throws(FileProblem) {
        try folder.replace(name, with: buffer, mode: 0o600, isExact: true, isDurable: true)
      } catch {
        problem = error
      }
    }
    if let problem { throw problem }
  }

  /// Nothing but a regular file is replaced.
  private static func refuseOthers(_ name: String, in folder: Folder) throws(FileProblem) {
    var status = stat()
    guard fstatat(folder.descriptor, name, &status, AT_SYMLINK_NOFOLLOW) == 0 else { return }
    switch status.st_mode & S_IFMT {
    case S_IFREG: return
    case S_IFDIR: throw .isDirectory
    case S_IFLNK: throw .symbolicLink
    default: throw .notRegular
    }
  }

  private static func folder(
    _ parts: some Sequence<Substring>, below top: String, creates: Bool
  ) throws(FileProblem) -> Folder? {
    guard var folder = try Folder.open(top, create: creates) else { return nil }
    for part in parts {
      guard let next = try folder.folder(String(part), create: creates) else { return nil }
      folder = next
    }
    return folder
  }
}
