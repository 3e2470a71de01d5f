import Compiler
import Emit
import Testing

/// Every line of every generated file has an answer to the question why it is there.
@Suite("Origins of lines")
struct LineOriginTests {
  private static let topology = """
    infracc: 1
    project: shop
    targets: [compose, procfile, railway, kubernetes]
    secrets: { API_KEY: external }
    services:
      postgres:
        version: 17
        tuning: { max_connections: 60 }
        backup: { schedule: "0 3 * * *" }
      api:
        type: fastapi
        root: ./api
        health: /health
        public: api.shop.example.com
        pools: { postgres: { size: 4, overflow: 3 } }
        use: [API_KEY]
        variables: { DATABASE_URL: $<<postgres.DATABASE_URL>> }
    environments:
      production: {}
    options: { kubernetes: { registry: registry.example.com, ingress: { class: nginx } } }

    """

  @Test("every line that is not blank has a part of the topology, its own or that of what it is in")
  func everyLine() throws {
    let bytes = Array(Self.topology.utf8)
    let options = CompileOptions()
    let compilation = Compilation.run(path: "topology.yaml", bytes: bytes, options: options)
    #expect(!compilation.hasErrors)
    let layout = OutputLayout()
    let files = compilation.emit(EmissionRequest(layout: layout)).files
    let all = LineOrigins.of(files, layout, topology: bytes, path: "topology.yaml", options: options)
    var (lines, own) = (0, 0)
    for (file, origins) in zip(files, all) {
      // What a file begins with for every topology is nobody's.
      var isBegun = !origins.whole.isEmpty
      let text = file.file.content.split(separator: "\n", omittingEmptySubsequences: false)
      for (number, line) in text.enumerated() where line.contains(where: { !$0.isWhitespace }) {
        lines += 1
        if !origins.origins(of: number).isEmpty { own += 1 }
        let isAnswered =
          !origins.origins(of: number).isEmpty || !origins.whole.isEmpty || origins.enclosing(number) != nil
        isBegun = isBegun || isAnswered
        #expect(isAnswered || !isBegun, "\(file.file.path):\(number + 1) \(line)")
      }
    }
    #expect(lines > 1500 && own * 10 > lines * 4, "\(own) of \(lines)")
  }
}
