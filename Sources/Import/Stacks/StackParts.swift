package import Diagnostics
package import Model
package import Resolution
package import Syntax

/// One entry of `environment`, `args` or `labels`, in either spelling.
package struct StackPair {
  package let name: String
  package let nameSpan: Span
  /// Nil where only the name is written: the value comes from the shell that runs compose.
  package let value: HoledText?
  /// Whether it is an item `NAME=value` of a list.
  package let isListItem: Bool
}

extension StackPair {
  /// The entries of a node; of two with one name the later one counts, at the place of the first.
  package static func all(in node: ConfigNode?) -> [StackPair] {
    guard let node else { return [] }
    var order: [StackPair] = []
    var positions: [String: Int] = [:]
    for pair in read(node) {
      if let position = positions[pair.name] {
        order[position] = pair
      } else {
        positions[pair.name] = order.count
        order.append(pair)
      }
    }
    return order
  }

  private static func read(_ node: ConfigNode) -> [StackPair] {
    switch node.content {
    case .mapping(let entries):
      return entries.map { entry in
        let value = entry.value.isNull ? nil : entry.value.scalar.map { HoledText($0.spelledAsNumber) }
        return StackPair(name: entry.key, nameSpan: entry.keySpan, value: value, isListItem: false)
      }
    case .sequence(let items):
      return items.flatMap { item -> [StackPair] in
        // A list laid over a mapping, or the other way round.
        guard let scalar = item.scalar else { return read(item) }
        return [pair(scalar)]
      }
    case .scalar, .removed: return []
    }
  }

  private static func pair(_ scalar: SyntaxNode) -> StackPair {
    let (name, value) = scalar.divided(at: UInt8(ascii: "="))
    return StackPair(
      name: name.text, nameSpan: name.span, value: value.map { HoledText($0) }, isListItem: true)
  }
}

extension SyntaxNode {
  /// A plain number in the one spelling that a container gets: `012` and `0xA` are `10`, `1.50` is `1.5`.
  fileprivate var spelledAsNumber: SyntaxNode {
    guard style == .plain, text.utf8.count < 20, let number = YAMLNumber.text(of: text), number != text else {
      return self
    }
    return .made([ScalarPiece(number, from: span)], style: style, at: span)
  }

  /// The parts before and behind the first of a byte; the second is nil where there is none.
  package func divided(at byte: UInt8) -> (SyntaxNode, SyntaxNode?) {
    let bytes = Array(text.utf8)
    guard let index = bytes.firstIndex(of: byte) else { return (self, nil) }
    return (part(0..<index, of: bytes), part(index + 1..<bytes.count, of: bytes))
  }

  /// A part of a scalar as a scalar of its own.
  func part(_ range: Range<Int>, of bytes: [UInt8]) -> SyntaxNode {
    let place = span(of: range)
    return .made([ScalarPiece(String(decoding: bytes[range], as: UTF8.self), from: place)], style: style, at: place)
  }
}

/// `command`, `entrypoint` or the test of a health check: one text, or the words of it.
package struct StackCommand {
  package let node: ConfigNode
  /// One text is taken apart by a shell's rules, without a shell.
  package let isList: Bool
  package let texts: [HoledText]

  package init?(_ node: ConfigNode?) {
    guard let node, !node.isNull, !node.isRemoved else { return nil }
    self.node = node
    if let scalar = node.scalar {
      isList = false
      texts = [HoledText(scalar)]
    } else {
      isList = true
      texts = node.items.compactMap { $0.scalar.map { HoledText($0) } }
      if texts.isEmpty { return nil }
    }
  }

  package var span: Span { node.span }

  /// Its words, of the line that a shell is given where it is one. What only an operator's environment gives stays as it
  /// is written.
  package var words: CommandWords {
    let scalars = texts.map { $0.scalar() ?? $0.node }
    func node(_ scalar: SyntaxNode) -> ConfigNode { ConfigNode(content: .scalar(scalar), span: scalar.span) }
    if isList {
      let list = ConfigNode(content: .sequence(scalars.map(node)), span: span)
      return CommandWords(Located(.words(scalars), list))
    }
    return CommandWords(Located(.text(scalars[0]), node(scalars[0])))
  }
}

/// One entry of `ports`.
package struct StackPort {
  /// The port in the container; nil where it is a range, or not known.
  package let container: Int?
  /// The port on the host; nil: compose chooses one, or it is not known.
  package let host: Int?
  /// The address on the host; nil: all of them.
  package let address: String?
  package let isUDP: Bool
  package let span: Span
  /// Where the container's port and the host's port are written.
  package let containerSpan: Span
  package let hostSpan: Span?

  /// Whether others than the host reach it.
  package var isOpen: Bool { address.map { !$0.hasPrefix("127.") && $0 != "localhost" && $0 != "::1" } ?? true }
}

