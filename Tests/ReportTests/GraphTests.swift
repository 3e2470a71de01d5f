import Emit
import IR
import Report
import TestSupport
import Testing

/// What leads from a service to another one, and how it is written.
@Suite struct GraphTests {
  private func graph(_ name: String, _ environment: String = "production") throws -> ServiceGraph {
    ServiceGraph(try #require(try example(name)[environment]))
  }

  @Test func theFirstExampleAsMermaid() throws {
    #expect(
      try graph("gayed-signals").mermaid() == """
        flowchart LR
          internet(["Internet"])
          subgraph private["private network"]
            s0[("postgres 15<br/>42 of 97 connections")]
            s1[("redis 7")]
            s2["backend<br/>fastapi, 3 replicas<br/>api.gayed-signals.example.com"]
            s3["backtrader<br/>flask"]
            s4["frontend<br/>nextjs<br/>app.gayed-signals.example.com"]
          end
          internet ==> s2 & s4
          s2 -- "DATABASE_URL 🔑" --> s0
          s2 -- "REDIS_URL 🔑" --> s1
          s2 -- "BACKTRADER_URL" --> s3
          s2 -. "ALLOWED_ORIGINS" .-> s4
          s4 -- "FASTAPI_BASE_URL" --> s2
          s4 -- "PYTHON_SERVICE_URL" --> s3

        """)
  }

