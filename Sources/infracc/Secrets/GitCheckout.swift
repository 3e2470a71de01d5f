import Files
import Probes
import Secrets
import Diagnostics

/// What git does with a file, as its files say: no program is started.
enum GitCheckout {
  private static let mostBytes = 1 << 20

  /// Whether git keeps a file.
  static func keeps(_ path: String) -> Bool {
    guard let place = place(of: path, in: InputOptions.folder(of: path)) else { return false }
    return GitIndex(RepositoryReader(place.files, sources: SourceSet()))?.has(place.path.joined(separator: "/"))
      ?? false
  }

  /// Whether `git add` leaves a file out that may not exist yet; true where there is no checkout.
  /// - Parameters:
  ///   - path: relative to `top`.
  ///   - top: a directory, which need not exist yet.
  static func leavesOut(_ path: String, below top: String) -> Bool {
    let whole = top == "." ? path : top + "/" + path
    guard let place = place(of: whole, in: top) else { return true }
    if keeps(whole) { return false }
    var ignore = GitIgnore()
    let folders = place.path.dropLast()
    read(".git/info/exclude", place, [], into: &ignore)
    for count in 0...folders.count {
      let folder = Array(folders.prefix(count))
      read((folder + [".gitignore"]).joined(separator: "/"), place, folder, into: &ignore)
    }
    return ignore.ignores(place.path)
  }

  private static func read(
    _ path: String, _ place: (files: FileAccess, path: [Substring]), _ folder: [Substring], into ignore: inout GitIgnore
  ) {
    guard let bytes = try? place.files.whole(path, atMost: mostBytes) else { return }
    ignore.add(String(decoding: bytes, as: UTF8.self), in: folder)
  }

  /// The checkout around a directory, and a path from its top; nil where there is none.
  private static func place(of path: String, in folder: String) -> (files: FileAccess, path: [Substring])? {
    let root = RepositoryRoot(around: folder)
    guard root.isCheckout else { return nil }
    let parts = RepositoryRoot.absolute(path)
    guard parts.starts(with: root.named) else { return nil }
    let files = DiskFiles.access(to: "/" + root.named.joined(separator: "/"), links: .refused)
    return (files, Array(parts.dropFirst(root.named.count)))
  }
}
