import Compiler
import Diagnostics
import Files
import TestSupport

/// Files that are checked as `infracc check .` checks a checkout of them.
struct ForeignExample {
  let check: ForeignCheck

  /// - Parameters:
  ///   - files: paths and texts.
  ///   - path: the file that is named; nil: all of them are looked through.
  ///   - name: of the directory.
  init(_ files: [(path: String, text: String)], path: String? = nil, name: String = "shop") {
    check = ForeignCheck(
      path ?? ".", in: FileAccess.texts(files), prefix: "", name: name, isCheckout: true, after: SourceSet())
  }

  /// A compose file alone, with its code beside it.
  init(compose text: String, _ files: [(path: String, text: String)] = []) {
    self.init([("docker-compose.yml", text)] + files)
  }

  /// `CODE path:line`, in order.
  var found: [String] {
    check.diagnostics.map { finding in
      let span = finding.primary.span
      let file = check.sources[span.file]
      let line = 1 + file.bytes.prefix(Int(span.start)).count { $0 == 0x0A }
      return "\(finding.code) \(file.path):\(line)"
    }
  }

  var codes: [String] { check.diagnostics.map(\.code) }

  /// What is underlined by the finding of a code.
  func underlined(_ code: String) -> String? {
    check.diagnostics.first { $0.code == code }.map { finding in
      let span = finding.primary.span
      return String(decoding: check.sources[span.file].bytes[span.range], as: UTF8.self)
    }
  }
}
