import Compiler
import Diagnostics
import Emit
import Files
import Foundation
import TestSupport
import Testing

/// The scripts and the page beside the manifests of Kubernetes speak of what the manifests have, and of nothing else.
@Suite("Scripts of Kubernetes")
struct KubernetesScriptTests {
  /// The files of one environment, by their paths in its directory.
  struct Folder: Sendable, CustomTestStringConvertible {
    let name: String
    let files: [String: String]

    var testDescription: String { name }

    subscript(file: String) -> String { files[file] ?? "" }

    /// All manifests of a phase, as one text.
    func manifests(_ phase: String = "") -> String {
      files.filter { $0.key.hasPrefix(phase) && $0.key.hasSuffix(".yaml") }.sorted { $0.key < $1.key }.map(\.value)
        .joined(separator: "\n---\n")
    }
  }

  private static func folders(_ name: String, _ text: String, at path: String? = nil) -> [Folder] {
    var options = CompileOptions()
    if let path { options.mounted = DiskFiles.access(to: Repository.path(path), links: .refused) }
    let compilation = Compilation.run(path: "topology.yaml", bytes: Array(text.utf8), options: options)
    #expect(!compilation.hasErrors, "\(name): \(compilation.diagnostics.map { "\($0.code) \($0.message)" })")
    let layout = OutputLayout(style: compilation.layout ?? .tree)
    var folders: [String: [String: String]] = [:]
    for built in compilation.emit(EmissionRequest(layout: layout)).files {
      let parts = built.file.path.split(separator: "/", maxSplits: 2).map(String.init)
      guard parts.count == 3, parts[1] == "kubernetes" else { continue }
      folders[parts[0], default: [:]][parts[2]] = built.file.content
    }
    return folders.sorted { $0.key < $1.key }.map { Folder(name: "\(name), \($0.key)", files: $0.value) }
  }

  private static func folder(_ text: String) throws -> Folder {
    try #require(folders("text", text).first)
  }

  static let recorded: [Folder] =
    [
      "examples/gayed-signals", "examples/tradesense", "examples/linkwatch", "examples/parcels",
      "Tests/Fixtures/emit/kubernetes",
    ]
    .flatMap { path in
      guard let text = try? Repository.text(path + "/topology.yaml") else { return [Folder]() }
      return folders(path, text, at: path)
    } + folders("supplies", supplies)

  /// Secrets and settings of every kind.
  private static let supplies = """
    infracc: 1
    project: shop
    targets: [kubernetes]
    options: { kubernetes: { registry: "localhost:5000/team", tag: 1.0.0 } }
    secrets:
      KEY: generate
      NUMBER: { source: "generate(uuid)" }
      TOKEN: { source: external, doc: "Ask O'Brien for \\"it\\" $(id)", differs_from: [OTHER], pattern: "^tok_[a-z]+$" }
      OTHER: { source: external, charset: url }
      MAYBE: { source: optional, charset: url }
      WHOLE: optional
    variables:
      LEVEL: { value: INFO, source: external }
      SITE: { source: external }
      NICK: { source: external, required: false }
    services:
      first: { type: job, image: "acme/first:1.0", start: [first], options: { kubernetes: { user: 1000 } } }
      second: { type: job, extends: first, start: [second], needs: { first: done }, options: { kubernetes: { user: 1000 } } }
      api:
        type: web
        root: ./api
        build: { dockerfile: ./api/Dockerfile, push: ghcr.io/acme/api, args: { FLAVOR: "it's" }, secrets: [TOKEN], target: prod }
        port: 8000
        health: /
        release: migrate
        use: [KEY, NUMBER, TOKEN, OTHER, WHOLE, LEVEL, SITE, NICK]
        options: { kubernetes: { user: 1000 } }
        variables: { UPSTREAM: 'https://u:$<<shared.MAYBE ?? "anon">>@example.com/' }

    """

  private static func matches(_ pattern: String, _ text: String) throws -> [[String]] {
    let expression = try NSRegularExpression(pattern: pattern)
    return expression.matches(in: text, range: NSRange(text.startIndex..., in: text)).map { match in
      (1..<max(match.numberOfRanges, 1)).map { Range(match.range(at: $0), in: text).map { String(text[$0]) } ?? "" }
    }
  }

  @Test("samples are there") func samples() {
    #expect(Self.recorded.count >= 10)
  }

  // MARK: Secrets

