import Testing

/// A small topology and the findings that it gives, besides those that its example in the catalogue shows.
struct RuleCase: Sendable, CustomTestStringConvertible {
  let what: String
  /// What stands behind `project:`; `services:` and the like included.
  let text: String
  let codes: [String]
  /// The text under the first finding; nil: not looked at.
  var marked: String?

  init(_ what: String, _ text: String, _ codes: String..., marked: String? = nil) {
    self.what = what
    self.text = text
    self.codes = codes
    self.marked = marked
  }

  var testDescription: String { what }

  /// Checks it for these targets. The findings come in the order of the file.
  func run(targets: String = "compose") {
    let checked = Checked("infracc: 1\nproject: shop\ntargets: [\(targets)]\n\(text)\n")
    #expect(checked.codes == codes, "\(checked.report)")
    if let marked, let code = codes.first { #expect(checked.marked(code) == marked) }
  }
}

extension String {
  /// Services of which one, `api`, has these keys.
  static func api(_ keys: String, besides: String = "") -> String {
    "services:\n\(besides)  api: { type: fastapi, health: /health, \(keys) }"
  }

  /// The same with these variables.
  static func variables(_ variables: String, besides: String = "") -> String {
    api("variables: { \(variables) }", besides: besides)
  }
}
