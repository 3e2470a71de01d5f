/// A graph with a place for everything, in whole pixels. It is laid out once; whoever shows it renders this.
package struct Drawing: Hashable, Sendable {
  /// A rectangle: the top left corner, and the extent.
  package struct Frame: Hashable, Sendable {
    package var x: Int
    package var y: Int
    package var width: Int
    package var height: Int

    package init(x: Int, y: Int, width: Int, height: Int) {
      self.x = x
      self.y = y
      self.width = width
      self.height = height
    }

    package var right: Int { x + width }
    package var bottom: Int { y + height }

    /// Whether both have a point in common, with `margin` around this one.
    package func touches(_ other: Frame, margin: Int = 0) -> Bool {
      x - margin < other.right && other.x < right + margin && y - margin < other.bottom && other.y < bottom + margin
    }
  }

  /// A node with its place.
  package struct Box: Hashable, Sendable {
    package let node: ServiceGraph.Node
    package var frame: Frame
  }

  /// A line from a node to another one.
  package struct Line: Hashable, Sendable {
    package let edge: ServiceGraph.Edge
    /// Where it begins and ends, and between them the two ends of a lane past other nodes, where it takes one.
    package var points: [Point]
    /// Whether it leaves to the right, and arrives from the left.
    package let leavesRight: Bool
    package let arrivesFromLeft: Bool
  }

  /// A place.
  package struct Point: Hashable, Sendable {
    package var x: Int
    package var y: Int

    package init(_ x: Int, _ y: Int) {
      self.x = x
      self.y = y
    }
  }

  package let graph: ServiceGraph
  package internal(set) var width: Int
  package internal(set) var height: Int
  /// Around what is reached by its private name; nil: nothing is.
  package internal(set) var zone: Frame?
  /// One for each node, in the order of the nodes.
  package internal(set) var boxes: [Box]
  package internal(set) var lines: [Line]
}