  /// Kinds of edges that the first example has none of.
  @Test func waitsRoutesAndServersElsewhere() throws {
    let program = try programs(
      """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        web: { type: proxy, public: shop.example.com, routes: { /: api } }
        api:
          type: fastapi
          root: .
          release: migrate
          variables: { HOSTS: $<<self.hosts>> }
        worker: { extends: api, type: worker, start: run, release: null }
      """)[0]
    #expect(
      ServiceGraph(program).mermaid() == """
        flowchart LR
          internet(["Internet"])
          subgraph private["private network"]
            s0["web<br/>proxy<br/>shop.example.com"]
            s1["api<br/>fastapi"]
            s2["worker"]
          end
          internet ==> s0
          s2 -. "HOSTS" .-> s1
          s0 --> s1

        """)
  }

  /// Names and domains in a topology cannot hold such texts; the documents do not rely on it.
  private static let hostile = ServiceGraph(
    project: #"a"]-->x"#, environment: "%%{init: {}}%%",
    nodes: [
      .init("Internet", kind: .internet, type: ""),
      .init(#"a"]-->x"#, kind: .open, type: "`b`\nc", address: "](javascript:alert(1))|&#<b>"),
      .init(#"\N\" ];x->y"#, kind: .store, type: "</script><img onerror=…>", connections: (1, 2)),
      .init("{;}\u{202E}", kind: .external, type: "…"),
    ],
    edges: [
      .init(from: 0, to: 1, kind: .internet),
      .init(from: 1, to: 2, kind: .reads, variables: [#"A"-->B"#, "\u{1B}[31m"], hasPassword: true),
      .init(from: 1, to: 3, kind: .names, variables: ["]]>"]), .init(from: 2, to: 1, kind: .waits),
    ])

  @Test func mermaidIsInItsGrammar() throws {
    for name in Repository.examples {
      for environment in try example(name).keys {
        let text = try graph(name, environment).mermaid()
        #expect(MermaidGrammar.problem(in: text) == nil, "\(text)")
      }
    }
    let text = Self.hostile.mermaid()
    #expect(MermaidGrammar.problem(in: text) == nil, "\(text)")
    for mark in ["<b>", "<img", "`", "javascript:alert(1))|", "%%", "\u{1B}", "\u{202E}"] {
      #expect(!text.contains(mark), "\(mark)")
    }
  }

  @Test func dotIsInItsGrammar() throws {
    for name in Repository.examples {
      let text = try graph(name).dot()
      #expect(DotGrammar.problem(in: text) == nil, "\(text)")
    }
    let text = Self.hostile.dot()
    #expect(DotGrammar.problem(in: text) == nil, "\(text)")
    #expect(text.contains(#"label="\\N\\\" ];x->y"#), "\(text)")
  }

  /// Whether the grammars see what is none.
  @Test(arguments: [
    "flowchart LR\n  s0[\"a\"]-->x\"]\n", "flowchart LR\n  s0[a]\n", "graph TD\n",
    "flowchart LR\n  subgraph p[\"x\"]\n",
    "flowchart LR\n  s0 -- \"A\" -> s1\n", "flowchart LR\n  s0[\"`a`\"]\n", "flowchart LR\n  s0[\"a<b>\"]\n",
  ])
  func whatIsNoMermaidIsSeen(text: String) { #expect(MermaidGrammar.problem(in: text) != nil) }

  @Test(arguments: [
    "digraph \"a\" {\n", "digraph \"a\" {\n  s0 [label=\"a\"\"];\n}\n", "digraph \"a\" {\n  s0 -> ;\n}\n",
    "digraph \"a\" {\n  s0 [label=<b>];\n}\n", "digraph a b {\n}\n",
  ])
  func whatIsNoDotIsSeen(text: String) { #expect(DotGrammar.problem(in: text) != nil) }

  // MARK: Drawings

  /// Graphs of every size and shape, the same ones in each run.
  private static let shapes: [ServiceGraph] = (0..<120).map { seed in
    var state = UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 &+ 1
    func next(_ limit: Int) -> Int {
      state ^= state << 13
      state ^= state >> 7
      state ^= state << 17
      return Int(state % UInt64(limit))
    }
    let count = 1 + next(seed < 100 ? 12 : 60)
    let kinds: [ServiceGraph.Node.Kind] = [.store, .open, .closed, .closed, .external]
    var nodes: [ServiceGraph.Node] = seed % 3 == 0 ? [] : [.init("Internet", kind: .internet, type: "")]
    for index in 0..<count { nodes.append(.init("s\(index)", kind: kinds[next(5)], type: "t", replicas: 1 + next(4))) }
    var pairs: Set<[Int]> = []
    let edges: [ServiceGraph.Edge] = (0..<next(3 * count)).compactMap { _ in
      let (from, to) = (next(nodes.count), next(nodes.count))
      guard from != to, nodes[to].kind != .internet, pairs.insert([from, to]).inserted else { return nil }
      let isOpen = nodes[from].kind == .internet
      let kinds: [ServiceGraph.Edge.Kind] = [.reads, .reads, .names, .waits]
      return .init(from: from, to: to, kind: isOpen ? .internet : kinds[next(4)])
    }
    return ServiceGraph(project: "p", environment: "e", nodes: nodes, edges: edges)
  }

  @Test func noTwoBoxesTouch() {
    for graph in Self.shapes {
      let drawing = Drawing(of: graph)
      var faults: [String] = []
      for (index, box) in drawing.boxes.enumerated() {
        let frame = box.frame
        if frame.x < 0 || frame.y < 0 || frame.right > drawing.width || frame.bottom > drawing.height {
          faults.append("\(frame) is outside")
        }
        for other in drawing.boxes[..<index] where frame.touches(other.frame, margin: 10) {
          faults.append("\(frame) touches \(other.frame)")
        }
        let isInside = box.node.kind != .internet && box.node.kind != .external
        if (drawing.zone?.touches(frame) ?? false) != isInside { faults.append("\(frame) and the zone") }
      }
      #expect(faults == [])
    }
  }

  /// A lane past other boxes leads through none of them, and lies inside the picture.
  @Test func lanesAreFree() {
    var lanes = 0
    for graph in Self.shapes {
      let drawing = Drawing(of: graph)
      var faults: [String] = []
      for line in drawing.lines where line.points.count == 4 {
        lanes += 1
        let (a, b) = (line.points[1], line.points[2])
        if a.y != b.y || a.y <= 0 || a.y >= drawing.height { faults.append("\(a) to \(b)") }
        let lane = Drawing.Frame(x: min(a.x, b.x), y: a.y, width: abs(b.x - a.x), height: 1)
        for (position, box) in drawing.boxes.enumerated()
        where position != line.edge.from && position != line.edge.to && lane.touches(box.frame) {
          faults.append("\(lane) leads through \(box.frame)")
        }
      }
      #expect(faults == [])
    }
    #expect(lanes > 100)
  }

  /// Columns go from left to right along what calls or reads, except where that leads in a circle.
  @Test func whatIsReadIsOnTheRight() throws {
    for name in Repository.examples {
      let drawing = Drawing(of: try graph(name))
      for line in drawing.lines where line.edge.kind == .reads || line.edge.kind == .internet {
        #expect(drawing.boxes[line.edge.from].frame.x < drawing.boxes[line.edge.to].frame.x)
      }
    }
  }

  @Test func aPictureIsWellFormedAndEscaped() throws {
    var graphs = [Self.hostile]
    for name in Repository.examples { graphs.append(try graph(name)) }
    for graph in graphs {
      let text = Drawing(of: graph).svg()
      #expect(text == Drawing(of: graph).svg())
      #expect(XMLText.problem(in: text) == nil, "\(XMLText.problem(in: text) ?? "") in \(text)")
      for mark in ["<script", "<img", "\u{1B}", "\u{202E}", "href"] { #expect(!text.contains(mark)) }
    }
  }

  /// Text is never measured: labels are cut, titles are not.
  @Test func longTextsAreCut() throws {
    let long = String(repeating: "domain", count: 12)
    let graph = ServiceGraph(
      project: "p", environment: "e",
      nodes: [.init(long, kind: .open, type: long, replicas: 3, limits: long, address: long)], edges: [])
    let text = Drawing(of: graph).svg()
    let labels = text.matches(of: /<text [^>]*>([^<]*)<\/text>/).map { String($0.1) }
    #expect(labels.count >= 4)
    #expect(labels.allSatisfy { $0.count <= 29 })
    #expect(text.contains("<title>\(long), \(long), \(long)</title>"))
  }
}
