import Engines
import Resolution
import Diagnostics
import Emit
import IR
package import Model
import Tuning

/// `docs/reference/language.md`: every key, by the shapes.
enum LanguagePage {
  static var text: String {
    var page = MarkdownDocument()
    page.heading("The language", level: 1)
    page.paragraph(ReferencePages.origin)
    page.paragraph(
      """
      A topology is YAML 1.2. Every mapping takes the keys of its table and no others; keys of the top level that begin \
      with `x-` are yours. A size is written `512MiB`, a duration `30s` or `1h30m`, a share `75%`; numbers without a \
      unit are refused where one belongs. \(known.heading) is what the key is called in that tool's file, or what \
      serves there instead. The same tables as JSON Schema: `infracc schema`.
      """)
    page.heading("Top level")
    keys(Topology.shape, into: &page)
    page.heading("An environment", level: 3)
    page.paragraph(
      """
      An environment also takes every key of the top level that does not belong to the project: `infracc`, `project`, \
      `policies`, `environments` and `options.layout` are declared once. `targets`, `lints` and `options` are each \
      environment's own. \
      Mappings are merged, values and lists replaced; `null` takes a key away, `key+` appends to a list, `use` adds \
      names and `use-` takes them out again.
      """)
    keys(EnvironmentDeclaration.shape, into: &page)
    for (title, table) in declarations {
      page.heading(title, level: 3)
      table(&page)
    }
    services(into: &page)
    page.heading("References")
    page.paragraph(
      """
      `$<<service.output>>` is a value that another service offers, `$<<shared.NAME>>` a secret or a variable of the \
      top level, `$<<NAME>>` a variable of the service itself, `$<<self.output>>` an output of the service that has the \
      variable, and `$<<environment.name>>` a fact. Where `extends` handed the variable on and the type of the service has \
      no such output, `self` is the service in whose text it is. A shared name \
      without `shared.` is found only where the service lists it under `use:`. `${{…}}` is read as well. Filters \
      follow a bar: \
      `$<<postgres.DATABASE_URL | driver("asyncpg")>>`.
      """)
    page.table(
      ["Filter", "Applies to", "Gives", "What it does"],
      Filters.all.map { ["`\($0.signature)`", $0.input, $0.output, $0.summary] })
    return page.render()
  }

  private static let declarations: [(String, @Sendable (inout MarkdownDocument) -> Void)] = [
    (
      "A secret",
      { page in
        page.paragraph(
          """
          The top level declares secrets that several services read: each names them under `use`. A service declares those \
          that it alone reads under its own `secrets`. All live in one namespace. A source alone is the short form.
          """)
        keys(SecretDeclaration.shape, into: &page)
      }
    ),
    (
      "A variable",
      { page in
        page.paragraph(
          """
          A text or a list is the short form of `value`. `NAME?: TEXT` is a setting that an operator may replace, short for \
          `NAME: { source: external, value: TEXT }`, and `NAME?:` one that may be missing, short for `NAME: { source: \
          external, required: false }`. The mark belongs to the spelling: overlays and references use `NAME`.
          """)
        keys(VariableDeclaration.shape, into: &page)
      }
    ),
    ("`repository`", { keys(RepositoryDeclaration.shape, into: &$0) }),
  ]

  // MARK: - Services

  private static func services(into page: inout MarkdownDocument) {
    page.heading("Service types")
    page.table(
      ["Type", "What it is", "Port", "CPU", "Memory", "Offers"],
      ServiceTypes.words.map { type in
        [
          "`\(type.word)`", type.summary, type.defaultPort.map(String.init) ?? "",
          type.defaultCPUMilli == 0 ? "" : CPUAmount(millicores: type.defaultCPUMilli).canonical,
          type.defaultMemory == 0 ? "" : ByteSize(bytes: type.defaultMemory).canonical,
          type.outputs.map { "`\($0.name)`" }.joined(separator: ", "),
        ]
      })
    page.heading("A service")
    page.table(
      ["Key", "Takes", "Services", known.heading, "Meaning"],
      ServiceDeclaration.shape.fields.map { field in
        [
          "`\(field.name)`", MarkdownDocument.text(field.phrase), names(of: field.applies), known.spelling(of: field),
          field.doc,
        ]
      })
    for (title, table) in parts {
      page.heading("`\(title)`", level: 3)
      table(&page)
    }
    for engine in StoreEngines.servers where !engine.settings.keys.isEmpty {
      let keys = engine.settings.keys
      page.heading("`tuning` of \(engine.title)", level: 3)
      page.paragraph(
        "`auto`, or nothing, lets the compiler choose; it gives its reason beside every value that it writes.")
      page.table(
        ["Key", "Takes"],
        keys.map { ["`\($0.name)`", $0.kind.phrase] }
          + [["`extra`", "a mapping of further settings, unchecked"]])
    }
  }

