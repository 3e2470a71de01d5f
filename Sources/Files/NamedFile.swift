import Glibc

/// A file that a user named on the command line, wherever it is: links are followed, and a pipe is read to its end.
package struct NamedFile: Sendable {
  package let bytes: [UInt8]
  /// The permissions of a regular file; nil for a pipe.
  package let permissions: UInt32?

  /// - Parameters:
  ///   - path: `-` for standard input.
  ///   - limit: in bytes.
  package static func read(_ path: String, atMost limit: Int) throws(FileProblem) -> NamedFile {
    if path == "-" { return NamedFile(bytes: try DiskFiles.readStandardInput(atMost: limit), permissions: nil) }
    let file = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY)
    guard file >= 0 else { throw FileProblem() }
    defer { close(file) }
    var status = stat()
    guard fstat(file, &status) == 0 else { throw FileProblem() }
    switch status.st_mode & S_IFMT {
    case S_IFREG, S_IFIFO: break
    case S_IFDIR: throw .isDirectory
    default: throw .notRegular
    }
    let (bytes, isWhole) = try Folder.readAll(file, expecting: 65_536, atMost: limit)
    guard isWhole else { throw .tooLarge(bytes: limit) }
    let isFile = status.st_mode & S_IFMT == S_IFREG
    return NamedFile(bytes: bytes, permissions: isFile ? status.st_mode & 0o7777 : nil)
  }
}
