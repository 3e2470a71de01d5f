import Resolution
import Diagnostics
import Emit
import IR
import Model

/// The pages of `docs/reference/`, by path: each is made of the list that the program itself reads by.
enum ReferencePages {
  static var all: [String: String] {
    var pages = [
      "language.md": LanguagePage.text, "targets.md": targets, "conventions.md": conventions,
      "stores.md": StoresPage.text, "changes.md": ChangesPage.text,
      "findings/README.md": findings,
    ]
    for kind in Catalog.all { pages["findings/\(kind.code).md"] = finding(kind) }
    for (code, _) in ReservedCodes.all { pages["findings/\(code).md"] = reserved(code) }
    return pages
  }

  /// Below every title.
  static let origin = "Generated from the program; `make generate` writes it anew."

  // MARK: - Targets

  private static var targets: String {
    var page = MarkdownDocument()
    page.heading("Targets", level: 1)
    page.paragraph(origin)
    let deploy = Emitters.all.filter { $0.role == .deploy }
    for (title, role) in [
      ("Listed under `targets:`", EmitterRole.deploy), ("Listed beside them", .companion),
      ("Written when they are needed", .supporting),
    ] {
      page.heading(title)
      for emitter in Emitters.all where emitter.role == role {
        page.heading("`\(emitter.name)`", level: 3)
        page.paragraph(emitter.summary + ".")
        page.list(
          emitter.files.map { "`\($0)`" }
            + emitter.options.map { option in
              let values =
                option.values.isEmpty ? "" : " (" + option.values.map { "`\($0)`" }.joined(separator: ", ") + ")"
              return "option `\(option.name)`: \(option.summary)\(values)"
            })
      }
    }
    page.heading("Plug-ins")
    page.paragraph(
      "Any other name under `targets:` is that of a program `infracc-emit-<target>`, on PATH or at "
        + "`options.<target>.plugin`. How one is written stands in [plugins.md](../plugins.md).")
    page.heading("What each can express")
    page.paragraph("What a topology asks of a target that cannot do it is a finding, never silence.")
    page.table(
      [""] + deploy.map { "`\($0.name)`" },
      abilities.map { ability in [ability.what] + deploy.map { ability.words($0.capabilities) } })
    portability(into: &page)
    return page.render()
  }

  private static func portability(into page: inout MarkdownDocument) {
    page.heading("What becomes of each key")
    page.paragraph(
      """
      A key is kept as it is (`yes`), written in another form with the same effect, approximated or lost with the \
      finding that says so, compared while compiling and part of no file (`checked`), or has nothing to lose (`-`). \
      `infracc targets --matrix` prints the same table. Where a cell depends on the service, it shows what holds for \
      one that is built from code.
      """)
    for (title, rows) in [
      ("Outside services", PortabilityTable.ofProject), ("Options", PortabilityTable.ofOptions),
      ("Services", PortabilityTable.ofServices),
    ] {
      page.heading(title, level: 3)
      table(rows, into: &page)
    }
  }

  private static func table(_ rows: [PortabilityTable.Row], into page: inout MarkdownDocument) {
    page.table(
      ["Key"] + PortabilityTable.targets.map { "`\($0)`" },
      rows.map { row in
        ["`\(row.key)`"]
          + row.cells.map { cell in
            let word = PortabilityTable.word(cell)
            return PortabilityTable.words(cell).map { "\(word): \(MarkdownDocument.text($0))" } ?? word
          }
      })
  }

  private struct Ability: Sendable {
    let what: String
    let words: @Sendable (Capabilities) -> String

    init(_ what: String, _ words: @escaping @Sendable (Capabilities) -> String) {
      self.what = what
      self.words = words
    }

    init(_ what: String, _ path: any KeyPath<Capabilities, Bool> & Sendable) {
      self.init(what) { $0[keyPath: path] ? "yes" : "no" }
    }
  }

  private static let abilities: [Ability] = [
    Ability("Starts stores", \.runsStores),
    Ability("Resolves references by name", \.referencesByName),
    Ability("Values of the operator as parts of others", \.expandsSupplied),
    Ability("Percent-encodes secrets at run time", \.encodesSecrets),
    Ability("A supplied value is one line", \.refusesLineBreaks),
    Ability("Private network", \.privateNetwork),
    Ability("Build arguments", \.passesBuildArguments),
    Ability("Knows platform domains while building", \.knowsPlatformDomainAtBuild),
    Ability("Asks for health all the time", \.continuousHealth),
    Ability("Order of start", \.startupOrder),
    Ability("Release commands", \.release),
    Ability("Replicas", \.replicas),
    Ability("Limits of CPU and memory", \.resourceLimits),
    Ability("Autoscaling", \.autoscale),
    Ability("Volumes", \.volumes),
    Ability("Volumes with several replicas", \.replicasWithVolumes),
    Ability("Volumes that services share", \.sharedVolumes),
    Ability("Files mounted into containers", \.fileMounts),
    Ability("Scripts at the first start of a store", \.storeInit),
    Ability("Sets of servers of a store", \.replicaSets),
    Ability("Backups", \.backups),
    Ability("Copies of backups in a bucket", \.backupCopies),
    Ability("Previews of pull requests", \.previews),
    Ability("Services of type `cron`") { support($0.cron) },
    Ability("Services of type `job`") { support($0.jobs) },
  ]