extension StackPort {
  /// The entries of a node. One that a file repeats of the file below it is one.
  package static func all(in node: ConfigNode?) -> [StackPort] {
    var seen: Set<String> = []
    return (node?.items ?? []).compactMap { item in item.scalar.map(short) ?? long(item) }.filter { port in
      guard let container = port.container else { return true }
      let host = port.host.map { "\(port.address ?? ""):\($0)" } ?? "\(port.span)"
      return seen.insert("\(host) \(container) \(port.isUDP)").inserted
    }
  }

  private static func number(_ text: Substring?) -> Int? { text.flatMap { Int($0) } }

  /// `[[ADDRESS:]HOST:]CONTAINER[/PROTOCOL]`, where ports may be ranges and an IPv6 address has brackets.
  private static func short(_ scalar: SyntaxNode) -> StackPort {
    let written = HoledText(scalar)
    guard let text = written.known else {
      return StackPort(
        container: containerBehindHoles(written), host: nil, address: nil, isUDP: false, span: scalar.span,
        containerSpan: scalar.span, hostSpan: nil)
    }
    let halves = text.split(separator: "/", maxSplits: 1)
    let body = halves.first ?? ""
    var parts: [Substring] = []
    var depth = 0
    var start = body.startIndex
    for index in body.indices {
      if body[index] == "[" { depth += 1 }
      if body[index] == "]" { depth -= 1 }
      if body[index] == ":", depth == 0 {
        parts.append(body[start..<index])
        start = body.index(after: index)
      }
    }
    parts.append(body[start...])
    func span(_ part: Substring?) -> Span? {
      guard let part, written.holes.isEmpty else { return part == nil ? nil : scalar.span }
      let lower = text.utf8.distance(from: text.startIndex, to: part.startIndex)
      return scalar.span(of: lower..<lower + part.utf8.count)
    }
    let host = parts.count > 1 ? parts[parts.count - 2] : nil
    let address = parts.count > 2 ? parts[..<(parts.count - 2)].joined(separator: ":") : nil
    return StackPort(
      container: number(parts.last), host: number(host),
      address: address?.replacing("[", with: "").replacing("]", with: ""),
      isUDP: halves.count > 1 && halves[1] == "udp", span: scalar.span, containerSpan: span(parts.last) ?? scalar.span,
      hostSpan: span(host))
  }

  /// Of `${PORT}:8000` the container's side is known all the same.
  private static func containerBehindHoles(_ text: HoledText) -> Int? {
    guard case .text(let last, _)? = text.atoms.last, let colon = last.lastIndex(of: ":") else { return nil }
    return number(last[last.index(after: colon)...].split(separator: "/").first)
  }

  private static func long(_ node: ConfigNode) -> StackPort? {
    guard let target = node["target"], let scalar = target.scalar else { return nil }
    func text(_ key: String) -> String? { node[key]?.scalar.flatMap { HoledText($0).known } }
    return StackPort(
      container: HoledText(scalar).known.flatMap { Int($0) }, host: text("published").flatMap { Int($0) },
      address: text("host_ip"), isUDP: text("protocol") == "udp", span: node.span, containerSpan: target.span,
      hostSpan: node["published"]?.span)
  }
}

/// One entry of a service's `volumes`.
package struct StackMount {
  package enum Kind: Sendable {
    case volume
    case bind
    case other
  }

  package let kind: Kind
  /// The volume's name or the path on the host; nil: an anonymous volume, or not known.
  package let source: String?
  package let sourceSpan: Span?
  package let target: String?
  package let targetSpan: Span
  package let span: Span
  package let isReadOnly: Bool
}

extension StackMount {
  /// The entries of a node. Of two with one target the later one counts: it is of a file that is laid over the other.
  package static func all(in node: ConfigNode?) -> [StackMount] {
    var result: [StackMount] = []
    for mount in (node?.items ?? []).compactMap({ item in item.scalar.map(short) ?? long(item) }) {
      if let target = mount.target, let index = result.firstIndex(where: { $0.target == target }) {
        result[index] = mount
      } else {
        result.append(mount)
      }
    }
    return result
  }

