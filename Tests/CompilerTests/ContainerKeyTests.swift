import Compiler
import Diagnostics
import Emit
import Foundation
import IR
import Testing

/// `entrypoint`, `mounts`, `resources.reserve`, and `files` where a target mounts none.
@Suite("Keys of containers")
struct ContainerKeyTests {
  private static func built(
    _ service: String, target: String = "compose", more: String = ""
  ) -> (checked: Checked, text: String) {
    let checked = Checked(
      """
      infracc: 1
      project: shop
      targets: [\(target)]
      secrets: { TOKEN: external }
      services:
        api: { \(service) }
        other: { type: worker, image: "example/other:1.0", use: [TOKEN] }
      \(more)
      """)
    let files = checked.compilation.emit(EmissionRequest(layout: OutputLayout())).files
    return (checked, files.map { "== \($0.file.path)\n\($0.file.content)" }.joined())
  }

  private static let local = "environments: { production: { enabled: false }, local: { kind: local } }"
  private static let image = "type: web, image: \"example/api:1.0\", port: 8000, health: none"
  private static let code =
    "type: web, root: ./api, build: { dockerfile: api/Dockerfile }, port: 8000, health: none"

  private static let generatedImage = "type: fastapi, root: ./api, health: none"

  // MARK: - Entrypoint

  static let entrypoints: [(keys: String, compose: [String], railway: String?)] = [
    (
      "entrypoint: [tini, --], start: serve --all",
      ["entrypoint: [\"tini\", \"--\"]", "command: [\"serve\", \"--all\"]"],
      "tini -- serve --all"
    ),
    ("entrypoint: tini --, start: serve", ["entrypoint: [\"tini\", \"--\"]", "command: [\"serve\"]"], "tini -- serve"),
    ("entrypoint: [], start: serve", ["entrypoint: []", "command: [\"serve\"]"], "serve"),
    ("entrypoint: [\"/bin/start up\", \"$X\"]", ["entrypoint: [\"/bin/start up\", \"$$X\"]"], "'/bin/start up' '$X'"),
    (
      "entrypoint: [tini, --], start: \"serve && wait\"",
      ["entrypoint: [\"tini\", \"--\"]", "command: [\"sh\", \"-c\", \"serve && wait\"]"],
      "tini -- /bin/sh -c 'serve && wait'"
    ),
    (
      "entrypoint: \"prepare && serve\"", ["entrypoint: [\"sh\", \"-c\", \"prepare && serve\"]"],
      "/bin/sh -c \"prepare && serve\""
    ),
  ]

