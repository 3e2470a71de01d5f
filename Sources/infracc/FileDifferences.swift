import Emit
import Output
import Report
import Resolution

/// What a build changes in files, as a patch that `git apply` takes.
enum FileDifferences {
  /// Changes without texts are named and not shown. Files that only have another hash in their header are left out.
  static func text(of changes: [OutputChange]) -> String {
    changes.map { change in
      guard let texts = change.texts else { return "\(change.path) differs; only its owner may read it\n" }
      return patch(change, texts)
    }.joined()
  }

  private static func patch(_ change: OutputChange, _ texts: OutputChange.Texts) -> String {
    // Somebody edited it: what he wrote may hold anything.
    let isForeign = change.action == .refuse
    let old = texts.old.map { decoded($0, masks: isForeign) }
    let new = texts.new.map { decoded($0, masks: false) }
    if let old, let new, withoutHash(old) == withoutHash(new) { return "" }
    let (before, after) = ("a/\(change.path)", "b/\(change.path)")
    let hunks = UnifiedDiff.text(
      old ?? "", new ?? "", oldName: old == nil ? "/dev/null" : before, newName: new == nil ? "/dev/null" : after)
    let mode = texts.isExecutable ? "100755" : "100644"
    var header = "diff --git \(before) \(after)\n"
    if old == nil { header += "new file mode \(mode)\n" }
    if new == nil { header += "deleted file mode \(mode)\n" }
    return header + hunks
  }

  private static func decoded(_ bytes: [UInt8], masks: Bool) -> String {
    let text = String(decoding: bytes, as: UTF8.self)
    guard masks else { return text }
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      holdsSecret(line) ? "••••" : String(line)
    }
    return lines.joined(separator: "\n")
  }

  /// Whether a line looks like a credential, or gives one to a name that sounds like it.
  private static func holdsSecret(_ line: Substring) -> Bool {
    if SecretRecognizer.holdsSecret(String(line), named: "") { return true }
    guard let end = line.firstIndex(where: { $0 == ":" || $0 == "=" }) else { return false }
    let name = line[..<end].split { $0 == " " || $0 == "\"" || $0 == "'" }.last ?? ""
    let value = line[line.index(after: end)...].split { $0 == " " || $0 == "\"" || $0 == "'" }.first ?? ""
    return SecretRecognizer.holdsSecret(String(value), named: String(name))
  }

  private static func withoutHash(_ text: String) -> [Substring] {
    text.split(separator: "\n", omittingEmptySubsequences: false).filter { !GeneratedHeader.isHash($0) }
  }
}
