import Compiler
import Diagnostics
import Testing

/// A file of another tool is one finding, whichever command it is given to; a topology with mistakes is none of them.
@Suite struct ForeignDocumentTests {
  static let documents: [(name: String, text: String, what: String)] = [
    (
      "x.yaml", "services:\n  db:\n    image: postgres:16\n    environment:\n      - A=b\nvolumes: { d: {} }\n",
      "a compose file"
    ),
    ("x.yaml", "version: '3'\nservices:\n  db:\n    image: postgres:16\n", "a compose file"),
    ("docker-compose.yml", "services:\n  {{ name }}:\n    image: x\n", "a compose file"),
    (
      "x.yaml", "apiVersion: v1\nkind: Service\nmetadata: { name: x }\n---\napiVersion: v1\nkind: Pod\n",
      "a Kubernetes manifest"
    ),
    ("x.yaml", "services:\n  - type: web\n    name: x\n    env: docker\n", "a Render blueprint"),
    ("railway.json", "{ \"build\": { \"builder\": \"NIXPACKS\" } }", "a configuration of Railway"),
    ("x.json", "{ \"deploy\": { \"startCommand\": \"run\" } }", "a configuration of Railway"),
    ("railway.toml", "[deploy]\nstartCommand = \"run\"\n", "a configuration of Railway"),
    ("fly.toml", "app = \"x\"\n[http_service]\n  internal_port = 8080\n", "a configuration of Fly"),
    ("Procfile", "web: gunicorn main:app\nworker: python w.py\n", "a Procfile"),
    ("package.json", "{ \"name\": \"x\", \"scripts\": { \"start\": \"node .\" } }", "a package.json"),
    ("ci.yml", "on: [push]\njobs:\n  a:\n    runs-on: x\n    steps: []\n", "a workflow of GitHub Actions"),
    ("Dockerfile", "FROM python:3.13\nRUN x\n", "a Dockerfile"),
  ]

  @Test(arguments: documents.indices)
  func oneFinding(_ index: Int) {
    let (name, text, what) = Self.documents[index]
    let found = Compilation.run(path: name, bytes: Array(text.utf8)).diagnostics
    #expect(found.map(\.message) == ["this is \(what), not a topology"])
    #expect(found.map(\.code) == ["E0115"])
    guard case .refused(let refusal, _) = TopologyFormatter.format(path: name, bytes: Array(text.utf8)) else {
      Issue.record("`fmt` changed \(what)")
      return
    }
    #expect(refusal.map(\.code) == ["E0115"])
    let fixed = Fixer.run(path: name, bytes: Array(text.utf8), options: CompileOptions(), allowsUnsafe: true)
    #expect(fixed.bytes == Array(text.utf8) && fixed.remaining.map(\.code) == ["E0115"])
  }

  /// What lacks a line, or has words of other tools, is still a topology.
  @Test(arguments: [
    "project: shop\nservices:\n  api: { type: fastapi, depends_on: [x] }\n",
    "infracc: 1\nservices:\n  db: { image: 'postgres:16', ports: [1] }\nversion: '3'\n",
    "services:\n  api: { type: fastapi, environment: {} }\n", "services: { redis: {} }\n", "a: 1\n", "", "[]", "x",
  ])
  func topologies(_ text: String) {
    let found = Compilation.run(path: "topology.yaml", bytes: Array(text.utf8)).diagnostics
    #expect(!found.isEmpty && !found.contains { $0.code == "E0115" })
  }
}
