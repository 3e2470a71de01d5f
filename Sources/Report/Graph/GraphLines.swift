/// Finds the way of each line: where it leaves and arrives, and a lane past the boxes between.
struct GraphLines {
  private typealias Size = GraphLayout.Size

  private let graph: ServiceGraph
  private let frames: [Drawing.Frame]
  private let columnOf: [Int]
  private(set) var lines: [Drawing.Line] = []
  private static let mostCandidates = 16
  /// Side by side, at one place.
  private static let mostLanes = 8
  /// The lanes that are taken, as what they cover.
  private var taken: [Drawing.Frame] = []

  init(_ graph: ServiceGraph, _ frames: [Drawing.Frame], _ columnOf: [Int]) {
    self.graph = graph
    self.frames = frames
    self.columnOf = columnOf
  }

  /// One end of a line at a side of a box.
  private struct End: Hashable {
    let node: Int
    let isRight: Bool
  }

  mutating func route() {
    let directions = graph.edges.map { edge in
      // Within a column a line leaves and arrives on the right.
      (leavesRight: columnOf[edge.from] <= columnOf[edge.to], arrivesFromLeft: columnOf[edge.from] < columnOf[edge.to])
    }
    let ports = ports(directions)
    for (index, edge) in graph.edges.enumerated() {
      let direction = directions[index]
      let start = Drawing.Point(
        direction.leavesRight ? right(edge.from) : frames[edge.from].x, ports[2 * index])
      let end = Drawing.Point(
        direction.arrivesFromLeft ? frames[edge.to].x : right(edge.to), ports[2 * index + 1])
      var points = [start, end]
      if let lane = lane(edge, start, end) { points.insert(contentsOf: lane, at: 1) }
      lines.append(
        .init(
          edge: edge, points: points, leavesRight: direction.leavesRight, arrivesFromLeft: direction.arrivesFromLeft))
    }
  }

  /// The right side of a box, with the edges of the replicas behind it.
  private func right(_ node: Int) -> Int { frames[node].right + (graph.nodes[node].stack.last ?? 0) }

  /// The height of each end: those of one side are spread, in the order of the boxes at their other ends.
  private func ports(_ directions: [(leavesRight: Bool, arrivesFromLeft: Bool)]) -> [Int] {
    var ends: [End: [(end: Int, other: Int)]] = [:]
    for (index, edge) in graph.edges.enumerated() {
      let direction = directions[index]
      ends[End(node: edge.from, isRight: direction.leavesRight), default: []].append((2 * index, frames[edge.to].y))
      ends[End(node: edge.to, isRight: !direction.arrivesFromLeft), default: []]
        .append((2 * index + 1, frames[edge.from].y))
    }
    var heights = [Int](repeating: 0, count: 2 * graph.edges.count)
    for (side, list) in ends {
      let sorted = list.sorted { ($0.other, $0.end) < ($1.other, $1.end) }
      let room = Size.box.height - Size.port
      let step = sorted.count < 2 ? 0 : min(Size.port, max(1, room / (sorted.count - 1)))
      let middle = frames[side.node].y + Size.box.height / 2
      for (position, item) in sorted.enumerated() {
        let height = middle + (2 * position - (sorted.count - 1)) * step / 2
        // More lines than pixels share the last ones.
        heights[item.end] = min(max(height, frames[side.node].y + 4), frames[side.node].bottom - 4)
      }
    }
    return heights
  }

  /// The ends of a free lane past the columns between the two nodes; nil: there are none, or nothing is in the way.
  private mutating func lane(
    _ edge: ServiceGraph.Edge, _ start: Drawing.Point, _ end: Drawing.Point
  ) -> [Drawing.Point]? {
    let columns = [columnOf[edge.from], columnOf[edge.to]].sorted()
    guard columns[1] - columns[0] > 1 else { return nil }
    let between = frames.indices.filter { columns[0] < columnOf[$0] && columnOf[$0] < columns[1] }.map { frames[$0] }
    guard let left = between.map(\.x).min(), let right = between.map(\.right).max() else { return nil }
    let aim = (start.y + end.y) / 2
    let edges = between.flatMap { [$0.y - Size.lane, $0.bottom + Size.lane] } + [aim]
    let nearest = Set(edges).sorted { (abs($0 - aim), $0) < (abs($1 - aim), $1) }
    // Past all boxes there is always room; what is far away is not worth looking for.
    let candidates = nearest.prefix(Self.mostCandidates) + [edges.min(), edges.max()].compactMap { $0 }
    func frame(_ y: Int) -> Drawing.Frame { .init(x: left - 30, y: y, width: right - left + 44, height: 1) }
    for distance in 0...Self.mostLanes {
      for candidate in candidates {
        for y in distance == 0 ? [candidate] : [candidate - 5 * distance, candidate + 5 * distance] {
          let lane = frame(y)
          guard !between.contains(where: { $0.touches(lane, margin: 6) }),
            !taken.contains(where: { $0.touches(lane, margin: 3) })
          else { continue }
          taken.append(lane)
          let ends = [Drawing.Point(lane.x, y), Drawing.Point(lane.right, y)]
          return start.x < end.x ? ends : ends.reversed()
        }
      }
    }
    return nil
  }
}
