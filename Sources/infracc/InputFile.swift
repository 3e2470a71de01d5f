import Glibc

/// Reads what the command line names.
enum InputFile {
  struct Problem: Error {
    let reason: String
  }

  /// The bytes of a file, or of standard input for `-`.
  static func read(_ path: String) throws(Problem) -> [UInt8] {
    if path == "-" { return try read(descriptor: 0) }
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw Problem(reason: message(errno)) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw Problem(reason: message(errno)) }
    if status.st_mode & S_IFMT == S_IFDIR { throw Problem(reason: "it is a folder") }
    return try read(descriptor: descriptor, expecting: Int(status.st_size))
  }

  private static func read(descriptor: Int32, expecting size: Int = 65_536) throws(Problem) -> [UInt8] {
    var bytes: [UInt8] = []
    var failure: Int32 = 0
    var isAtEnd = false
    while !isAtEnd, failure == 0 {
      let chunk = [UInt8](unsafeUninitializedCapacity: max(size + 1, 4096)) { buffer, count in
        let received = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
        if received < 0 { failure = errno == EINTR ? 0 : errno } else { isAtEnd = received == 0 }
        count = max(0, received)
      }
      if bytes.isEmpty { bytes = chunk } else { bytes += chunk }
    }
    if failure != 0 { throw Problem(reason: message(failure)) }
    return bytes
  }

  static func message(_ code: Int32) -> String {
    switch code {
    case ENOENT: "there is no such file"
    case EACCES: "it may not be read"
    default: String(cString: strerror(code))
    }
  }

  static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }
}
