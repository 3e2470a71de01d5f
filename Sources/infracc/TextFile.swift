import Glibc

/// A text that a person wrote, put back in place. There is never a moment at which it is half written.
enum TextFile {
  /// Replaces the bytes of an existing file and keeps its permissions. Through a symbolic link the file behind it is
  /// replaced.
  static func replace(_ path: String, with bytes: [UInt8]) throws(InputFile.Problem) {
    guard let real = realpath(path, nil) else { throw InputFile.Problem(number: errno) }
    let target = String(cString: real)
    free(real)
    let descriptor = open(InputOptions.folder(of: target), O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw InputFile.Problem(number: errno) }
    defer { close(descriptor) }
    let name = target.split(separator: "/").last.map(String.init) ?? target
    try replace(name, in: descriptor, with: bytes)
  }

  /// Replaces a plain file of an open folder.
  static func replace(_ name: String, in folder: Int32, with bytes: [UInt8]) throws(InputFile.Problem) {
    var status = stat()
    guard fstatat(folder, name, &status, AT_SYMLINK_NOFOLLOW) == 0 else { throw InputFile.Problem(number: errno) }
    guard status.st_mode & S_IFMT == S_IFREG else { throw InputFile.Problem(reason: "it is no plain file") }
    let temporary = ".infracc-\(getpid()).tmp"
    let file = openat(
      folder, temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, status.st_mode & 0o777)
    guard file >= 0 else { throw InputFile.Problem(number: errno) }
    // The mask of the process may have taken something away.
    fchmod(file, status.st_mode & 0o7777)
    var number = write(bytes, to: file)
    if close(file) != 0, number == 0 { number = errno }
    if number == 0, renameat(folder, temporary, folder, name) != 0 { number = errno }
    guard number != 0 else { return }
    unlinkat(folder, temporary, 0)
    throw InputFile.Problem(number: number)
  }

  /// 0, or why it failed.
  private static func write(_ bytes: [UInt8], to file: Int32) -> Int32 {
    bytes.withUnsafeBytes { buffer in
      var rest = buffer[...]
      while !rest.isEmpty {
        let count = Glibc.write(file, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
        if count >= 0 { rest = rest.dropFirst(count) } else if errno != EINTR { return errno }
      }
      return 0
    }
  }
}
