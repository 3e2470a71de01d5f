import Diagnostics
import IR

/// A response as the emission of a built-in emitter.
extension Plugin {
  func emission(
    _ response: PluginResponse, _ request: EmitRequest, folder: String, environment: String?, said: String
  ) -> Emission {
    let place = request.programs.first?.targetPlaces[name]
    var emission = Emission()
    for (index, finding) in response.findings.enumerated() {
      if let problem = problem(with: finding, request) {
        let failure = PluginFailure.answer("diagnostics.\(index).\(problem)", said: said)
        return Emission(findings: [failure.finding(name, span: place)])
      }
      emission.findings.append(Self.finding(finding, span: finding.span ?? place))
    }
    for file in response.files {
      if file.path.hasPrefix("/") {
        emission.findings.append(
          EmitFinding(
            .outputPathRefused, "`\(name)` may not write `\(file.path)`", span: place, notes: ["the path is absolute"]))
        continue
      }
      emission.files.append(Self.file(file, folder, environment, request.layout))
    }
    if let ignored = Self.ignored(response.files.filter { !$0.isCommitted }.map(\.path)) {
      let header = request.layout.header(.hash, for: environment ?? "all environments")
      emission.files.append(EmittedFile(path: folder + "/.gitignore", header: header) { $0.write(ignored) })
    }
    return emission
  }

  /// What a finding says that it must not, with its place in it.
  private func problem(with finding: PluginResponse.Finding, _ request: EmitRequest) -> String? {
    let prefix = "X-\(name)-"
    let number = finding.code.dropFirst(prefix.count)
    guard finding.code.hasPrefix(prefix), !number.isEmpty, number.count <= 6,
      number.allBytes({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
    else { return "code: is not `\(prefix)` and a number" }
    guard request.programs.indices.contains(finding.program) else { return "program: is no index of a program" }
    if let span = finding.span, !request.programs[finding.program].spans.indices.contains(span) {
      return "span: is no index of a span"
    }
    return finding.message.isEmpty ? "message: is empty" : nil
  }

  private static func finding(_ finding: PluginResponse.Finding, span: Int?) -> EmitFinding {
    let severity: Severity =
      switch finding.severity {
      case .error: .error
      case .warning: .warning
      case .info: .info
      }
    var result = EmitFinding(code: finding.code, severity: severity, finding.message, span: span)
    result.program = finding.program
    result.notes = finding.notes
    result.help = finding.help
    return result
  }

  private static func file(
    _ file: PluginResponse.File, _ folder: String, _ environment: String?, _ layout: OutputLayout
  ) -> EmittedFile {
    var result = EmittedFile(
      path: folder + "/" + file.path, content: file.content, isExecutable: file.mode.isExecutable)
    result.isPrivate = file.isSensitive || file.mode.isPrivate
    result.isCommitted = file.isCommitted
    guard let header = file.header else { return result }
    var body = file.content
    var shebang: String?
    if body.hasPrefix("#!") {
      let end = body.utf8.firstIndex(of: UInt8(ascii: "\n")) ?? body.endIndex
      shebang = String(body[..<end])
      body = end == body.endIndex ? "" : String(body[body.utf8.index(after: end)...])
    }
    let lines = layout.header(CommentSyntax(header), for: environment ?? "all environments", shebang: shebang)
    return result.holding(lines) { [body] in $0.write(body) }
  }

  /// Lines of a `.gitignore`, which takes some characters for patterns.
  private static func ignored(_ paths: [String]) -> String? {
    if paths.isEmpty { return nil }
    return paths.sorted().map { path in
      var line = "/"
      for character in path.unicodeScalars {
        if "\\*?[!# ".unicodeScalars.contains(character) { line += "\\" }
        line.unicodeScalars.append(character)
      }
      return line + "\n"
    }.joined()
  }
}

extension CommentSyntax {
  fileprivate init(_ header: PluginResponse.Header) {
    switch header {
    case .hash: self = .hash
    case .sql: self = .sql
    case .html: self = .html
    case .slashes: self = .slashes
    case .semicolon: self = .semicolon
    case .percent: self = .percent
    }
  }
}
