import Emit
import Glibc

/// Where the program was called, seen from the top of the repository around it.
struct CheckoutPaths: Sendable {
  /// From the top to the working folder; empty at the top itself.
  private let inside: [String]
  private let top: [String]

  /// Nil where no folder above holds a `.git`.
  static var current: CheckoutPaths? {
    guard let buffer = getcwd(nil, 0) else { return nil }
    defer { free(buffer) }
    let parts = OutputLayout.components(String(cString: buffer))
    for count in stride(from: parts.count, through: 0, by: -1) {
      let folder = "/" + parts[..<count].joined(separator: "/")
      if access(folder + "/.git", F_OK) == 0 {
        return CheckoutPaths(inside: Array(parts[count...]), top: Array(parts[..<count]))
      }
    }
    return nil
  }

  /// A path as code hosts name the file; what lies outside of the repository stays as it is.
  func path(_ path: String) -> String {
    if path.hasPrefix("<") { return path }
    var parts = path.hasPrefix("/") ? [] : top + inside
    for part in OutputLayout.components(path) {
      if part == ".." { _ = parts.popLast() } else { parts.append(part) }
    }
    return parts.starts(with: top) && parts.count > top.count ? parts[top.count...].joined(separator: "/") : path
  }
}
