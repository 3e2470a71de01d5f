/// Lays a graph out from left to right, without another program: the same graph has the same picture everywhere.
///
/// The column of a node is the longest way to it from the internet, over edges that call or read; stores are in the last
/// column. Four sweeps put each column into the order of the mean positions of its neighbours, equal ones in order of
/// declaration. A line over more than one column runs in a lane that no box is in.
struct GraphLayout {
  /// In pixels.
  enum Size {
    static let box = (width: 196, height: 92)
    /// Between the beginnings of columns, and of boxes in one.
    static let pitch = (x: 280, y: 122)
    static let margin = 30
    /// Above the first row: the label of the zone.
    static let top = 34
    static let internet = 160
    static let port = 16
    static let lane = 17
  }

  private let graph: ServiceGraph
  private var columns: [[Int]] = []
  private var columnOf: [Int] = []

  init(_ graph: ServiceGraph) { self.graph = graph }

  /// The drawing of the graph.
  mutating func run() -> Drawing {
    rank()
    order()
    return placed()
  }

  // MARK: Columns

  private mutating func rank() {
    let count = graph.nodes.count
    let hasInternet = graph.nodes.first?.kind == .internet
    columnOf = (0..<count).map { hasInternet && $0 != 0 ? 1 : 0 }
    let forward = Self.withoutCircles(
      graph.edges.filter { $0.kind == .internet || $0.kind == .reads }.map { ($0.from, $0.to) }, count)
    // The longest way has fewer edges than there are nodes.
    var isSettled = false
    while !isSettled {
      isSettled = true
      for (from, to) in forward where columnOf[to] <= columnOf[from] {
        columnOf[to] = columnOf[from] + 1
        isSettled = false
      }
    }
    let last = columnOf.max() ?? 0
    for (position, node) in graph.nodes.enumerated() where node.kind == .store { columnOf[position] = last }
    // What runs elsewhere is to the right of all that is inside.
    let inside = graph.nodes.indices.filter { graph.nodes[$0].isInside }.map { columnOf[$0] }.max()
    for (position, node) in graph.nodes.enumerated() where node.kind == .external {
      columnOf[position] = inside.map { $0 + 1 } ?? last
    }
    columns = (0...(columnOf.max() ?? 0)).map { column in (0..<count).filter { columnOf[$0] == column } }
  }

  /// The edges without those that lead back to a node on the way from which they were reached.
  private static func withoutCircles(_ edges: [(Int, Int)], _ count: Int) -> [(Int, Int)] {
    var successors = [[Int]](repeating: [], count: count)
    for (from, to) in edges { successors[from].append(to) }
    // 0: not seen, 1: on the way, 2: done. A stack of its own: a chain of services may be long.
    var state = [Int](repeating: 0, count: count)
    var kept: [(Int, Int)] = []
    for start in 0..<count where state[start] == 0 {
      var stack = [(node: start, next: 0)]
      state[start] = 1
      while let top = stack.last {
        guard top.next < successors[top.node].count else {
          state[top.node] = 2
          stack.removeLast()
          continue
        }
        stack[stack.count - 1].next += 1
        let to = successors[top.node][top.next]
        if state[to] == 1 { continue }
        kept.append((top.node, to))
        if state[to] == 0 {
          state[to] = 1
          stack.append((to, 0))
        }
      }
    }
    return kept
  }

  // MARK: Order

  private mutating func order() {
    var neighbours = [[Int]](repeating: [], count: graph.nodes.count)
    for edge in graph.edges {
      neighbours[edge.from].append(edge.to)
      neighbours[edge.to].append(edge.from)
    }
    for sweep in 0..<4 {
      for column in sweep % 2 == 0 ? Array(columns.indices) : columns.indices.reversed() {
        let places = placesInColumns()
        // Thousandths of a row; what has no neighbours keeps its place.
        let means = columns[column].map { node in
          let others = neighbours[node].filter { columnOf[$0] != column }
          return others.isEmpty ? places[node] : others.reduce(0) { $0 + places[$1] } / others.count
        }
        columns[column] = zip(columns[column], means).sorted { ($0.1, $0.0) < ($1.1, $1.0) }.map(\.0)
      }
    }
  }

  /// The middle of each node, counted from the middle of its column, in thousandths of a row.
  private func placesInColumns() -> [Int] {
    var places = [Int](repeating: 0, count: graph.nodes.count)
    for column in columns {
      for (row, node) in column.enumerated() { places[node] = row * 1000 - (column.count - 1) * 500 }
    }
    return places
  }

  // MARK: Places

  private func placed() -> Drawing {
    let rows = columns.map(\.count).max() ?? 0
    let height = max(0, rows * Size.pitch.y - (Size.pitch.y - Size.box.height))
    var frames = [Drawing.Frame](
      repeating: .init(x: 0, y: 0, width: Size.box.width, height: Size.box.height), count: graph.nodes.count)
    for (column, nodes) in columns.enumerated() {
      let own = nodes.count * Size.pitch.y - (Size.pitch.y - Size.box.height)
      for (row, node) in nodes.enumerated() {
        frames[node].x = Size.margin + column * Size.pitch.x
        frames[node].y = Size.top + (height - own) / 2 + row * Size.pitch.y
        if graph.nodes[node].kind == .internet { frames[node].width = Size.internet }
      }
    }
    var lines = GraphLines(graph, frames, columnOf)
    lines.route()
    return framed(frames, lines.lines)
  }

  /// The drawing with room around everything: lanes may run above and below all boxes.
  private func framed(_ frames: [Drawing.Frame], _ lines: [Drawing.Line]) -> Drawing {
    let lanes = lines.flatMap { $0.points.dropFirst().dropLast() }.map(\.y)
    let shift = max(0, Size.top - 6 - (lanes.min() ?? Size.top))
    let bottom = max(frames.map(\.bottom).max() ?? Size.top, (lanes.max() ?? 0) + 4) + shift
    let inside = zip(graph.nodes, frames).filter { $0.0.isInside }.map(\.1)
    let height = bottom + 26
    let zone = inside.map(\.x).min().map { left in
      let right = (inside.map(\.right).max() ?? left) + 22
      return Drawing.Frame(x: max(8, left - 42), y: 8, width: right - max(8, left - 42), height: height - 16)
    }
    let boxes = zip(graph.nodes, frames).map { node, frame in
      var frame = frame
      frame.y += shift
      return Drawing.Box(node: node, frame: frame)
    }
    let moved = lines.map { line in
      var line = line
      line.points = line.points.map { .init($0.x, $0.y + shift) }
      return line
    }
    return Drawing(
      graph: graph, width: max(zone?.right ?? 0, frames.map(\.right).max() ?? 0) + 8, height: height, zone: zone,
      boxes: boxes, lines: moved)
  }
}

extension Drawing {
  /// Lays a graph out.
  package init(of graph: ServiceGraph) {
    var layout = GraphLayout(graph)
    self = layout.run()
  }
}