  /// What the manifests refer to: `postgres/password`.
  private static func references(_ manifests: String) throws -> Set<String> {
    let variables = try matches(#"secretKeyRef: \{ name: ([\w.-]+), key: ([\w.-]+)"#, manifests)
    let files = try matches(#"secretName: ([\w.-]+), items: \[\{ key: ([\w.-]+)"#, manifests)
    return Set((variables + files).map { $0.joined(separator: "/") })
  }

  /// What the script makes.
  private static func made(_ script: String) -> Set<String> {
    var secret = ""
    var made: Set<String> = []
    for line in script.split(separator: "\n") {
      let words = line.split(separator: " ").map(String.init)
      guard words.count > 1 else { continue }
      if words[0] == "secret" { secret = words[1] }
      if words[0] == "generate" || words[0] == "external" { made.insert(secret + "/" + words[1]) }
    }
    return made
  }

  @Test("secrets.sh makes what the manifests refer to, and nothing else", arguments: recorded)
  func secrets(folder: Folder) throws {
    let wanted = try Self.references(folder.manifests())
    guard !folder.manifests().contains("kind: ExternalSecret") else {
      #expect(folder.files["secrets.sh"] == nil)
      return
    }
    #expect(Self.made(folder["secrets.sh"]) == wanted)
    let settings = try Self.matches(#"configMapKeyRef: \{ name: settings, key: ([\w.-]+)"#, folder.manifests())
    let asked = try Self.matches(#"(?m)^setting (\w+) "#, folder["secrets.sh"])
    #expect(Set(asked) == Set(settings))
    #expect((folder.files["secrets.sh"] == nil) == (wanted.isEmpty && settings.isEmpty))
  }

  @Test("the recipes, the demands and the defaults of the topology are in secrets.sh")
  func supplied() throws {
    let script = try #require(Self.recorded.last)["secrets.sh"]
    for line in [
      "generate KEY base64url 32", "generate NUMBER uuid 32",
      "external OTHER OTHER required url \"${OTHER-}\" \"Letters, digits and \\`-._~\\` only: it may become part of a URL.\" \\",
      "external MAYBE MAYBE present url \"${MAYBE-}\" \"Letters, digits and \\`-._~\\` only: it may become part of a URL.\" anon",
      "external WHOLE WHOLE optional any \"${WHOLE-}\" \"\"",
      "  \"Ask O'Brien for \\\"it\\\" \\$(id). Not the same as OTHER. Must match ^tok_[a-z]+\\$\" shared/OTHER",
      "setting LEVEL required \"${LEVEL-}\" \"\" INFO", "setting SITE required \"${SITE-}\" \"\"",
      "setting NICK optional \"${NICK-}\" \"\"",
    ] { #expect(script.contains("\n" + line + "\n"), "\(line)\n\(script)") }
    // Only what is used is in the script.
    #expect(!script.contains("  hex)") && !script.contains("  alnum)"))
  }

  // MARK: Order

  @Test("Jobs run in the order of their waves, and every Job runs", arguments: recorded)
  func jobs(folder: Folder) throws {
    var waves: [Int: Set<String>] = [:]
    for object in folder.manifests("2-release").split(separator: "\n---\n") where object.contains("kind: Job\n") {
      let name = try #require(try Self.matches(#"(?m)^  name: (\S+)$"#, String(object)).first?.first)
      let wave = try #require(try Self.matches(#"sync-wave: "(\d+)""#, String(object)).first?.first)
      waves[try #require(Int(wave)), default: []].insert(name)
    }
    let script = folder["deploy.sh"].replacing(" \\\n", with: " ")
    let runs = try Self.matches(#"(?m)^  run (.+)$"#, script).map { Set($0[0].split(separator: " ").map(String.init)) }
    #expect(runs == waves.sorted { $0.key < $1.key }.map(\.value))
    let all = try Self.matches(#"(?m)^set -- (.+)$"#, script).first?[0].split(separator: " ").map(String.init) ?? []
    #expect(Set(all) == waves.values.reduce(into: []) { $0.formUnion($1) })
  }

  @Test("deploy.sh waits for every StatefulSet and Deployment, and sets the tag of every image", arguments: recorded)
  func workloads(folder: Folder) throws {
    let script = folder["deploy.sh"].replacing(" \\\n", with: " ")
    let waited = try Self.matches(#"(?m)^ready \w+ (.+)$"#, script).flatMap {
      $0[0].split(separator: " ").map(String.init)
    }
    var workloads: [String] = []
    for object in folder.manifests().split(separator: "\n---\n") {
      guard let kind = try Self.matches(#"(?m)^kind: (StatefulSet|Deployment)$"#, String(object)).first?.first else {
        continue
      }
      workloads.append(
        kind.lowercased() + "/" + (try Self.matches(#"(?m)^  name: (\S+)"#, String(object)).first?[0] ?? ""))
    }
    #expect(waited.sorted() == workloads.sorted())
    let built = try Self.matches(
      #"(?m)^ +(?:- )?image: "?([^\s"]+):(?:set-by-deploy|1\.0\.0)"?(?: |$)"#, folder.manifests()
    )
    .filter { !["acme/first", "acme/second"].contains($0[0]) }
    let set = try Self.matches(#"(?m)^  "\$@" \S+ '?"?([^\s'"]+)"?'?$"#, script)
    #expect(Set(set) == Set(built))
  }

  @Test("an environment without stores, Jobs, images and secrets has no word of them")
  func small() throws {
    let folder = try Self.folder(
      """
      infracc: 1
      project: shop
      targets: [kubernetes]
      services:
        cleanup: { type: cron, image: "acme/cleanup:1.0", schedule: "0 3 * * *", options: { kubernetes: { user: 1000 } } }

      """)
    let script = folder["deploy.sh"]
    for word in [
      "ready", "run()", "each", "images:", "1-data\n\noverlay 2", "rollout", "autoscaler", "TAG", "1.4.2", "set --",
    ] {
      #expect(!script.contains(word), "\(word)\n\(script)")
    }
    #expect(script.hasSuffix("\nput 0-keep\n\noverlay 1-data; put \"$work\"\n\noverlay 3-serve; put \"$work\"\n"))
    #expect(folder.files["secrets.sh"] == nil)
    let page = folder["README.md"]
    for word in [
      "## Images", "## Backups", "## A larger volume", "secrets.sh", "1.4.2", "metrics-server", "StorageClass\n",
    ] {
      #expect(!page.contains(word), "\(word)\n\(page)")
    }
    #expect(page.contains("Nothing in this environment is reached from outside the cluster."))
  }

  // MARK: The page

  @Test("sections have their order, and commands name what there is", arguments: recorded)
  func sections(folder: Folder) throws {
    let page = folder["README.md"]
    let order = [
      "What the cluster must have", "Addresses", "Images", "The first time", "Every version", "Going back",
      "Argo CD and Flux", "Backups and restore", "A larger volume", "A removed service", "Try it on your machine",
      "Take it down",
    ]
    let headings = try Self.matches(#"(?m)^## (.+)$"#, page).map { $0[0] }
    #expect(headings == order.filter(headings.contains))
    #expect(headings.count >= 9)
    let manifests = folder.manifests()
    let namespace = try #require(try Self.matches(#"(?m)^  namespace: (\S+)$"#, manifests).first?[0])
    for match in try Self.matches(#"kubectl -n (\S+) "#, page) { #expect(match[0] == namespace) }
    for match in try Self.matches(#"from=cronjob/(\S+) "#, page) { #expect(manifests.contains("name: \(match[0])\n")) }
    for match in try Self.matches(#"(?:deployment|service|statefulset)/([\w-]+)"#, page) where match[0] != "NAME" {
      #expect(manifests.contains("  name: \(match[0])\n"), "\(match[0])")
    }
    for match in try Self.matches(#"patch pvc ([\w-]+)-0 "#, page) {
      let name = match[0]
      #expect(
        try Self.matches(#"(?m)^kind: StatefulSet\nmetadata:\n  name: (\S+)"#, manifests).contains {
          name.hasSuffix("-" + $0[0])
        })
    }
  }

  @Test("images are built with the arguments, secrets and stages of the topology")
  func builds() throws {
    let page = try #require(Self.recorded.last)["README.md"].replacing(" \\\n  ", with: " ")
    #expect(
      page.contains(
        "docker build -f api/Dockerfile --target prod --build-arg 'FLAVOR=it'\\''s' --secret id=TOKEN,env=TOKEN "
          + "-t ghcr.io/acme/api:1.4.2 api\ndocker push ghcr.io/acme/api:1.4.2\n"))
    #expect(page.contains("Set `TOKEN` in the environment of your shell before."))
    let gayed = try #require(Self.recorded.first { $0.name.hasSuffix("gayed-signals, production") })["README.md"]
    #expect(
      gayed.replacing(" \\\n  ", with: " ").contains(
        "-f infra/dockerfile/frontend/Dockerfile --build-arg NEXT_PUBLIC_API_URL=https://api.gayed-signals.example.com -t "
      ))
    #expect(gayed.contains("is good for this environment only"))
  }

  @Test("an image that Railpack builds has no command, and a stage of its own has one")
  func kindsOfBuilds() throws {
    let folder = try Self.folder(
      """
      infracc: 1
      project: shop
      targets: [kubernetes]
      options: { kubernetes: { registry: r.example.com } }
      services:
        app: { type: web, root: ./app, port: 3000, health: /, build: { builder: railpack }, options: { kubernetes: { user: 1000 } } }
        site: { type: nextjs, root: ./site, health: /, release: npx prisma migrate deploy }

      """)
    let page = folder["README.md"]
    #expect(page.contains("`app` is built by Railpack") && page.contains("`r.example.com/shop-app`"))
    #expect(!page.contains("-t r.example.com/shop-app:1.4.2"))
    let staged = try Self.matches(#"--target (\S+) -t (\S+):1\.4\.2"#, page.replacing(" \\\n  ", with: " "))
    for match in staged { #expect(folder.manifests("2-release").contains("image: \(match[1]):set-by-deploy")) }
    #expect(staged.count == 1)
  }
}