  private static func support(_ support: Capabilities.CronSupport) -> String {
    switch support {
    case .none: "no"
    case .approximated: "started from outside"
    case .every(let minutes): minutes <= 1 ? "yes" : "at most every \(minutes) minutes"
    }
  }

  // MARK: - Conventions

  private static var conventions: String {
    var page = MarkdownDocument()
    page.heading("Names of variables", level: 1)
    page.paragraph(origin)
    page.paragraph(
      """
      What a name says about its value, where the topology gives no `type`. An exact name comes before a pattern, a \
      longer pattern before a shorter one; a name in no row holds text. `type:` at the variable changes what is expected.
      """)
    page.table(
      ["Name", "Holds", "Rests on"],
      Conventions.all.map { row in
        let types = row.types.map { "`\($0)`" }.joined(separator: " or ")
        let notes = [
          row.pattern.map { "such as `\($0.shape)`" }, row.allowsDriver ? "for Python also with a driver" : nil,
          row.ignoresCase ? "in any letter case" : nil,
        ].compactMap { $0 }
        return ["`\(row.name)`", ([types] + notes).joined(separator: ", "), row.source]
      })
    return page.render()
  }

  // MARK: - Findings

  private static var findings: String {
    var page = MarkdownDocument()
    page.heading("Findings", level: 1)
    page.paragraph(origin + " `infracc explain CODE` prints the same pages.")
    page.paragraph(
      "`E` is an error, `W` a warning, `I` a note. Those that are tunable can be silenced with a reason, or given another "
        + "level under `lints:`.")
    page.table(
      ["Code", "Name", "What it finds", "Tunable", "Files of other tools"],
      Catalog.all.map { kind in
        [
          "[\(kind.code)](\(kind.code).md)", kind.name, kind.summary, kind.isTunable ? "yes" : "",
          kind.foreign.words ?? "",
        ]
      })
    page.paragraph(
      "The last column tells where a rule also reports on compose files, Dockerfiles and the settings of platforms "
        + "(`infracc check` in a repository without a topology). There it needs every fact written; rules without an entry "
        + "are about the language of topologies, or need what no such file tells.")
    page.heading("Numbers without a finding")
    page.paragraph("Nothing gives these, and they are never used for something else.")
    page.table(["Code", "Kept for"], ReservedCodes.all.map { ["[\($0.code)](\($0.code).md)", $0.reason] })
    return page.render()
  }

  static func reserved(_ code: String) -> String {
    var page = MarkdownDocument()
    page.heading("\(code) (no finding)", level: 1)
    for sentence in ReservedCodes.sentences(code) { page.paragraph(sentence) }
    return page.render()
  }

  static func finding(_ kind: DiagnosticKind) -> String {
    var page = MarkdownDocument()
    page.heading("\(kind.code) \(kind.name)", level: 1)
    page.paragraph("\(kind.summary)")
    page.paragraph(kind.explanation)
    page.heading("Wrong")
    page.paragraph(fenced(ExplainPage.withoutMarks(kind.failing), "yaml"))
    beside(kind.exampleOptions.files, &page)
    if let report = ExplainPage.report(kind) { page.paragraph(fenced(report, "text")) }
    page.heading("Right")
    page.paragraph(fenced(kind.passing, "yaml"))
    beside(kind.exampleOptions.passingFiles, &page)
    page.paragraph(ExplainPage.silencing(kind))
    if let words = kind.foreign.words {
      page.paragraph("In files of other tools, where every fact is written: \(words).")
    }
    return page.render()
  }

  private static func beside(_ files: [DiagnosticKind.ExampleFile], _ page: inout MarkdownDocument) {
    for file in files {
      page.paragraph("Beside it, `\(file.path)`:")
      page.paragraph(fenced(file.text, ""))
    }
  }

  private static func fenced(_ text: String, _ language: String) -> String {
    "```\(language)\n" + text + (text.hasSuffix("\n") ? "" : "\n") + "```"
  }
}
