import Emit
import IR
import Report

/// `docs/reference/changes.md` and `infracc explain changes`: what each change does to what runs.
package enum ChangesPage {
  /// The whole page as Markdown.
  static var text: String {
    var page = MarkdownDocument()
    page.heading("What a change does to what runs", level: 1)
    page.paragraph(ReferencePages.origin)
    page.paragraph(
      "`infracc diff` says it of the changes of a topology: with `--against main` of those of a branch. "
        + "`--fail-on loses-data` ends with 4 when the change is of that class or a worse one.")
    page.heading("Classes")
    page.table(["Class", "Means"], classes.map { ["`\($0.severity.name)`", $0.words] })
    page.paragraph(
      "Several changes of a service count as the worst of them. What no rule is known for is taken to be a restart.")
    page.heading("Changes")
    page.paragraph(
      "What holds in general; of a service it depends on what else is written: a setting is reloaded on compose where "
        + "something waits for the store, a domain is put into force by a proxy.")
    let targets = DeployTarget.builtIn
    page.table(
      ["What changes", "Keys"] + targets.map { "`\($0.name)`" } + ["What to do"],
      rows.map { row in
        [row.mechanism.reason, row.keys.map { "`\($0)`" }.joined(separator: ", ")] + targets.map { word(row, $0) }
          + [row.mechanism.remedy ?? ""]
      })
    return page.render()
  }

  /// The classes as text for a terminal.
  package static var terminalText: String {
    let width = classes.map(\.severity.name.count).max() ?? 0
    let lines = classes.map { entry in
      entry.severity.name + String(repeating: " ", count: width - entry.severity.name.count + 2) + entry.words
    }
    return "What a change does to what runs, the worst first\n\n" + lines.joined(separator: "\n") + "\n"
      + "\n`infracc explain services.KEY` tells what a change of a key does.\n"
  }

  /// What changes of a key do, for a terminal; nil: there is no such key.
  /// - Parameter path: `services.database`, `services.*.tuning`, `secrets.source`.
  package static func terminalText(ofKey path: String) -> String? {
    let parts = path.split(separator: ".").filter { $0 != "*" }.joined(separator: ".")
    let found: [ChangeMechanism]
    if parts.hasPrefix("services."), let key = ServiceKey(rawValue: String(parts.dropFirst("services.".count))) {
      found = ChangeTable.mechanisms(of: key)
    } else if let key = ProjectKey(rawValue: parts), key != .services {
      found = ChangeTable.mechanisms(of: key)
    } else {
      return nil
    }
    var text = parts + "\n"
    if found.isEmpty { return text + "\n  a rule, or a part of another key: a change touches nothing that runs\n" }
    for mechanism in found {
      text += "\n  \(mechanism.reason)\n"
      let targets = DeployTarget.builtIn
      let width = targets.map(\.name.count).max() ?? 0
      for target in targets {
        let gap = String(repeating: " ", count: width - target.name.count + 2)
        text += "    \(target.name)\(gap)\(word((mechanism, []), target).filter { $0 != "`" })\n"
      }
      if let remedy = mechanism.remedy { text += "    do: \(remedy)\n" }
    }
    return text
  }

  private typealias Row = (mechanism: ChangeMechanism, keys: [String])

  private static var rows: [Row] {
    var keys: [ChangeMechanism: [String]] = [:]
    for key in ProjectKey.allCases {
      for mechanism in ChangeTable.mechanisms(of: key) { keys[mechanism, default: []].append(key.rawValue) }
    }
    for key in ServiceKey.allCases {
      for mechanism in ChangeTable.mechanisms(of: key) {
        keys[mechanism, default: []].append("services." + key.rawValue)
      }
    }
    return ChangeMechanism.allCases.filter { $0 != .rule && $0 != .unknown }.map { ($0, keys[$0] ?? []) }
  }

  private static func word(_ row: Row, _ target: DeployTarget) -> String {
    switch target.change(ChangeQuestion.general(row.mechanism)) {
    case .does(let severity): severity == .none ? "none" : "`\(severity.name)`"
    case .meaningless: "-"
    }
  }

  private static let classes: [(severity: ChangeClass, words: String)] = [
    (.losesData, "the service runs without data that it had, or they are deleted"),
    (.manualStep, "files alone do not bring it about: until someone acts, the old state remains or logins fail"),
    (.rebuild, "another image, then a restart"), (.restart, "the container or process is replaced"),
    (.reload, "put into force in the running process"), (.none, "nothing that runs is touched"),
  ]
}
