import IR

extension Drawing {
  /// A document of its own, in the colors of the reader's system.
  package func svg() -> String {
    var root = element(isAlone: true)
    root.children.insert(.element(Markup("style", [], [.style(Self.colors), .style(Self.styles)])), at: 0)
    var text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
    root.write(as: .xml, to: &text)
    return text + "\n"
  }

  /// The picture as a part of a page, which has `styles`.
  /// - Parameter isAlone: it is a document; a page says by itself which colors it has.
  package func element(isAlone: Bool = false) -> Markup {
    var attributes: [(StaticString, String)] = [
      ("class", "topo"), ("viewBox", "0 0 \(width) \(height)"), ("role", "img"),
      ("aria-label", "Topology of \(graph.project), \(graph.environment)"),
      ("xmlns", "http://www.w3.org/2000/svg"),
    ]
    if isAlone {
      attributes += [("width", "\(width)"), ("height", "\(height)")]
    } else {
      attributes.append(("style", "max-width:\(width)px"))
    }
    var children = [Markup("defs", [], [.element(Self.arrow)])]
    if let zone {
      children.append(rectangle("zone", zone, radius: 14))
      children.append(label("zonelabel", zone.x + 14, zone.y + 18, "private network"))
    }
    children += lines.map(path)
    children += keys
    children += boxes.map(group)
    return Markup("svg", attributes, children.map { .element($0) })
  }

  // MARK: Lines

  private static let arrow = Markup(
    "marker",
    [
      ("id", "tip"), ("viewBox", "0 0 8 8"), ("refX", "7.2"), ("refY", "4"), ("markerWidth", "7"),
      ("markerHeight", "7"), ("orient", "auto"),
    ], [.element(Markup("path", [("class", "tip"), ("d", "M0,0.6 L7.4,4 L0,7.4 z")]))])

  private func path(_ line: Line) -> Markup {
    let kind =
      switch line.edge.kind {
      case .internet: "inet"
      case .reads: "reads"
      case .names: "names"
      case .waits: "waits"
      }
    return Markup(
      "path", [("class", "edge " + kind), ("d", curve(line)), ("marker-end", "url(#tip)")],
      [.element(Markup("title", text: sentence(line.edge)))])
  }

  private func curve(_ line: Line) -> String {
    func point(_ x: Int, _ y: Int) -> String { "\(x),\(y)" }
    let points = line.points
    let (start, end) = (points[0], points[points.count - 1])
    if points.count == 4 {
      let way = points[1].x < points[2].x ? 36 : -36
      return "M\(point(start.x, start.y)) C\(point(start.x + way, start.y)) \(point(points[1].x - way, points[1].y)) "
        + "\(point(points[1].x, points[1].y)) L\(point(points[2].x, points[2].y)) "
        + "C\(point(points[2].x + way, points[2].y)) \(point(end.x - way, end.y)) \(point(end.x, end.y))"
    }
    // Within a column both ends are on the right, and the line bends outwards.
    let reach = line.leavesRight == line.arrivesFromLeft ? max(24, abs(end.x - start.x) / 2) : 56
    let first = start.x + (line.leavesRight ? reach : -reach)
    let second = end.x + (line.arrivesFromLeft ? -reach : reach)
    return "M\(point(start.x, start.y)) C\(point(first, start.y)) \(point(second, end.y)) \(point(end.x, end.y))"
  }

  /// What a line says, for who points at it or listens.
  private func sentence(_ edge: ServiceGraph.Edge) -> String {
    let names = (graph.nodes[edge.from].name, graph.nodes[edge.to].name)
    switch edge.kind {
    case .internet: return "browsers and clients reach \(names.1)"
    case .waits: return "\(names.0) starts after \(names.1)"
    case .reads, .names:
      let variables = edge.variables + edge.others
      return "\(names.0) → \(names.1)" + (variables.isEmpty ? "" : ": " + variables.joined(separator: ", "))
    }
  }

  /// A key before each node whose address carries a password.
  private var keys: [Markup] {
    var seen: Set<Int> = []
    return lines.filter { $0.edge.hasPassword }.compactMap { line in
      guard seen.insert(line.edge.to).inserted, let end = line.points.last else { return nil }
      return Markup(
        "g", [("class", "key"), ("transform", "translate(\(end.x + (line.arrivesFromLeft ? -20 : 20)),\(end.y))")],
        [
          .element(Markup("title", text: "these addresses carry a password")),
          .element(
            Markup("rect", [("x", "-9"), ("y", "-9"), ("width", "18"), ("height", "18"), ("rx", "9")])),
          .element(Markup("path", [("d", Self.keyPath)])),
        ])
    }
  }

  static let keyPath = "M-4,0 a2.2,2.2 0 1 1 0.1,0 M-1.8,0 h6 v2.6 M2,0 v2"

  // MARK: Boxes

  private func group(_ box: Box) -> Markup {
    let (node, frame) = (box.node, box.frame)
    if node.kind == .internet {
      let middle = frame.x + frame.width / 2
      return Markup(
        "g", [("class", "node inetnode")],
        [
          .element(rectangle("", frame, radius: frame.height / 2)),
          .element(label("n", middle, frame.y + 42, node.name, isCentered: true)),
          .element(label("d", middle, frame.y + 62, "browsers, clients", isCentered: true)),
        ])
    }
    var parts = [Markup("title", text: title(node))]
    for offset in node.stack.reversed() {
      var behind = frame
      behind.x += offset
      behind.y -= offset
      parts.append(rectangle("stack", behind, radius: 10))
    }
    parts.append(rectangle("", frame, radius: 10))
    let place = "translate(\(frame.x + 22),\(frame.y + 25))"
    parts.append(
      Markup(
        "path", [("class", "glyph"), ("transform", place), ("d", node.kind == .store ? Self.cylinder : Self.window)]))
    parts.append(label("n", frame.x + 40, frame.y + 30, cut(node.name, 18)))
    let scale = node.replicas > 1 ? " · \(node.replicas) replicas" : ""
    parts.append(label("d", frame.x + 14, frame.y + 52, cut(node.type + scale, 27)))
    parts.append(label("d", frame.x + 14, frame.y + 69, cut(node.limits, 27)))
    parts += foot(of: node, frame)
    return Markup("g", [("class", "node " + Self.style(of: node))], parts.map { .element($0) })
  }

