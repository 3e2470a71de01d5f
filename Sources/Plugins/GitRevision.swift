import Emit
import Glibc

/// A file as it was at a revision of the git repository that its directory is in.
///
/// Nothing of the repository runs: what is read is an object, by its hash, which starts no filter, hook or external diff.
package struct GitRevision {
  package enum Problem: Error {
    /// There is no `git` on PATH.
    case missing
    /// The directory is in no repository, or git refuses it: what git said.
    case noRepository(String)
    case unknown(String)
    /// History was cut off when the repository was cloned.
    case shallow
    /// The file is not there, and files of its name are elsewhere.
    case absent(elsewhere: [String])
    case failed(String)
  }

  private let folder: String
  private let git: String

  /// - Parameters:
  ///   - folder: that of the file.
  ///   - search: the value of PATH.
  package init(folder: String, search: String?) throws(Problem) {
    let places = (search ?? "").split(separator: ":").map { "\($0)/git" }
    guard let git = places.first(where: { $0.hasPrefix("/") && access($0, X_OK) == 0 }) else { throw .missing }
    self.git = git
    self.folder = folder
  }

  /// The bytes of a file in that directory at a revision.
  /// - Parameter name: without a slash.
  package func bytes(of name: String, at revision: String) throws(Problem) -> [UInt8] {
    let inside = call(["rev-parse", "--show-prefix"])
    guard inside.failure == nil else { throw .noRepository(inside.said) }
    // A word that begins with a dash would be an option.
    let commit = call(["rev-parse", "--verify", "--quiet", "--end-of-options", revision + "^{commit}"])
    guard commit.failure == nil, let hash = Self.line(commit) else {
      throw Self.line(call(["rev-parse", "--is-shallow-repository"])) == "true" ? .shallow : .unknown(revision)
    }
    let path = (Self.line(inside) ?? "") + name
    let file = call(["cat-file", "blob", "\(hash):\(path)"])
    if file.failure == nil { return file.output }
    let listed = call(["ls-tree", "-r", "-z", "--full-tree", "--name-only", hash])
    guard listed.failure == nil else { throw .failed(listed.said) }
    let paths = listed.output.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
    throw paths.contains(path)
      ? .failed(file.said) : .absent(elsewhere: paths.filter { $0 == name || $0.hasSuffix("/" + name) })
  }

  /// Whatever a user configured, output is not colored, and nobody is asked for anything.
  private func call(_ arguments: [String]) -> PluginHost.Answer {
    let home = getenv("HOME").map { ["HOME=" + String(cString: $0)] } ?? []
    return PluginProcess().run(
      git, ["--no-pager", "--no-replace-objects"] + arguments, in: folder,
      more: home + ["GIT_TERMINAL_PROMPT=0", "GIT_OPTIONAL_LOCKS=0"])
  }

  private static func line(_ answer: PluginHost.Answer) -> String? {
    let text = String(decoding: answer.output.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
    return text.isEmpty ? nil : text
  }
}
