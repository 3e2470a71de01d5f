import Diagnostics
import Model

/// The version of the language, before anything else is looked at.
enum LanguageVersion {
  /// False when the rest of the file cannot be understood by this compiler.
  static func check(_ root: ConfigNode, poisonedKeys: [String], decoder: Decoder) -> Bool {
    guard let node = root.entry("infracc")?.value else {
      if poisonedKeys.contains("infracc") { return true }
      let start = Span(file: root.span.file, start: Int(root.span.start), end: Int(root.span.start))
      decoder.report(.languageVersion, at: start, "this file needs `infracc: 1`") {
        $0.help = ["begin the file with the version of the language: `infracc: 1`"]
        $0.fixes = [FixIt("add `infracc: 1`", .safe, [.init(start, "infracc: 1\n")])]
      }
      return true
    }
    guard let text = node.text, let version = Int(text), version > 1 else { return true }
    decoder.report(
      .languageVersion, at: node.span, "language version \(version) is newer than this compiler, which reads 1"
    ) { $0.help = ["use a newer infracc"] }
    return false
  }
}
