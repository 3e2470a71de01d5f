import Glibc

/// Why a file cannot be read or written.
package enum FileProblem: Error, Hashable, Sendable {
  case absent
  case isDirectory
  /// A pipe, a device or a socket: reading one may wait forever or never end.
  case notRegular
  /// A symbolic link where none is followed.
  case symbolicLink
  /// A symbolic link to something outside of the repository.
  case leavesRepository
  /// - Parameter bytes: how many bytes are read at most.
  case tooLarge(bytes: Int)
  /// Another program changed it since it was read.
  case changed
  /// The number of a system call's failure (`errno`).
  case system(Int32)

  /// - Parameter number: `errno`.
  package init(number: Int32 = errno) {
    switch number {
    case ENOENT: self = .absent
    case EISDIR: self = .isDirectory
    default: self = .system(number)
    }
  }

  /// The reason as it follows a colon: lower case, no period.
  package var reason: String {
    switch self {
    case .absent: return "no such file"
    case .isDirectory: return "is a directory"
    case .notRegular: return "not a regular file"
    case .symbolicLink: return "is a symbolic link"
    case .leavesRepository: return "is a symbolic link that leads out of the repository"
    case .tooLarge(let bytes):
      return bytes >= 1 << 20 ? "larger than \(bytes >> 20) MiB" : "larger than \(bytes >> 10) KiB"
    case .changed: return "changed while it was read"
    case .system(let number):
      let text = String(cString: strerror(number))
      return text.prefix(1).lowercased() + text.dropFirst()
    }
  }

  /// Whether further files would fail in the same way.
  package var concernsTheDisk: Bool {
    guard case .system(let number) = self else { return false }
    return [ENOSPC, EDQUOT, EROFS, EIO].contains(number)
  }
}
