extension ServiceGraph.Node {
  /// The lines of a label: the name, what it is, and where it is reached or how much of it is in use.
  var lines: [String] {
    if kind == .internet { return [name] }
    let isNamedByType = type.isEmpty || type == name || type.hasPrefix(name + " ")
    let scale = replicas > 1 ? "\(replicas) replicas" : ""
    var lines = isNamedByType ? [type.isEmpty ? name : type] : [name]
    let second = [isNamedByType ? "" : type, scale].filter { !$0.isEmpty }.joined(separator: ", ")
    if !second.isEmpty { lines.append(second) }
    if let text = connectionText { lines.append(text) } else if kind == .open { lines.append(address) }
    return lines
  }
}

extension ServiceGraph {
  /// Drawn as one document of Mermaid, which platforms for code render: `flowchart LR`.
  ///
  /// Texts are quoted and have what Mermaid or a browser could read as markup replaced by entities.
  package func mermaid() -> String {
    var text = "flowchart LR\n"
    for (position, node) in nodes.enumerated() where !node.isInside { text += "  \(mermaid(node, position))\n" }
    if nodes.contains(where: \.isInside) {
      text += "  subgraph private[\"private network\"]\n"
      for (position, node) in nodes.enumerated() where node.isInside { text += "    \(mermaid(node, position))\n" }
      text += "  end\n"
    }
    let open = edges.filter { $0.kind == .internet }.map { id($0.to) }
    if !open.isEmpty { text += "  \(id(0)) ==> \(open.joined(separator: " & "))\n" }
    for edge in edges where edge.kind != .internet {
      let label =
        edge.label.isEmpty ? nil : "\"" + Self.escapedForMermaid(edge.label) + (edge.hasPassword ? " 🔑\"" : "\"")
      let (start, end) = edge.kind == .reads ? ("--", "-->") : ("-.", ".->")
      text += "  \(id(edge.from)) \(label.map { "\(start) \($0) \(end)" } ?? (edge.kind == .reads ? "-->" : "-.->")) "
      text += "\(id(edge.to))\n"
    }
    return text
  }

  /// `s0`, `s1` … in order of declaration, whatever the names are.
  func id(_ position: Int) -> String {
    if nodes[position].kind == .internet { return "internet" }
    return "s\(position - (nodes[0].kind == .internet ? 1 : 0))"
  }

  private func mermaid(_ node: Node, _ position: Int) -> String {
    let label = "\"" + node.lines.map(Self.escapedForMermaid).joined(separator: "<br/>") + "\""
    switch node.kind {
    case .internet: return id(position) + "([" + label + "])"
    case .store: return id(position) + "[(" + label + ")]"
    case .open, .closed, .external: return id(position) + "[" + label + "]"
    }
  }

  /// Entities of Mermaid: `#quot;`, and `#NN;` with the number of a character.
  private static func escapedForMermaid(_ text: String) -> String {
    var result = ""
    for scalar in Markup.visible(text).unicodeScalars {
      switch scalar {
      case "\"": result += "#quot;"
      case "a"..."z", "A"..."Z", "0"..."9", " ", ".", ",", "-", "_", "/", ":", "*", "+", "(", ")", "=", "?", "!", "@":
        result.unicodeScalars.append(scalar)
      default:
        if scalar.isASCII { result += "#\(scalar.value);" } else { result.unicodeScalars.append(scalar) }
      }
    }
    return result
  }

  /// Drawn in the language of Graphviz.
  package func dot() -> String {
    var text = "digraph \(Self.quotedForDot(["\(project), \(environment)"])) {\n"
    text += "  rankdir=LR;\n  node [shape=box, style=rounded, fontname=\"sans-serif\"];\n"
    text += "  edge [fontname=\"sans-serif\", fontsize=10];\n"
    for (position, node) in nodes.enumerated() where !node.isInside { text += "  \(dot(node, position))\n" }
    text +=
      "  subgraph cluster_private {\n    label=\"private network\";\n    style=dashed;\n    fontname=\"sans-serif\";\n"
    for (position, node) in nodes.enumerated() where node.isInside { text += "    \(dot(node, position))\n" }
    text += "  }\n"
    for edge in edges { text += "  \(id(edge.from)) -> \(id(edge.to))\(Self.dotAttributes(edge));\n" }
    return text + "}\n"
  }

  private func dot(_ node: Node, _ position: Int) -> String {
    let shape =
      switch node.kind {
      case .internet: ", shape=oval"
      case .store: ", shape=cylinder"
      case .external: ", style=dashed"
      case .open: ", penwidth=2"
      case .closed: ""
      }
    return id(position) + " [label=" + Self.quotedForDot(node.lines) + shape + "];"
  }

  private static func dotAttributes(_ edge: Edge) -> String {
    var attributes: [String] = []
    let label = edge.label + (edge.hasPassword ? " (password)" : "")
    if !edge.label.isEmpty { attributes.append("label=" + quotedForDot([label])) }
    switch edge.kind {
    case .internet: attributes.append("penwidth=2")
    case .reads: break
    // They are no reason for an order from left to right.
    case .names, .waits: attributes += ["style=dashed", "constraint=false"]
    }
    return attributes.isEmpty ? "" : " [" + attributes.joined(separator: ", ") + "]"
  }

  /// A quoted string of Graphviz: `\` begins an escape there, and `\n` breaks the line.
  private static func quotedForDot(_ lines: [String]) -> String {
    let escaped = lines.map { line in
      Markup.visible(line).replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
    }
    return "\"" + escaped.joined(separator: "\\n") + "\""
  }
}

extension ServiceGraph.Node {
  /// How far the edges of further replicas show behind a box, in pixels: one or two of them.
  var stack: [Int] { replicas > 2 ? [5, 10] : replicas > 1 ? [5] : [] }

  /// It is reached by its private name.
  var isInside: Bool { kind != .internet && kind != .external }
}

extension ServiceGraph.Edge {
  /// What a line bears: the variables that make it.
  var label: String {
    kind == .waits ? "waits" : variables.joined(separator: ", ")
  }
}