  private static let parts: [(String, @Sendable (inout MarkdownDocument) -> Void)] = [
    ("build", { keys(BuildDeclaration.shape, into: &$0) }),
    ("server", { keys(ServerDeclaration.shape, into: &$0) }),
    ("pools", { keys(PoolDeclaration.shape, into: &$0) }),
    ("health", { keys(HealthDeclaration.shape, into: &$0) }),
    ("resources", { keys(ResourcesDeclaration.shape, into: &$0) }),
    (ServiceKey.resourcesReserve.rawValue, { keys(ReserveDeclaration.shape, into: &$0) }),
    ("scale", { keys(ScaleDeclaration.shape, into: &$0) }),
    (ServiceKey.scaleAutoscale.rawValue, { keys(AutoscaleDeclaration.shape, into: &$0) }),
    ("restart", { keys(RestartDeclaration.shape, into: &$0) }),
    ("pooler", { keys(PoolerDeclaration.shape, into: &$0) }),
    ("backup", { keys(BackupDeclaration.shape, into: &$0) }),
    (ServiceKey.backupTo.rawValue, { keys(BackupDestinationDeclaration.shape, into: &$0) }),
    ("outputs", { keys(OutputDeclaration.shape, into: &$0) }),
    ("files", { keys(MountedFile.shape, into: &$0) }),
    ("routes", { keys(RouteDeclaration.shape, into: &$0) }),
  ]

  /// The types that a key has a meaning for.
  private static func names(of traits: ServiceTraits) -> String {
    let types = ServiceTypes.all.filter { !traits.isDisjoint(with: $0.traits) }
    if types.count == ServiceTypes.all.count { return "all" }
    let code = ServiceTypes.all.filter { $0.traits.contains(.code) }.map(\.name)
    return types.map(\.name) == code
      ? "all but stores of an engine, `proxy` and `external`" : types.map { "`\($0.name)`" }.joined(separator: ", ")
  }

  private static func keys<Root>(_ shape: Shape<Root>, into page: inout MarkdownDocument) {
    page.table(
      ["Key", "Takes", known.heading, "Meaning"],
      shape.fields.map { field in
        [
          "`\(field.name)`", MarkdownDocument.text(field.phrase), known.spelling(of: field),
          (field.isRequired ? "Required. " : "") + field.doc,
        ]
      })
  }

  private static let known = KnownTool()
}

/// The tool whose names for keys people know.
package struct KnownTool {
  package init() {}

  private let emitter = Emitters.all.first { $0.spelling(of: ServiceKey.image) != nil }

  /// Of the column.
  fileprivate var heading: String { emitter.map { "In \($0.title)" } ?? "" }

  /// What the tool calls a key, or that it has none; empty where nothing is said of it.
  package func spelling<Root>(of field: Field<Root>) -> String {
    guard let emitter else { return "" }
    return (field.key.flatMap { emitter.spelling(of: $0) } ?? field.projectKey.flatMap { emitter.spelling(of: $0) })?
      .text ?? ""
  }
}

extension TuningKind {
  /// With its article.
  fileprivate var phrase: String {
    switch self {
    case .memory: "a size, or a share of the memory limit"
    case .duration: "a duration"
    case .integer: "a whole number"
    case .real: "a number"
    case .boolean: "true or false"
    case .word(let words): "one of " + words.map { "`\($0)`" }.joined(separator: ", ")
    case .name: "a word of letters, digits and `_`"
    case .savePoints: "a list of `seconds changes`"
    }
  }
}