  @Test("an entrypoint precedes the start on every target", arguments: entrypoints)
  func entrypoint(keys: String, compose: [String], railway: String?) throws {
    let composed = Self.built("\(Self.image), \(keys)")
    #expect(!composed.checked.diagnostics.contains { $0.severity == .error }, "\(composed.checked.report)")
    for line in compose { #expect(composed.text.contains("    \(line)\n"), "\(line)\n\(composed.text)") }
    let hosted = Self.built("\(Self.image), \(keys)", target: "railway").text
    let line = hosted.split(separator: "\n").first { $0.contains("    start: ") }
    let expected = railway.map { "start: \"" + $0.replacing("\"", with: "\\\"") + "\"," }
    #expect(line.map { $0.drop { $0 == " " } } == expected.map { $0[...] }, "\(hosted)")
    let process = Self.built("\(Self.code), \(keys)", target: "procfile").text
    #expect(process.contains("\napi: "), "\(process)")
  }

  static let replaced: [(keys: String, isFound: Bool)] = [
    ("start: serve", true), ("start: serve, entrypoint: []", false), ("start: serve, entrypoint: [tini, --]", false),
    ("entrypoint: [tini, --]", false), ("workers: 2", false),
  ]

  @Test("a start on an image without a known entrypoint is W0903 where it replaces both", arguments: replaced)
  func replacedEntrypoint(keys: String, isFound: Bool) {
    let checked = Self.built("\(Self.image), \(keys)", target: "railway").checked
    #expect(checked.diagnostics.contains { $0.code == "W0903" && $0.message.contains("ENTRYPOINT") } == isFound)
    let compose = Self.built("\(Self.image), \(keys)").checked
    #expect(!compose.diagnostics.contains { $0.message.contains("ENTRYPOINT") })
  }

  @Test("a start after an entrypoint of shell text has no effect, and is refused")
  func shellEntrypoint() {
    let checked = Self.built("\(Self.image), entrypoint: \"prepare && serve\", start: more").checked
    #expect(checked.marked("E0215") == "more", "\(checked.report)")
    #expect(!Self.built("\(Self.image), entrypoint: \"tini -- serve\", start: more").checked.codes.contains("E0215"))
  }

  @Test("a secret in an entrypoint is refused, and references of it are resolved")
  func references() {
    #expect(Self.built("\(Self.image), entrypoint: [a, $<<shared.TOKEN>>]").checked.codes.contains("E0514"))
    let port = Self.built("\(Self.image), entrypoint: [a, $<<self.port>>]")
    #expect(port.text.contains("entrypoint: [\"a\", \"8000\"]"), "\(port.checked.report)")
  }

  // MARK: - Mounts

  @Test("mounts belong to local environments")
  func mounts() {
    let mounts = "mounts: { /app: ./api, /app/.venv: keep, \"/a b\": \"./a$b\" }"
    let standard = Self.built("\(Self.code), \(mounts)").checked
    #expect(standard.diagnostics.filter { $0.code == "E0215" }.count == 1, "\(standard.report)")
    let local = Self.built("\(Self.code), \(mounts)", more: Self.local)
    #expect(!local.checked.diagnostics.contains { $0.severity == .error }, "\(local.checked.report)")
    let lines = [
      "- { type: bind, source: ../../../api, target: /app, bind: { create_host_path: false } }",
      "- { type: volume, target: /app/.venv }",
      "- { type: bind, source: ../../../a$$b, target: /a b, bind: { create_host_path: false } }",
    ]
    for line in lines { #expect(local.text.contains(line), "\(line)\n\(local.text)") }
    let overlay = Self.built(
      Self.code,
      more: "environments: { production: {}, local: { kind: local, services: { api: { \(mounts) } } } }")
    #expect(!overlay.checked.codes.contains("E0215"), "\(overlay.checked.report)")
  }

  static let refusedMounts: [(mounts: String, code: String)] = [
    ("{ /app: ../api }", "E0217"), ("{ /app: /etc }", "E0217"), ("{ \"/app:ro\": ./api }", "E0213"),
    ("{ /app: [a] }", "E0204"), ("[./api]", "E0204"),
  ]

  @Test("a mount that leads out of the repository, or is none, is refused", arguments: refusedMounts)
  func mountsAreChecked(mounts: String, code: String) {
    let built = Self.built("\(Self.code), mounts: \(mounts)", more: Self.local)
    #expect(built.checked.diagnostics.filter { $0.severity == .error }.map(\.code) == [code], "\(built.checked.report)")
  }

  // MARK: - Reservations

  static let reserves: [(service: String, resources: String, marked: String?)] = [
    (code, "{ memory: 1GiB, reserve: { memory: 512MiB } }", nil), (code, "{ reserve: { memory: 4GiB } }", nil),
    (code, "{ memory: 1GiB, reserve: { memory: 2GiB } }", "2GiB"),
    (code, "{ cpu: 1, reserve: { cpu: 1500m } }", "1500m"),
    ("type: fastapi, health: none", "{ reserve: { memory: 1GiB } }", "1GiB"),
    ("type: postgres", "{ reserve: { memory: 1GiB, cpu: 1 } }", nil),
    ("type: postgres", "{ reserve: { cpu: 2 } }", "2"),
  ]

  @Test("no more is reserved than the limit", arguments: reserves)
  func reserve(service: String, resources: String, marked: String?) {
    let built = Self.built("\(service), resources: \(resources)")
    #expect(built.checked.marked("E0224") == marked, "\(built.checked.report)")
    if marked == nil { #expect(built.text.contains("        reservations: {")) }
  }

  // MARK: - Files on a platform that mounts none

  @Test("files become part of an image that is given")
  func files() {
    let files =
      "files: { /etc/a.conf: ./conf/a.conf, /etc/b: { text: \"x\" }, /srv/data: \"conf/my data\", "
      + "/opt/a.conf: ./conf/a.conf }"
    let built = Self.built("\(Self.image), \(files)", target: "railway")
    #expect(!built.checked.diagnostics.contains { $0.severity == .error }, "\(built.checked.report)")
    #expect(
      built.text.contains(
        """

        FROM example/api:1.0 AS run
        COPY conf/a.conf /etc/a.conf
        COPY ["conf/my data", "/srv/data"]
        COPY conf/a.conf /opt/a.conf
        COPY infra/production/railway/files/api/b /etc/b

        """), "\(built.text)")
    #expect(built.text.contains("== production/railway/files/api/b\nx=="))
    #expect(built.text.contains("\n*\n!conf/a.conf\n!conf/my data\n!infra/production/railway/files/api/b\n"))
    #expect(built.text.contains("dockerfilePath: \"infra/production/railway/api/Dockerfile\""))
    #expect(!built.text.contains("image(\"example/api:1.0\")"))
  }

  @Test("files of the sources become part of a generated image, for all environments and targets")
  func generated() {
    let service = "type: fastapi, root: ./api, health: none, files: { /etc/a.conf: ./api/conf/a.conf }"
    for target in ["railway", "compose, railway"] {
      let built = Self.built(service, target: target)
      #expect(!built.checked.codes.contains("E0902"), "\(built.checked.report)")
      #expect(built.text.contains("\nCOPY api/conf/a.conf /etc/a.conf\n"), "\(built.text)")
    }
    #expect(!Self.built(service).text.contains("COPY api/conf"), "compose mounts it")
    let overlay = "environments: { staging: { services: { api: { files: { /etc/a.conf: ./api/b.conf } } } } }"
    let both = Self.built(service, target: "railway", more: overlay).text
    #expect(both.contains("== dockerfile/api/Dockerfile.staging\n") && both.contains("\nCOPY api/b.conf /etc/a.conf\n"))
  }

  static let refusedFiles: [(service: String, files: String)] = [
    (image, "{ /a: { secret: TOKEN } }"), (image, "{ /a: { text: \"t=$<<shared.TOKEN>>\" } }"),
    (image, "{ /b: { text: \"$<<self.private_host>>\" } }"),
    (generatedImage, "{ /a: ./conf/a }"), (generatedImage, "{ /a: ./api/key.pem }"),
    (generatedImage, "{ /a: { text: plain } }"), (code, "{ /a: ./a }"), ("type: postgres", "{ /a: ./a }"),
  ]

  @Test("no secret is part of an image, and what cannot be copied is E0902", arguments: refusedFiles)
  func refused(service: String, files: String) {
    let secret = "\(service), files: \(files)"
    let built = Self.built(service.contains("postgres") ? secret : secret + ", use: [TOKEN]", target: "railway")
    #expect(built.checked.codes.contains("E0902"), "\(built.checked.report)")
    #expect(!built.text.contains(" /a\n"), "\(built.text)")
  }
}
