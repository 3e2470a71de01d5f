import Compiler
import Diagnostics
import Emit
import IR
import TestSupport
import Testing

/// The command of an image that infracc does not write is kept, unless something is written that one is derived from.
@Suite struct KeptCommandTests {
  private static func checked(_ keys: String, targets: String = "compose, railway") -> Checked {
    Checked(
      "infracc: 1\nproject: shop\ntargets: [\(targets)]\nservices:\n"
        + "  api: { type: fastapi, public: true, health: /h, \(keys) }\n")
  }

  private static let written = "root: ./api, build: { dockerfile: api/Dockerfile }"

  @Test(arguments: [
    (written, false), ("image: \"a/b:1\"", false), ("root: ./api", true),
    ("root: ./api, build: { builder: railpack }", true), (written + ", workers: 2", true),
    (written + ", app: shop.main:app", true), (written + ", server: { kind: gunicorn }", true),
    ("image: \"a/b:1\", workers: 2", true),
  ])
  func isDerived(keys: String, expected: Bool) throws {
    let service = try #require(Self.checked(keys).service("api"))
    #expect((service.command != nil) == expected)
    #expect(service.server?.isAssumed == !expected)
  }

  @Test func noTargetWritesACommand() {
    let products = Self.checked(Self.written).compilation.emit(EmissionRequest(layout: OutputLayout()))
    for file in products.files.map(\.file) {
      #expect(!file.content.contains("startCommand") && !file.content.contains("start: \""), "\(file.path)")
      #expect(!file.content.contains("uvicorn"), "\(file.path)")
    }
    let derived = Self.checked(Self.written + ", workers: 2").compilation.emit(EmissionRequest(layout: OutputLayout()))
    #expect(derived.files.contains { $0.file.content.contains("start: \"") })
    #expect(
      derived.files.contains { $0.file.path.hasSuffix("docker-compose.yml") && $0.file.content.contains("uvicorn") })
  }

  /// Servers read the proxy's addresses from a variable, whatever starts them.
  @Test func aProxyIsTrustedAllTheSame() {
    let products = Self.checked(Self.written, targets: "railway").compilation.emit(
      EmissionRequest(layout: OutputLayout()))
    #expect(products.files.contains { $0.file.content.contains("FORWARDED_ALLOW_IPS") })
  }

  /// A FastAPI application whose image starts gunicorn through uv: no gunicorn is on that image's PATH.
  @Test func anImageThatStartsThroughAnotherProgram() {
    let files = [
      (
        path: "backend/Dockerfile",
        text: """
        FROM python:3.14-alpine3.22 AS builder
        RUN pip install uv==0.9.13
        FROM python:3.14-alpine3.22
        WORKDIR /app
        COPY . .
        EXPOSE 8400
        CMD [ \\
          "uv", "run", "--no-dev", "--locked", "--", \\
          "gunicorn", "-k", "uvicorn.workers.UvicornWorker", "--bind", "0.0.0.0:8400", "bracket.app:app" \\
        ]

        """
      ), (path: "backend/bracket/app.py", text: "app = object()\n"),
    ]
    func topology(_ keys: String) -> String {
      "infracc: 1\nproject: bracket\nservices:\n  backend:\n    type: fastapi\n    root: ./backend\n"
        + "    port: 8400\n    health: none\n    build: { dockerfile: backend/Dockerfile }\n" + keys
    }
    let kept = Checked(topology(""), beside: files)
    #expect(kept.service("backend")?.command == nil)
    #expect(!kept.codes.contains("W0629"), "\(kept.report)")
    let replaced = Checked(topology("    server: { kind: gunicorn }\n"), beside: files)
    #expect(
      replaced.first("W0629")?.message
        == "`backend/Dockerfile:7` starts `uv run … gunicorn …`; infracc starts `gunicorn …` instead")
  }
}
