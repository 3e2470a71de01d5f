package import Diagnostics

/// A service whose text could not be read. Its name stays declared, so that references to it are no mistakes.
package struct PoisonedService: Sendable, Hashable {
  package let name: String
  /// Where the name stands.
  package let span: Span
}

/// A text as read by YAML: nodes with the places that they come from.
package final class SyntaxTree: Sendable {
  package let file: FileID
  /// Services that were left out because their text could not be read.
  package let poisonedServices: [PoisonedService]
  /// Keys of the top level that were left out with all they hold, because their text could not be read.
  package let poisonedKeys: [String]
  /// The comments `# infracc: allow CODE reason`, in their order.
  package let suppressions: [Suppression]
  let source: [UInt8]
  let tape: Tape
  /// What a scalar was put together from; nil for everything that a file spells out.
  let pieces: [ScalarPiece]?

  init(
    file: SourceFile, tape: Tape, poisonedServices: [PoisonedService] = [], poisonedKeys: [String] = [],
    suppressions: [Suppression] = []
  ) {
    self.file = file.id
    self.source = file.bytes
    self.tape = tape
    self.poisonedServices = poisonedServices
    self.poisonedKeys = poisonedKeys
    self.suppressions = suppressions
    self.pieces = nil
  }

  /// A tree of one scalar that no text of the file spells out, found at `place`.
  init(implying text: String, at place: Span, in tree: SyntaxTree) {
    var node = TapeNode(
      .scalar, start: Int(place.start), end: Int(place.end), first: 0, second: text.utf8.count)
    node.flags = .sideText
    self.file = tree.file
    self.source = tree.source
    self.tape = Tape(nodes: [node], sideText: Array(text.utf8))
    self.poisonedServices = []
    self.poisonedKeys = []
    self.suppressions = []
    self.pieces = nil
  }

  /// A tree of one scalar that is put together from pieces of several places, found at `place` as a whole.
  init(of pieces: [ScalarPiece], style: ScalarStyle, at place: Span) {
    let text = pieces.reduce(into: [UInt8]()) { $0 += $1.text.utf8 }
    var node = TapeNode(.scalar, start: Int(place.start), end: Int(place.end), first: 0, second: text.count)
    node.flags = .sideText
    node.style = style
    self.file = place.file
    self.source = []
    self.tape = Tape(nodes: [node], sideText: text)
    self.poisonedServices = []
    self.poisonedKeys = []
    self.suppressions = []
    self.pieces = pieces
  }

  /// A text that is no YAML, as one scalar.
  package static func text(of file: SourceFile) -> SyntaxNode {
    let length = file.bytes.count
    var node = TapeNode(.scalar, start: 0, end: length, first: 0, second: length)
    node.style = .literal
    return SyntaxNode(tree: SyntaxTree(file: file, tape: Tape(nodes: [node])), at: 0)
  }

  /// A tree in which nothing of a file was read.
  package static func nothing(of file: SourceFile) -> SyntaxTree { SyntaxTree(file: file, tape: Tape()) }

  /// The mapping that the file is. Nil when there is none to work with: the file is empty, is something else, or
  /// cannot be read; a finding has said so.
  package var root: SyntaxNode? {
    tape.nodes.isEmpty ? nil : SyntaxNode(tree: self, at: 0)
  }
}
