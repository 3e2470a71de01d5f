import Emit
import Engines
import IR
import Model

/// `docs/reference/stores.md`: the facts of each engine, what was tested with a real server, and the recipes for servers
/// without an engine.
enum StoresPage {
  static var text: String {
    var page = MarkdownDocument()
    page.heading("Stores", level: 1)
    page.paragraph(ReferencePages.origin)
    page.paragraph(
      """
      A store of an engine brings its configuration, secrets, health check and outputs. Any other server is a service \
      of `type: store`, which states them itself. The keys of both are in [language.md](language.md).
      """)
    page.heading("Engines")
    for engine in StoreEngines.servers {
      page.heading("`\(engine.flavor)`: \(engine.title)", level: 3)
      page.table(["What", "Value"], facts(engine))
      if !engine.evidence.isEmpty { page.paragraph(engine.evidence) }
    }
    page.heading("Servers without an engine")
    page.paragraph(
      """
      The image, the ports and the data directory of servers that are often run beside code. Of these recipes Memcached \
      was run with the generated settings (Debian's 1.6.18). For the others `docker compose config` accepts the result, \
      and the images were not started.
      """)
    page.table(
      ["Server", "`image`", "`port`", "`ports`", "Data"],
      StoreRecipes.all.map { recipe in
        [
          recipe.title, "`\(recipe.image)`", String(recipe.port),
          recipe.ports.map { "`\($0.name): \($0.port)`" }.joined(separator: ", "),
          recipe.volume.map { "`\($0)`" } ?? "none",
        ]
      })
    for recipe in StoreRecipes.all {
      page.heading(recipe.title, level: 3)
      page.paragraph("```yaml\n" + recipe.lines(service: recipe.name).joined(separator: "\n") + "\n```")
    }
    return page.render()
  }

  private static func facts(_ engine: StoreEngine) -> [[String]] {
    var store = Store(engine: engine.name, version: engine.defaultVersion)
    if engine.abilities.contains(.databases) { store.database = "app" }
    if engine.abilities.contains(.roles) { store.user = "app" }
    engine.describe(&store, StoreInput(service: engine.name, port: engine.port))
    var rows = [
      ["image", "`\(engine.image(engine.defaultVersion, store))`"], ["port", String(engine.port)],
      ["memory", ByteSize(bytes: engine.memory).canonical],
    ]
    if store.keepsData { rows.append(["data", "`\(store.dataPath)`"]) }
    if !engine.settings.keys.isEmpty { rows.append(["changed settings", changes(store, port: engine.port)]) }
    rows.append(["backup", store.dump == nil ? "none" : "by a container of its image, every day or on request"])
    rows.append(["secrets", store.secrets.map { "`\($0.name)`" }.joined(separator: ", ")])
    rows.append(["outputs", engine.offered.map { "`\($0.name)`" }.joined(separator: ", ")])
    let keys = engine.externalKeys.map { "`\($0.name)`" + ($0.isRequired ? " (required)" : "") }
    rows.append(["`external`", keys.joined(separator: ", ")])
    return rows
  }

  /// What puts a changed setting into force where files are mounted.
  private static func changes(_ store: Store, port: Int) -> String {
    var service = IR.Service(
      name: store.engine, dns: store.engine, type: store.engine, category: .store,
      resources: Resources(cpuMilli: 1000, memoryBytes: 1 << 30), stopGrace: 10_000)
    service.store = store
    service.port = port
    let program = Program(project: "app", environment: EnvironmentInfo(name: "production"))
    return Emitters.configuration(of: service, in: program)?.application == nil
      ? "in force after a restart of the server" : "in force at once where the server takes them while it runs"
  }
}
