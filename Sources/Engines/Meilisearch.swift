import IR
import Tuning

extension StoreEngine {
  package static let meilisearch: StoreEngine = {
    var engine = StoreEngine(
      "meilisearch", title: "Meilisearch", port: 7700, version: "1.13", administrator: "",
      image: { version, _ in "getmeili/meilisearch:v\(version)" }, facts: MeilisearchFacts.fill)
    engine.aliases = ["meili"]
    engine.memory = 1 << 30
    engine.storage = 5 << 30
    engine.abilities = [.withoutDump]
    engine.images = [Image("getmeili/meilisearch", prefix: "v")]
    engine.support = Support(
      ended: [], current: "1.13", newest: 1,
      upgradeNote: "another minor version does not read the old files: import a dump into it")
    engine.exactVersion = ExactVersion(
      parts: 2, "a tag with one number moves to the next minor version, which does not read the files")
    engine.secrets = [
      Secret("master_key") { service, _ in
        "\(service). It opens everything; keys with fewer rights are made of it."
      }
    ]
    engine.outputs = [("host", "MEILISEARCH_HOSTNAME"), ("port", "MEILISEARCH_PORT")]
    engine.ownOutputs = [MeilisearchFacts.address, MeilisearchFacts.key]
    engine.securePorts = [7700: 443]
    engine.libraries = [
      "meilisearch", "meilisearch-python-sdk", "github.com/meilisearch/meilisearch-go",
    ]
    engine.urlNames = ["MEILI_HOST", "MEILISEARCH_HOST", "MEILI_URL", "MEILISEARCH_URL"]
    engine.foreignNames = [
      "url": ["uri", "endpoint", "private_url", "MEILISEARCH_HOST", "MEILI_URL", "MEILI_HTTP_ADDR"],
      "host": ["hostname", "private_host"],
      "master_key": ["api_key", "password", "MEILISEARCH_API_KEY", "MEILI_API_KEY", "MEILISEARCH_KEY"],
    ]
    engine.words = ["MEILI", "MEILISEARCH"]
    engine.settings.keys = [(MeilisearchFacts.memory, .memory), ("max_indexing_threads", .integer)]
    engine.tune = MeilisearchFacts.tuned
    engine.grace = { _ in Grace(milliseconds: 60_000) }
    engine.evidence =
      "Nothing of it was run: no package of Debian or PyPI brings the server. The forms rest on its documentation "
      + "(1.13); tests compare the text and `docker compose config`. The minor version is part of the tag, because its "
      + "files need a dump and an import between minor versions. There is no `backup`: dumps are made by its own API "
      + "(`POST /dumps`) and lie in its volume."
    return engine
  }()
}

/// The longer answers of the engine.
private enum MeilisearchFacts {
  static let memory = "max_indexing_memory"

  static let address: EngineOutput = {
    var output = EngineOutput(name: "url", convention: "MEILI_HOST", kind: .address(["http"])) { service in
      .url(
        URLExpression(
          scheme: "http", host: .output(service: service, name: "host"), port: .output(service: service, name: "port")))
    }
    output.otherConventions = ["MEILISEARCH_URL"]
    output.isPublic = false
    return output
  }()

  static let key: EngineOutput = {
    var output = EngineOutput(name: "master_key", convention: "MEILI_MASTER_KEY", kind: .text) {
      .secret(id: $0 + "/master_key")
    }
    output.otherConventions = ["MEILISEARCH_MASTER_KEY"]
    output.isSecret = true
    return output
  }()

  @Sendable static func fill(_ input: StoreInput, _ store: inout Store) {
    store.dataPath = "/meili_data"
    var container = Store.Container()
    container.environment = [
      Store.Variable("MEILI_MASTER_KEY", input.secret("master_key")),
      Store.Variable("MEILI_ENV", .literal("production"), note: "asks for the key, and shows no search page"),
      Store.Variable("MEILI_NO_ANALYTICS", .literal("true")),
    ]
    if let port = store.ownPort(input.port) {
      container.environment.append(Store.Variable("MEILI_HTTP_ADDR", .literal("0.0.0.0:\(port)")))
    }
    for setting in store.settings {
      container.environment.append(
        Store.Variable(
          "MEILI_" + setting.name.uppercased(), .literal(text(setting.value)), note: setting.reason))
    }
    container.user = nil
    // The image has no user of its own, and the server needs none: it writes to its data alone.
    container.account = Store.Account(65_532, 65_532)
    store.container = container
    store.passwordChanges = [Store.PasswordChange(input.secretID("master_key"))]
    let port = input.port ?? 7700
    store.probe = Store.Probe(
      .words(
        ["curl", "--fail", "--silent", "--output", "/dev/null", "http://127.0.0.1:\(port)/health"].map { .text($0) }),
      startPeriod: 60_000)
  }

  private static func text(_ value: Setting.Value) -> String {
    switch value {
    case .bytes(let bytes): String(bytes)
    case .milliseconds(let duration): String(duration)
    case .integer(let number): String(number)
    case .boolean(let flag): String(flag)
    case .real(let text), .word(let text), .text(let text): text
    case .list(let items): items.joined(separator: ",")
    }
  }

  /// The server takes two thirds of the machine's memory for indexing by itself ("Configure Meilisearch at launch",
  /// 1.13), which may not be the container's.
  @Sendable static func tuned(_ input: TuningInput) -> TunedStore {
    var tuned = TunedStore()
    let (bytes, reason): (Int, String) =
      switch input.declared[memory] {
      case .bytes(let bytes)?: (bytes, "declared")
      case .percent(let percent)?: (input.memoryBytes / 100 * percent, "declared: \(percent)% of memory")
      default: (input.memoryBytes / 2, "half of memory; by itself two thirds of the machine's")
      }
    tuned.settings = [
      Setting(
        memory, .bytes(bytes), group: .memory, needsRestart: true, reason: reason,
        isDeclared: input.declared[memory] != nil)
    ]
    if case .integer(let number)? = input.declared["max_indexing_threads"] {
      tuned.settings.append(
        Setting(
          "max_indexing_threads", .integer(number), group: .processes, needsRestart: true, reason: "declared",
          isDeclared: true))
    }
    tuned.settings.add(input.extra)
    return tuned
  }
}
