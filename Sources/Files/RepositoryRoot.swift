import Glibc

/// The directory that no symbolic link may lead out of: the checkout around a directory, else the directory itself.
package struct RepositoryRoot: Sendable {
  /// The parts of its path as the user reached it, from the file system's root.
  package let named: [Substring]
  /// Whether it is a checkout, which holds what git was given, and not any directory.
  package let isCheckout: Bool
  /// The parts of its path without symbolic links.
  private let real: [Substring]

  /// - Parameter folder: a path as a user wrote it.
  package init(around folder: String) {
    let parts = Self.absolute(folder)
    let top = Self.checkout(around: parts)
    named = top ?? parts
    isCheckout = top != nil
    real = Self.resolved(Self.path(named)) ?? named
  }

  /// The parts of the nearest directory that holds a `.git`; nil where none does.
  private static func checkout(around parts: [Substring]) -> [Substring]? {
    for count in stride(from: parts.count, through: 0, by: -1) {
      var status = stat()
      if lstat(path(parts.prefix(count)) + "/.git", &status) == 0 { return Array(parts.prefix(count)) }
    }
    return nil
  }

  /// Whether a path, as it is written, lies in the directory.
  package func names(_ path: String) -> Bool { Self.absolute(path).starts(with: named) }

  /// The parts of a path without symbolic links, from this directory; nil where it leads to nothing or elsewhere.
  package func resolve(_ path: String) throws(FileProblem) -> [Substring] {
    guard let parts = Self.resolved(path.isEmpty ? "." : path) else { throw FileProblem() }
    guard parts.starts(with: real) else { throw .leavesRepository }
    return Array(parts.dropFirst(real.count))
  }

  /// Whether a path that need not exist yet is really in the directory: links are followed as far as it exists.
  package func holds(_ path: String) -> Bool {
    var parts = Self.absolute(path)
    while true {
      let existing = Self.path(parts)
      if let found = Self.resolved(existing.isEmpty ? "/" : existing) { return found.starts(with: real) }
      var status = stat()
      // A link to nothing leads somewhere all the same.
      if lstat(existing, &status) == 0 { return false }
      if parts.popLast() == nil { return false }
    }
  }

  /// The directory, opened.
  package func open() throws(FileProblem) -> Folder { try Folder.open("/" + real.joined(separator: "/")) }

  /// The parts of a path from the file system's root, `.` and `..` taken by name.
  package static func absolute(_ path: String) -> [Substring] {
    var parts: [Substring] = []
    if !path.hasPrefix("/"), let here = getcwd(nil, 0) {
      parts = String(cString: here).pathParts
      free(here)
    }
    for part in path.pathParts where part != "." {
      if part == ".." { _ = parts.popLast() } else { parts.append(part) }
    }
    return parts
  }

  private static func path(_ parts: some Sequence<Substring>) -> String {
    parts.reduce(into: "") { path, part in
      path += "/"
      path += String(part)
    }
  }

  private static func resolved(_ path: String) -> [Substring]? {
    guard let real = realpath(path.isEmpty ? "/" : path, nil) else { return nil }
    defer { free(real) }
    return String(cString: real).pathParts
  }
}

extension String {
  /// The parts between the slashes of a path, without empty ones. By its bytes: characters are looked for in no path.
  var pathParts: [Substring] { utf8.split(separator: UInt8(ascii: "/")).map { Substring($0) } }
}
