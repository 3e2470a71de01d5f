import Diagnostics
import Model
import Syntax

/// Puts the node of a service together, in the keys of a compose file, of what the file of a platform says.
struct MadeService {
  private let place: Span
  private var entries: [(String, Span, ConfigNode)] = []

  /// - Parameter place: where the service is declared.
  init(at place: Span) { self.place = place }

  var node: ConfigNode { MadeNode.mapping(entries, at: place) }

  /// Adds what is there; of two values of one key the later one counts.
  mutating func add(_ key: String, _ node: ConfigNode?) {
    guard let node else { return }
    entries.removeAll { $0.0 == key }
    entries.append((key, node.span, node))
  }

  /// - Parameters:
  ///   - context: the directory, from the one of the stack.
  ///   - dockerfile: as it is written; nil: the usual one.
  ///   - path: its path from the context, where that is not what is written.
  mutating func build(
    context: String, dockerfile: Located<String>?, path: String? = nil, target: Located<String>? = nil
  ) {
    let span = dockerfile?.span ?? place
    let file = path ?? dockerfile?.value ?? "Dockerfile"
    var parts = [
      ("context", span, MadeNode.text(context, at: span)), ("dockerfile", span, MadeNode.text(file, at: span)),
    ]
    if let target { parts.append(("target", target.span, target.node)) }
    add("build", MadeNode.mapping(parts, at: span))
  }

  mutating func replicas(_ count: ConfigNode?) {
    guard let count, count.wholeNumber != nil else { return }
    add("deploy", MadeNode.mapping([("replicas", count.span, count)], at: count.span))
  }

  /// The time between the request to stop and the end of a process.
  /// - Parameter seconds: a number.
  mutating func grace(_ seconds: ConfigNode?) {
    guard let seconds, let number = seconds.wholeNumber else { return }
    add(
      "stop_grace_period",
      MadeNode.text(
        [ScalarPiece("\(number)", from: seconds.span), ScalarPiece("s", from: seconds.span)], at: seconds.span))
  }

  /// A disk as a volume that belongs to the service.
  mutating func disk(_ disk: PlatformFacts.Disk, _ facts: inout PlatformFacts) {
    facts.disks.append(disk)
    let span = disk.mountPath.span
    let name = disk.name ?? Located("data", MadeNode.text("data", at: span))
    let volume = MadeNode.mapping(
      [
        ("type", span, MadeNode.text("volume", at: span)), ("source", name.span, name.node),
        ("target", span, disk.mountPath.node.literal ?? disk.mountPath.node),
      ], at: span)
    let others = entries.first { $0.0 == "volumes" }?.2.items ?? []
    add("volumes", MadeNode.list(others + [volume], at: span))
  }

  /// Variables as the environment of the service: values as they are written, and the bare names of what comes from
  /// elsewhere. Of two with one name the first counts.
  mutating func environment(_ variables: [PlatformVariable]) {
    var known: Set<String> = []
    let entries = variables.compactMap { variable -> (String, Span, ConfigNode)? in
      guard known.insert(variable.name).inserted else { return nil }
      let empty = MadeNode.plain("", at: variable.nameSpan)
      return (variable.name, variable.nameSpan, variable.value?.literal ?? empty)
    }
    guard let first = entries.first else { return }
    add("environment", MadeNode.mapping(entries, at: first.1))
  }
}

extension ConfigNode {
  /// The text of a scalar that has a value, with its place.
  var located: Located<String>? { filled.map { Located($0.text, self) } }

  /// A whole number in a smaller unit; nil where there is none, or where it is beyond all sense.
  func number(times factor: Int) -> Located<Int>? {
    guard let number = wholeNumber, number < Int.max / factor else { return nil }
    return Located(number * factor, self)
  }

  /// A number with a fraction in a smaller unit, rounded.
  func decimal(times factor: Double) -> Located<Int>? {
    guard let number = filled.flatMap({ Double($0.text) }), number.isFinite, number >= 0,
      number * factor < 1e15
    else { return nil }
    return Located(Int((number * factor).rounded()), self)
  }

  /// The scalar as a scalar of a compose file, where `$` has no meaning of its own.
  var literal: ConfigNode? { filled.map { MadeNode.scalar($0.withoutHoles) } }

  /// A command, or a list of commands that run one after the other.
  var joined: ConfigNode? {
    let parts = items.compactMap(\.filled)
    guard let first = parts.first, parts.count == items.count else { return literal }
    var pieces: [ScalarPiece] = []
    for part in parts {
      if !pieces.isEmpty { pieces.append(ScalarPiece(" && ", from: span)) }
      pieces.append(ScalarPiece(part.text, from: part.span(of: 0..<part.text.utf8.count)))
    }
    return parts.count == 1
      ? MadeNode.scalar(first.withoutHoles)
      : MadeNode.scalar(SyntaxNode.made(pieces, style: .doubleQuoted, at: span).withoutHoles)
  }
}
