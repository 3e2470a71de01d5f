import Glibc

/// A text that a person wrote, put back in place. There is never a moment at which it is half written.
enum TextFile {
  /// Replaces the bytes of an existing file and keeps its permissions. Through a symbolic link the file behind it is
  /// replaced.
  static func replace(_ path: String, with bytes: [UInt8]) throws(InputFile.Problem) {
    guard let real = realpath(path, nil) else { throw InputFile.Problem(number: errno) }
    let target = String(cString: real)
    free(real)
    var status = stat()
    guard stat(target, &status) == 0 else { throw InputFile.Problem(number: errno) }
    let folder = InputOptions.folder(of: target)
    let temporary = (folder == "/" ? "" : folder) + "/.infracc-\(getpid()).tmp"
    let file = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, status.st_mode & 0o777)
    guard file >= 0 else { throw InputFile.Problem(number: errno) }
    // The mask of the process may have taken something away.
    fchmod(file, status.st_mode & 0o7777)
    var number = write(bytes, to: file)
    if close(file) != 0, number == 0 { number = errno }
    if number == 0, rename(temporary, target) != 0 { number = errno }
    guard number != 0 else { return }
    unlink(temporary)
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
