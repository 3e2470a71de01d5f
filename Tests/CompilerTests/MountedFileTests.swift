import Compiler
import Diagnostics
import Emit
import Files
import IR
import TestSupport
import Testing

/// `files` with references: templates of the repository, and texts.
@Suite("Mounted files with references")
struct MountedFileTests {
  private static func run(
    _ files: String, _ texts: [(path: String, text: String)] = [], targets: String = "compose", more: String = "",
    probes: Bool = false
  ) -> Compilation {
    let text = """
      infracc: 1
      project: shop
      targets: [\(targets)]
      secrets: { TOKEN: generate }
      services:
        postgres: { backup: { schedule: "0 3 * * *" } }
        api:
          type: web
          image: "example/api:1.0"
          port: 8000
          public: true
          health: none
          variables: { LIMIT?: 8, PLAIN: text }
          files: { \(files) }
        peer:
          type: web
          image: "example/peer:1.0"
          port: 9000
          health: none
          use: [TOKEN]
          variables: { DATABASE_URL: $<<postgres.url>> }
      \(more)
      """
    var options = CompileOptions()
    options.mounted = .texts(texts)
    if probes { options.repository = .texts(texts) }
    return Compilation.run(path: "topology.yaml", bytes: Array(text.utf8), options: options)
  }

  private static func codes(_ compilation: Compilation) -> [String] {
    compilation.diagnostics.filter { $0.severity != .info }.map(\.code)
  }

  private static func composed(_ compilation: Compilation, _ path: String = "/a") -> Variable? {
    compilation.programs.first?.service("api")?.files.first { $0.path == path }?.composed
  }

