/// Paths of a repository.
enum PlatformPaths {
  /// A path from a directory, both from the top of the repository.
  static func relative(_ path: String, to folder: String) -> String {
    let parts = path.split(separator: "/")
    let base = folder == "." ? [] : folder.split(separator: "/")
    let shared = zip(parts, base).prefix { $0 == $1 }.count
    let up = Array(repeating: Substring(".."), count: base.count - shared)
    return (up + parts.dropFirst(shared)).joined(separator: "/")
  }
}