  private static func style(of node: ServiceGraph.Node) -> String {
    switch node.kind {
    case .store: "store"
    case .open: "pub"
    case .internet, .closed, .external: "priv"
    }
  }

  private static let cylinder =
    "M-9,-6 a9,3.4 0 0 1 18,0 v12 a9,3.4 0 0 1 -18,0 z M-9,-6 a9,3.4 0 0 0 18,0 M-9,0 a9,3.4 0 0 0 18,0"
  private static let window = "M-9,-7 h18 v14 h-18 z M-9,-3 h18"

  /// The connections of a store as a bar; of others, where they are reached.
  private func foot(of node: ServiceGraph.Node, _ frame: Frame) -> [Markup] {
    guard let (used, available) = node.connections else {
      let isDomain = node.kind == .open
      return [label(isDomain ? "addr" : "d small", frame.x + 14, frame.y + 85, cut(node.address, 29))]
    }
    let bar = Frame(x: frame.x + 14, y: frame.y + 77, width: frame.width - 28, height: 5)
    var full = bar
    full.width = available <= 0 ? bar.width : min(bar.width, max(0, used.times(bar.width) / available))
    return [rectangle("track", bar, radius: 2), rectangle("fill", full, radius: 2)]
  }

  private func title(_ node: ServiceGraph.Node) -> String {
    [node.name, node.type, node.address, node.connectionText ?? ""].filter { !$0.isEmpty }.joined(separator: ", ")
  }

  /// At most so many characters: text is never measured. The title has all of it.
  private func cut(_ text: String, _ most: Int) -> String {
    text.count <= most ? text : text.prefix(most - 1) + "…"
  }

  // MARK: Shapes

  private func rectangle(_ style: String, _ frame: Frame, radius: Int) -> Markup {
    var attributes: [(StaticString, String)] = []
    if !style.isEmpty { attributes.append(("class", style)) }
    attributes += [
      ("x", "\(frame.x)"), ("y", "\(frame.y)"), ("width", "\(frame.width)"), ("height", "\(frame.height)"),
      ("rx", "\(radius)"),
    ]
    return Markup("rect", attributes)
  }

  private func label(_ style: String, _ x: Int, _ y: Int, _ text: String, isCentered: Bool = false) -> Markup {
    var attributes: [(StaticString, String)] = [("class", style), ("x", "\(x)"), ("y", "\(y)")]
    if isCentered { attributes.append(("text-anchor", "middle")) }
    return Markup("text", attributes, text: text)
  }
}

extension Drawing {
  /// The colors of a picture that is alone; each text has a contrast of 4.5:1 or more to what is behind it.
  static let colors: StaticString = """
    .topo{--card:#fff;--ink:#14181f;--soft:#5b6675;--line:#dde2ea;--store:#0f7b6c;--pub:#2f5fd0;--priv:#5b6675;\
    --zone:#eef2f8;--warn:#8f5400;--track:#e4e8ef;background:#f6f7f9;\
    font-family:system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}
    @media (prefers-color-scheme:dark){.topo{--card:#171c24;--ink:#e8ecf2;--soft:#9aa6b6;--line:#2a323d;--store:#4cc2ad;\
    --pub:#7aa2ff;--priv:#9aa6b6;--zone:#141a23;--warn:#e0a341;--track:#2a323d;background:#0f1319}}

    """

  /// What the classes of a picture look like.
  static let styles: StaticString = """
    .topo text{font-family:inherit;fill:var(--ink)}
    .topo .zone{fill:var(--zone);stroke:var(--line);stroke-dasharray:5 4}
    .topo .zonelabel{font-size:12px;fill:var(--soft)}
    .topo .node rect{fill:var(--card);stroke:var(--line);stroke-width:1.5}
    .topo .node.pub rect{stroke:var(--pub)}.topo .node.store rect{stroke:var(--store)}
    .topo .node .n{font-size:15px;font-weight:650}.topo .node .d{font-size:12px;fill:var(--soft)}
    .topo .node .small{font-size:11px}.topo .node .addr{font-size:11px;fill:var(--pub)}
    .topo .glyph{fill:none;stroke:var(--priv);stroke-width:1.6}
    .topo .pub .glyph{stroke:var(--pub)}.topo .store .glyph{stroke:var(--store)}
    .topo .node rect.track{fill:var(--track);stroke:none}.topo .node rect.fill{fill:var(--store);stroke:none}
    .topo .edge{fill:none;stroke:var(--soft);stroke-width:1.6}.topo .edge.inet{stroke:var(--pub);stroke-width:2}
    .topo .edge.names{stroke-dasharray:3 4}.topo .edge.waits{stroke-dasharray:1 5;stroke-linecap:round}
    .topo .tip{fill:var(--soft)}
    .topo .key circle,.topo .key rect{fill:var(--card);stroke:var(--warn);stroke-width:1.3}
    .topo .key path{fill:none;stroke:var(--warn);stroke-width:1.4}

    """
}