  @Test("a template and the same text are one value")
  func templateAndText() {
    let text = "x $<<postgres.host>> y $<<self.name>> $$<<z>> $5 $<<shared.TOKEN>>"
    let template = Self.run("/a: { template: a.conf }", [("a.conf", text)])
    let own = Self.run("/a: { text: '\(text)' }")
    #expect(Self.codes(template) == [], "\(template.diagnostics.map(\.message))")
    #expect(Self.codes(own) == [])
    #expect(Self.composed(template)?.value == Self.composed(own)?.value)
    #expect(
      Self.composed(own)?.value
        == .concat([
          .literal("x "), .output(service: "postgres", name: "host"), .literal(" y api $<<z>> $5 "),
          .secret(id: "shared/TOKEN"),
        ]))
    #expect(template.programs.first?.secret("shared/TOKEN")?.usedBy == ["api", "peer"])
    #expect(template.programs.first?.service("api")?.needs.map(\.service) == ["postgres"])
  }

  static let mistakes: [(text: String, code: String, line: Int, marked: String)] = [
    ("a\nb $<<postgress.host>>\n", "E0301", 2, "postgress"), ("é 漢 $<<peer.nothing>>", "E0302", 1, "nothing"),
    ("\r\n\r\n$<<api.hosst>>", "E0302", 3, "hosst"), ("x\n\n$<<postgres.host", "E0304", 3, "$<<postgres.host"),
    ("l $<<api.origins>>", "E0406", 1, "$<<api.origins>>"), ("$<<shared.TOKN>>", "E0302", 1, "TOKN"),
    ("m $<<self.memory>>", "E0407", 1, "$<<self.memory>>"), ("$<<NOTHING>>", "E0314", 1, "NOTHING"),
    ("$<<peer.public_url>>", "E0306", 1, "public_url"),
  ]

  @Test("a mistake is found where it is in the template", arguments: mistakes)
  func mistake(text: String, code: String, line: Int, marked: String) throws {
    let compilation = Self.run("/a: { template: conf/a.conf }", [("conf/a.conf", text)])
    #expect(Self.codes(compilation) == [code], "\(compilation.diagnostics.map(\.message))")
    let finding = try #require(compilation.diagnostics.first { $0.code == code })
    let file = compilation.sources.files[Int(finding.primary.span.file.index)]
    #expect(file.path == "conf/a.conf")
    let span = finding.primary.span
    #expect(String(decoding: file.bytes[Int(span.start)..<Int(span.end)], as: UTF8.self) == marked)
    #expect(file.bytes[..<Int(span.start)].count { $0 == UInt8(ascii: "\n") } + 1 == line)
    let report = SnippetRenderer.render(RenderRequest(compilation.diagnostics, sources: compilation.sources))
    #expect(report.contains("conf/a.conf:\(line):"), "\(report)")
  }

  @Test("a credential in a template is refused, and never shown")
  func credential() throws {
    let key = "sk_live_" + String(repeating: "4eC39HqL", count: 3)
    for files in ["/a: { template: a.conf }", "/a: { text: 'stripe = \(key)' }"] {
      let compilation = Self.run(files, [("a.conf", "# first\nstripe = \(key)\n")])
      #expect(Self.codes(compilation) == ["E0501"], "\(files)")
      let report = SnippetRenderer.render(RenderRequest(compilation.diagnostics, sources: compilation.sources))
      #expect(!report.contains(key), "\(report)")
    }
  }

  @Test("a fix changes the template")
  func fix() {
    let text = """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        postgres: { backup: { schedule: "0 3 * * *" } }
        api: { type: worker, image: "a:1", files: { /a: { template: a.conf } } }

      """
    var options = CompileOptions()
    options.mounted = .texts([("a.conf", "db $<<postgress.host>>\n")])
    options.repository = options.mounted
    let result = Fixer.run(path: "topology.yaml", bytes: Array(text.utf8), options: options, allowsUnsafe: true)
    #expect(result.files.map { String(decoding: $0.new, as: UTF8.self) } == ["db $<<postgres.host>>\n"])
  }

  static let refused: [(files: String, text: [UInt8]?, code: String)] = [
    ("/a: { template: missing.conf }", nil, "E0217"), ("/a: { template: ../a.conf }", nil, "E0217"),
    ("/a: { template: a.conf }", Array(repeating: 0x61, count: 64 << 10 + 1), "E0213"),
    ("/a: { template: a.conf }", [0x61, 0, 0x62], "E0213"), ("/a: { template: a.conf }", [0xFF, 0xFE], "E0213"),
    ("/a: { template: a.conf, text: b }", [0x61], "E0216"), ("/a: { secret: TOKEN, text: b }", nil, "E0216"),
    ("/a: { templat: a.conf }", nil, "E0201"), ("/a: { text: [a] }", nil, "E0204"), ("/a: {}", nil, "E0204"),
    ("/a: [a]", nil, "E0204"), ("/a: { text: { a: b } }", nil, "E0204"),
    ("/a: { text: \"" + String(repeating: "a", count: 64 << 10 + 1) + "\" }", nil, "E0213"),
  ]

  @Test("what cannot be read is refused", arguments: refused.indices)
  func refusal(index: Int) {
    let (files, bytes, code) = Self.refused[index]
    let access = FileAccess(
      list: { _ in nil },
      read: { path, limit throws(FileProblem) in
        guard let bytes, path == "a.conf" else { throw .absent }
        return FileAccess.Contents(bytes: Array(bytes.prefix(limit)), isWhole: bytes.count <= limit)
      }, exists: { _ in true })
    var options = CompileOptions()
    options.mounted = access
    let text = """
      infracc: 1
      project: shop
      targets: [compose]
      secrets: { TOKEN: generate }
      services:
        api: { type: worker, image: "a:1", use: [TOKEN], files: { \(files) } }

      """
    let compilation = Compilation.run(path: "topology.yaml", bytes: Array(text.utf8), options: options)
    #expect(Self.codes(compilation) == [code], "\(compilation.diagnostics.map(\.message))")
  }

  @Test("each file at its limit is read")
  func limit() {
    let text = String(repeating: "a", count: 64 << 10)
    #expect(Self.codes(Self.run("/a: { template: a.conf }", [("a.conf", text)])) == [])
    #expect(Self.codes(Self.run("/a: { text: \(text) }")) == [])
  }

  @Test("no value of a secret is in any file, and none of the operator's is fixed")
  func secrets() {
    let compose = Self.run("/a: { text: 'k=$<<shared.TOKEN>> p=$<<postgres.password>> l=$<<LIMIT>>' }")
    #expect(Self.codes(compose) == [], "\(compose.diagnostics.map(\.message))")
    let files = compose.emit(EmissionRequest(layout: OutputLayout())).files.map { ($0.file.path, $0.file.content) }
    #expect(!files.contains { $0.0.contains("/files/") })
    let text = files.first { $0.0.hasSuffix("docker-compose.yml") }?.1 ?? ""
    #expect(
      text.contains(
        "content: \"k=${TOKEN:?set TOKEN in .env} p=${POSTGRES_APP_PASSWORD:?set POSTGRES_APP_PASSWORD in .env} "
          + "l=${LIMIT:-8}\""), "\(text)")
  }

  @Test("a process of this machine gets its texts with addresses of the machine")
  func procfile() {
    func build(_ text: String) -> (errors: [String], files: [String: String]) {
      let checked = Checked(
        """
        infracc: 1
        project: shop
        targets: [procfile]
        secrets: { TOKEN: generate }
        services:
          postgres: {}
          api: { type: fastapi, health: /, variables: { LIMIT?: 8 }, files: { /etc/a.conf: { text: '\(text)' } } }

        """)
      let files = checked.compilation.emit(EmissionRequest(layout: OutputLayout())).files
      let pairs = files.map { ($0.file.path, $0.file.content) }
      return (checked.codes.filter { $0.hasPrefix("E") }, Dictionary(pairs) { first, _ in first })
    }
    let known = build("db=$<<postgres.host>> own=$<<self.private_url>> key=$<<shared.TOKEN>>")
    #expect(known.errors == [])
    #expect(
      known.files["production/procfile/files/api/a.conf"]
        == "db=localhost own=http://localhost:8000 key=CHANGE_ME")
    #expect(build("l=$<<LIMIT>>").errors == ["E0902"], "its value is not known when the file is written")
  }

  @Test("a value that an operator supplies can be a part of another one in compose")
  func suppliedParts() {
    let checked = Checked(
      """
      infracc: 1
      project: shop
      targets: [compose]
      variables: { ZONE?: a, LATER: { source: external } }
      services:
        api: { type: fastapi, health: /, variables: { LIMIT?: 8, MAYBE?: null, ALL: "$<<LIMIT>>-$<<shared.ZONE>>-$<<shared.LATER>>" } }

      """)
    #expect(checked.codes == [], "\(checked.report)")
    let files = checked.compilation.emit(EmissionRequest(layout: OutputLayout())).files
    let compose = files.first { $0.file.path.hasSuffix("docker-compose.yml") }?.file.content ?? ""
    #expect(compose.contains("ALL: ${LIMIT:-8}-${ZONE:-a}-${LATER:?set LATER in .env}"), "\(compose)")
    let example = files.first { $0.file.path.hasSuffix("compose/.env.example") }?.file.content ?? ""
    for name in ["LIMIT", "ZONE", "LATER"] { #expect(example.contains("\(name)="), "\(name)\n\(example)") }
  }

  @Test("on Railway a fixed text is made part of the image, and a secret is not")
  func railway() {
    #expect(Self.codes(Self.run("/a: { text: plain }", targets: "railway")) == [])
    #expect(Self.codes(Self.run("/a: { secret: TOKEN }", targets: "railway")) == ["E0902"])
    let inherited = Self.run(
      "/a: { secret: TOKEN }", targets: "railway", more: "  child: { extends: api, type: worker, start: work }")
    #expect(Self.codes(inherited).filter { $0 == "E0902" } == ["E0902"], "one mistake is one finding")
  }

  @Test("a container with files that compose copies has no read-only file system")
  func readOnly() {
    func compose(_ files: String, _ option: String = "") -> (codes: [String], text: String) {
      let checked = Checked(
        """
        infracc: 1
        project: shop
        targets: [compose]
        services:
          api:
            type: fastapi
            health: /
            secrets: { KEY: generate }
            files: { \(files) }
            \(option)

        """)
      let files = checked.compilation.emit(EmissionRequest(layout: OutputLayout())).files
      return (checked.codes, files.first { $0.file.path.hasSuffix("docker-compose.yml") }?.file.content ?? "")
    }
    #expect(compose("/a: { text: plain }").text.contains("read_only: true\n"))
    for files in ["/a: { text: $<<KEY>> }", "/a: { secret: KEY }"] {
      #expect(!compose(files).text.contains("read_only: true\n"), "\(files)")
      #expect(compose(files, "options: { compose: { read_only: true } }").codes.contains("E0902"))
    }
  }

  static let addresses: [(text: String, isFound: Bool)] = [
    ("upstream http://peer:9000/x", true), ("server peer:9000;", true), ("server peer:1234;", false),
    ("url = postgres://u:p@postgres/app", true), ("host: peer", false), ("peer: 9000", false),
    ("http://peer.example.com:9000", false), ("https://api:8000", false), ("HTTP://PEER/", true), ("", false),
    ("@peer", false), ("x@peer", false), (":9000", false),
  ]

  @Test("the address of a sibling in a file that is mounted as it is", arguments: addresses)
  func address(text: String, isFound: Bool) {
    for target in ["compose", "procfile"] {
      let compilation = Self.run("/a: a.conf", [("a.conf", "# first\n" + text)], targets: target, probes: true)
      #expect(Self.codes(compilation).contains("W0325") == isFound, "\(text)")
    }
  }
}