  /// `[SOURCE:]TARGET[:OPTIONS]`. A source with a `/`, a `.` or a `~` at its beginning is a path of the host.
  private static func short(_ scalar: SyntaxNode) -> StackMount {
    let written = HoledText(scalar)
    let parts = pieces(of: written)
    let hasSource = parts.count > 1
    let source = hasSource ? parts[0].text : nil
    let target = parts[hasSource ? 1 : 0]
    let isPath = source.map { $0.hasPrefix(".") || $0.hasPrefix("/") || $0.hasPrefix("~") } ?? false
    // A source that is not known is a path more often than a name; nothing is concluded of either.
    let kind: Kind = isPath ? .bind : hasSource && source == nil ? .other : .volume
    return StackMount(
      kind: kind, source: source, sourceSpan: hasSource ? parts[0].span : nil, target: target.text,
      targetSpan: target.span, span: scalar.span,
      isReadOnly: parts.count > 2 && (parts[2].text?.split(separator: ",").contains("ro") ?? false))
  }

  /// The parts between the colons of the value, holes outside of which are known.
  private static func pieces(of written: HoledText) -> [(text: String?, span: Span)] {
    var parts: [(text: String?, range: Range<Int>?)] = [("", nil)]
    func extend(_ range: Range<Int>) {
      let last = parts.count - 1
      parts[last].range = parts[last].range.map { $0.lowerBound..<range.upperBound } ?? range
    }
    for atom in written.atoms {
      switch atom {
      case .unknown(let hole):
        parts[parts.count - 1].text = nil
        extend(hole.range)
      case .text(let text, let range):
        var offset = range.lowerBound
        for (index, part) in text.split(separator: ":", omittingEmptySubsequences: false).enumerated() {
          if index > 0 {
            parts.append(("", nil))
            offset += 1
          }
          let length = part.utf8.count
          if let known = parts[parts.count - 1].text { parts[parts.count - 1].text = known + part }
          if length > 0 { extend(offset..<offset + length) }
          offset += length
        }
      }
    }
    return parts.map { ($0.text, $0.range.map { written.node.span(of: $0) } ?? written.span) }
  }

  private static func long(_ node: ConfigNode) -> StackMount? {
    func text(_ key: String) -> String? { node[key]?.scalar.flatMap { HoledText($0).known } }
    guard let target = node["target"] else { return nil }
    let kind: Kind =
      switch text("type") {
      case "volume": .volume
      case "bind": .bind
      default: .other
      }
    return StackMount(
      kind: kind, source: text("source"), sourceSpan: node["source"]?.span, target: text("target"),
      targetSpan: target.span, span: node.span, isReadOnly: text("read_only") == "true")
  }
}

/// One entry of `depends_on`.
package struct StackDependency {
  package enum Condition: String, Sendable {
    case started = "service_started"
    case healthy = "service_healthy"
    case completed = "service_completed_successfully"
  }

  package let service: String
  package let span: Span
  package let condition: Condition
  package let conditionSpan: Span?
}

extension StackDependency {
  /// What a service waits for: by `depends_on`, and by taking network, links or volumes from another one.
  package static func all(of service: ConfigNode) -> [StackDependency] {
    var result = all(in: service["depends_on"])
    for key in ["links", "volumes_from", "network_mode"] {
      guard let node = service[key] else { continue }
      for item in node.items.isEmpty ? [node] : node.items {
        guard let name = item.text.flatMap({ target(of: $0, key) }), !result.contains(where: { $0.service == name })
        else { continue }
        result.append(StackDependency(service: name, span: item.span, condition: .started, conditionSpan: nil))
      }
    }
    return result
  }

  /// `db` of `db:alias`, and of `service:db`; nil for what is no service.
  private static func target(of text: String, _ key: String) -> String? {
    let parts = text.split(separator: ":").map(String.init)
    if key == "network_mode" { return parts.count == 2 && parts[0] == "service" ? parts[1] : nil }
    return parts.first == "container" ? nil : parts.first
  }

  package static func all(in node: ConfigNode?) -> [StackDependency] {
    guard let node else { return [] }
    switch node.content {
    case .sequence(let items):
      return items.flatMap { item -> [StackDependency] in
        guard let name = item.text else { return all(in: item) }
        return [StackDependency(service: name, span: item.span, condition: .started, conditionSpan: nil)]
      }
    case .mapping(let entries):
      return entries.map { entry in
        let condition = entry.value["condition"]
        return StackDependency(
          service: entry.key, span: entry.keySpan,
          condition: condition?.text.flatMap { Condition(rawValue: $0) } ?? .started, conditionSpan: condition?.span)
      }
    case .scalar, .removed: return []
    }
  }
}
