import Glibc

/// Reads what the command line names.
enum InputFile {
  struct Problem: Error {
    let reason: String
    /// Whether there is no such file.
    var isAbsence = false

    init(reason: String) { self.reason = reason }

    /// - Parameter number: `errno`.
    init(number: Int32) {
      isAbsence = number == ENOENT
      switch number {
      case ENOENT: reason = "there is no such file"
      case EACCES: reason = "it may not be read"
      default:
        let text = String(cString: strerror(number))
        reason = text.prefix(1).lowercased() + text.dropFirst()
      }
    }
  }

  /// The bytes of a file, or of standard input for `-`.
  static func read(_ path: String) throws(Problem) -> [UInt8] {
    if path == "-" { return try read(descriptor: 0) }
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw Problem(number: errno) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw Problem(number: errno) }
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
    if failure != 0 { throw Problem(number: failure) }
    return bytes
  }

  static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }
}
