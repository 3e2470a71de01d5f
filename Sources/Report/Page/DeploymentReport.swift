package import IR

/// One page about a topology: what runs, what differs between environments, budgets, cost, variables, secrets and
/// findings. It has no script and asks for nothing: a file that opens from a mail.
package struct DeploymentReport: Sendable {
  /// A finding of the check, in words.
  package struct Finding: Hashable, Sendable {
    package enum Level: String, Hashable, Sendable {
      case error
      case warning
      case info
      /// A comment allows it, with a reason.
      case allowed
    }

    package let code: String
    package let level: Level
    package let message: String
    /// Where it is: `line 12`, `api/Dockerfile, line 3`; empty: nowhere.
    package let place: String
    package let notes: [String]

    package init(code: String, level: Level, message: String, place: String, notes: [String] = []) {
      self.code = code
      self.level = level
      self.message = message
      self.place = place
      self.notes = notes
    }
  }

  /// The topology as it was read.
  package struct Source: Sendable {
    package let name: String
    /// Hexadecimal.
    package let sha256: String
    /// That of infracc.
    package let version: String
    /// Nil: it is not known.
    package let project: String?

    package init(name: String, project: String?, sha256: String, version: String) {
      self.name = name
      self.project = project
      self.sha256 = sha256
      self.version = version
    }
  }

  let source: Source
  /// In the order of the report; empty where nothing may be computed.
  let programs: [Program]
  let budgets: BudgetReport
  let costs: CostReport
  let findings: [Finding]
  private let shown: @Sendable (String) -> String

  /// - Parameters:
  ///   - programs: the environments, production first; none where the topology has errors.
  ///   - budgets: those of the same environments.
  ///   - costs: those of the same environments.
  ///   - shown: gives what may be shown of a text.
  package init(
    _ source: Source, programs: [Program], budgets: BudgetReport, costs: CostReport, findings: [Finding],
    shown: @escaping @Sendable (String) -> String
  ) {
    self.source = source
    self.programs = programs
    self.budgets = budgets
    self.costs = costs
    self.findings = findings
    self.shown = shown
  }

  /// A part of the page.
  struct Section {
    let id: String
    /// In the table of contents.
    let name: String
    let title: String?
    let content: [Markup.Node]

    /// - Parameter title: nil: it has none of its own; by default the name.
    init(_ id: String, _ name: String, title: String? = "", _ content: [Markup.Node]) {
      self.id = id
      self.name = name
      self.title = title.map { $0.isEmpty ? name : $0 }
      self.content = content
    }

    var markup: Markup.Node {
      let heading: [Markup.Node] = title.map { [.tag("h2", [.text($0)])] } ?? []
      let attributes: Markup.Node.Attributes = [("id", id)]
      return .tag("section", attributes, heading + content)
    }
  }

  private var sections: [Section] {
    let hasErrors = findings.contains { $0.level == .error }
    let parts =
      programs.isEmpty || hasErrors ? [] : [picture, comparison, budgetSection, costSection, services, secrets]
    return [overview] + parts.compactMap { $0 } + [findingSection] + (hasErrors ? [] : [limits])
  }

  /// The whole page.
  package func html() -> String {
    let sections = sections
    let links = sections.map { Markup.Node.link(to: $0.id, $0.name) }
    let nav = Markup.Node.tag("nav", [("aria-label", "Contents")], links)
    let closing =
      "Made by infracc from the topology alone; nothing was deployed or asked. The same topology gives the same "
    let footer = Markup.Node.tag("footer", [.text(closing + "report, byte for byte.")])
    let main = Markup.Node.tag("main", [header, nav] + sections.map(\.markup) + [footer])
    let page = Markup("html", [("lang", "en")], [.tag("head", head), .tag("body", [main])])
    var text = "<!doctype html>\n"
    page.write(as: .html, to: &text, shown: shown)
    return text + "\n"
  }

  private var head: [Markup.Node] {
    [
      .tag("meta", [("charset", "utf-8")]),
      .tag("meta", [("name", "viewport"), ("content", "width=device-width, initial-scale=1")]),
      .tag("meta", [("name", "color-scheme"), ("content", "light dark")]),
      .tag(
        "meta",
        [("http-equiv", "Content-Security-Policy"), ("content", "default-src 'none'; style-src 'unsafe-inline'")]),
      .tag("title", [.text("\(project) – deployment report")]),
      .tag("style", [.style(Self.styles), .style(Drawing.styles)]),
    ]
  }

  var project: String { source.project ?? source.name }

  private var header: Markup.Node {
    var facts: [String] = []
    if let first = programs.first {
      var targets: [String] = []
      for target in programs.flatMap(\.targets) where !targets.contains(target) { targets.append(target) }
      facts = [
        Self.count(first.services.count, "service"), Self.count(programs.count, "environment"),
        "for " + targets.joined(separator: ", "),
      ]
    }
    let source: [Markup.Node] = [
      .text(facts.isEmpty ? "from " : facts.joined(separator: ", ") + " · from "), .code(self.source.name), " ",
      .code(String(self.source.sha256.prefix(12))), .text(" · infracc \(self.source.version)"),
    ]
    return .tag("header", [.tag("h1", [.text(project)]), .tag("p", source)])
  }

  /// What no topology says.
  private var limits: Section {
    let first =
      "What only the application can do is not in this report: rate limits, security headers, authentication, the "
    let second = "format of its logs, tracing. Traffic, load and latency are not known here."
    return Section("not", "Not covered", [.card([.tag("p", [("class", "alone")], [.text(first + second)])])])
  }

  static func count(_ number: Int, _ noun: String) -> String { "\(number) \(noun)\(number == 1 ? "" : "s")" }
}
