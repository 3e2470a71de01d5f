import Diagnostics
package import Files

/// Applies the fixes of findings in files that are no topology. Each is tried alone: it stays where its finding is gone
/// afterwards and no error has come.
package struct ForeignFixer {
  package struct Step: Hashable, Sendable {
    package let file: String
    package let line: Int
    package let code: String
    package let title: String
  }

  package struct Result {
    /// In the order in which they were applied.
    package var applied: [Step] = []
    package var refused: [Step] = []
    /// In the order of their paths, which count from the top of what was checked.
    package var files: [Fixer.File] = []
    /// What is found in the result.
    package var remaining: ForeignCheck
  }

  /// How many fixes are tried: each takes a check.
  private static let most = 200

  private let access: FileAccess
  private let check: (FileAccess) -> ForeignCheck
  private let prefix: String
  private let allowsUnsafe: Bool
  /// Changed files by their paths, and what they were.
  private var texts: [String: [UInt8]] = [:]
  private var originals: [String: [UInt8]] = [:]

  /// - Parameters:
  ///   - access: the files.
  ///   - prefix: what is before paths in reports.
  ///   - allowsUnsafe: whether good guesses are applied as well.
  ///   - check: checks files, some of which may have been changed.
  package static func run(
    in access: FileAccess, prefix: String, allowsUnsafe: Bool, check: @escaping (FileAccess) -> ForeignCheck
  ) -> Result {
    var fixer = ForeignFixer(access: access, check: check, prefix: prefix, allowsUnsafe: allowsUnsafe)
    return fixer.run()
  }

  private init(
    access: FileAccess, check: @escaping (FileAccess) -> ForeignCheck, prefix: String, allowsUnsafe: Bool
  ) {
    self.access = access
    self.check = check
    self.prefix = prefix
    self.allowsUnsafe = allowsUnsafe
  }

  private mutating func run() -> Result {
    var result = Result(remaining: check(access))
    var tried: Set<Step> = []
    for _ in 0..<Self.most {
      guard let (finding, fix) = next(result.remaining, tried), let step = step(of: finding, fix, result.remaining)
      else {
        break
      }
      tried.insert(step)
      guard let changed = apply(fix, result.remaining) else {
        result.refused.append(step)
        continue
      }
      let after = check(access.replacing(changed))
      let isGone = count(of: finding.code, after) < count(of: finding.code, result.remaining)
      guard isGone, errors(after) <= errors(result.remaining) else {
        result.refused.append(step)
        continue
      }
      texts = changed
      result.applied.append(step)
      result.remaining = after
    }
    result.files = texts.keys.sorted().compactMap { path in
      guard let new = texts[path], let old = originals[path], old != new else { return nil }
      return Fixer.File(path: path, old: old, new: new)
    }
    return result
  }

  private func next(_ check: ForeignCheck, _ tried: Set<Step>) -> (Diagnostic, FixIt)? {
    for finding in check.diagnostics {
      for fix in finding.fixes where fix.applicability == .safe || (allowsUnsafe && fix.applicability == .unsafe) {
        if let step = step(of: finding, fix, check), !tried.contains(step) { return (finding, fix) }
      }
    }
    return nil
  }

  private func step(of finding: Diagnostic, _ fix: FixIt, _ check: ForeignCheck) -> Step? {
    let span = finding.primary.span
    guard check.sources.files.indices.contains(Int(span.file.index)) else { return nil }
    let file = check.sources[span.file]
    let line = 1 + file.bytes.prefix(Int(span.start)).count { $0 == 0x0A }
    return Step(file: file.path, line: line, code: finding.code, title: fix.title)
  }

  private func count(of code: String, _ check: ForeignCheck) -> Int { check.diagnostics.count { $0.code == code } }

  private func errors(_ check: ForeignCheck) -> Int { check.diagnostics.count { $0.severity == .error } }

  /// The changed files with the edits of a fix; nil where one lies in a file that is not changed by it.
  private mutating func apply(_ fix: FixIt, _ check: ForeignCheck) -> [String: [UInt8]]? {
    var changed = texts
    for edit in fix.edits.sorted(by: { $0.span.start > $1.span.start }) {
      guard check.sources.files.indices.contains(Int(edit.span.file.index)) else { return nil }
      let file = check.sources[edit.span.file]
      let path = String(file.path.dropFirst(prefix.count))
      var bytes = changed[path] ?? file.bytes
      guard Self.mayChange(file), edit.span.range.upperBound <= bytes.count else { return nil }
      if originals[path] == nil { originals[path] = file.bytes }
      bytes.replaceSubrange(edit.span.range, with: edit.replacement.utf8)
      changed[path] = bytes
    }
    return changed
  }

  /// Not code, not what a program writes, and nothing in the middle of a merge.
  private static func mayChange(_ file: SourceFile) -> Bool {
    let name = file.path.split(separator: "/").last.map(String.init) ?? ""
    let isDeployment =
      name.hasSuffix(".yml") || name.hasSuffix(".yaml") || name.lowercased().contains("dockerfile")
      || name.hasSuffix(".toml") || name.hasSuffix(".json")
    let text = String(decoding: file.bytes.prefix(4_096), as: UTF8.self)
    return isDeployment && !text.contains("Generated by") && !text.contains("<<<<<<< ")
  }
}
