import Diagnostics
import Foundation
import Model
import Probes
import Syntax

@testable import Import

/// What is read of the services of a compose file, as flat texts by key, so that two readers can be compared.
struct ComposeFacts {
  /// `api image`, `api environment NAME`.
  private(set) var texts: [String: String] = [:]
  /// Keys whose value the reader leaves open.
  private(set) var open: Set<String> = []

  private mutating func add(_ service: String, _ key: String, _ text: String?) {
    if let text { texts["\(service) \(key)"] = text }
  }

  private mutating func add(_ service: String, _ key: String, lines: [String]) {
    if !lines.isEmpty { texts["\(service) \(key)"] = lines.sorted().joined(separator: " | ") }
  }

  /// A line without the signs that a shell takes away, for a text is taken apart by its rules.
  private static func bare(_ words: [String]) -> String {
    words.joined(separator: " ").filter { !"\"'\\".contains($0) }.split(whereSeparator: \.isWhitespace)
      .joined(separator: " ")
  }
}

// MARK: This reader

extension ComposeFacts {
  /// - Parameters:
  ///   - variables: those that are set.
  ///   - folder: the absolute path of the directory of the stack.
  init(_ stack: Stack, _ variables: [String: String], in folder: String) {
    for written in stack.services {
      let node = ComposeFacts.substituted(written.node, variables)
      let service = StackService(.init(key: written.name, keySpan: written.nameSpan, value: node))
      read(service, folder)
      for pair in service.environment {
        // A name alone passes the variable on.
        add(
          service.name, "environment \(pair.name)", pair.value.map { $0.known ?? "?" } ?? variables[pair.name] ?? "null"
        )
      }
      for pair in service.build?.arguments ?? [] {
        add(service.name, "build args \(pair.name)", pair.value.map { $0.known ?? "?" } ?? variables[pair.name])
      }
    }
  }

  private mutating func read(_ service: StackService, _ folder: String) {
    let name = service.name
    add(name, "image", service.image?.known)
    for (key, command) in [("command", service.command), ("entrypoint", service.entrypoint)] {
      add(name, key, command.map { Self.bare($0.texts.map { $0.known ?? "?" }) })
    }
    add(
      name, "ports",
      lines: service.ports.map { port in
        if port.container == nil { open.insert("\(name) ports") }
        let host = port.host.map(String.init) ?? ""
        return "\(port.address ?? ""):\(host):\(port.container ?? 0)/\(port.isUDP ? "udp" : "tcp")"
      })
    add(
      name, "volumes",
      lines: service.mounts.map { mount in
        if mount.kind == .other { open.insert("\(name) volumes") }
        let source = mount.source ?? ""
        let path = mount.kind == .bind ? Self.absolute(source, in: folder) : source
        return "\(mount.kind) \(path):\(Self.clean(mount.target ?? "?")) \(mount.isReadOnly)"
      })
    add(name, "depends_on", lines: service.dependencies.map { "\($0.service) \($0.condition.rawValue)" })
    if let build = service.build {
      let context = build.context?.known ?? "."
      add(name, "build context", context.contains("://") ? context : Self.absolute(context, in: folder))
      if build.node["dockerfile_inline"] == nil {
        add(name, "build dockerfile", build.dockerfile?.known ?? "Dockerfile")
      }
      add(name, "build target", build.target?.known)
    }
    if let health = service.health {
      if health.isDisabled {
        add(name, "health", "off")
      } else if let command = health.command {
        let words = command.texts.map { $0.known ?? "?" }
        add(name, "health", command.isShell ? "shell: " + words.joined() : words.joined(separator: " | "))
      }
    }
    add(name, "replicas", service.replicas.map { "\($0.count)" })
    add(name, "memory", service.memoryLimit.map { "\($0.bytes)" })
    for key in ["container_name", "hostname"] { add(name, key, service.text(key)?.known) }
  }

  private static func absolute(_ path: String, in folder: String) -> String {
    if path.hasPrefix("~") { return clean(folder + path.dropFirst()) }
    return clean(path.hasPrefix("/") ? path : folder + "/" + path)
  }

  /// Without `.`, `..` and doubled slashes; links stay.
  private static func clean(_ path: String) -> String {
    guard path.hasPrefix("/") else { return path }
    var parts: [Substring] = []
    for part in path.split(separator: "/") where part != "." {
      if part == ".." { _ = parts.popLast() } else { parts.append(part) }
    }
    return "/" + parts.joined(separator: "/")
  }

  // MARK: Variables

  /// The names of all variables that have no value of their own.
  static func demanded(by stack: Stack) -> Set<String> {
    func names(_ parts: [HoledText.Part]) -> [String] {
      parts.flatMap { part -> [String] in
        guard case .hole(let hole) = part else { return [] }
        let inner = hole.operation == .required ? [] : names(hole.argument)
        return (hole.operation == .plain || hole.operation == .required ? [hole.name] : []) + inner
      }
    }
    func walk(_ node: ConfigNode) -> [String] {
      let own = node.scalar.map { names(HoledText($0).parts) } ?? []
      return own + node.items.flatMap(walk) + node.entries.flatMap { walk($0.value) }
    }
    return Set(walk(stack.root) + stack.services.flatMap { walk($0.node) })
  }

  private static func substituted(_ node: ConfigNode, _ variables: [String: String]) -> ConfigNode {
    switch node.content {
    case .mapping(let entries):
      return ConfigNode(
        content: .mapping(
          entries.map { .init(key: $0.key, keySpan: $0.keySpan, value: substituted($0.value, variables)) }),
        span: node.span)
    case .sequence(let items):
      return ConfigNode(content: .sequence(items.map { substituted($0, variables) }), span: node.span)
    case .scalar(let scalar):
      let text = HoledText(scalar)
      if text.holes.isEmpty { return node }
      // The value is read once more, as the text that compose sees.
      let value = Self.value(of: text.parts, variables).replacingOccurrences(of: "$", with: "$$")
      return MadeNode.text(value, at: node.span)
    case .removed: return node
    }
  }

  private static func value(of parts: [HoledText.Part], _ variables: [String: String]) -> String {
    parts.map { part in
      switch part {
      case .text(let text, _): return text
      case .hole(let hole):
        let set = variables[hole.name]
        switch hole.operation {
        case .plain, .required: return set ?? ""
        case .fallback: return set ?? value(of: hole.argument, variables)
        case .alternative: return set == nil ? "" : value(of: hole.argument, variables)
        }
      }
    }.joined()
  }
}

// MARK: Compose

extension ComposeFacts {
  /// - Parameter model: what `docker compose config --format json` prints.
  init(_ model: [String: Any]) {
    for (name, value) in model["services"] as? [String: [String: Any]] ?? [:] { read(name, value) }
    // A dollar is doubled, so that the output is a compose file again.
    texts = texts.mapValues { $0.replacingOccurrences(of: "$$", with: "$") }
  }

  private mutating func read(_ name: String, _ service: [String: Any]) {
    func text(_ value: Any?) -> String? { (value as? String) ?? (value as? NSNumber)?.stringValue }
    add(name, "image", text(service["image"]))
    for (key, value) in service["environment"] as? [String: Any] ?? [:] {
      add(name, "environment \(key)", text(value) ?? "null")
    }
    for key in ["command", "entrypoint"] {
      add(name, key, (service[key] as? [String]).flatMap { $0.isEmpty ? nil : Self.bare($0) })
    }
    add(
      name, "ports",
      lines: (service["ports"] as? [[String: Any]] ?? []).map { port in
        let host = text(port["published"]).map { $0.contains("-") ? "" : $0 } ?? ""
        return "\(text(port["host_ip"]) ?? ""):\(host):\(text(port["target"]) ?? "")/\(text(port["protocol"]) ?? "")"
      })
    add(
      name, "volumes",
      lines: (service["volumes"] as? [[String: Any]] ?? []).map { volume in
        "\(text(volume["type"]) ?? "") \(text(volume["source"]) ?? ""):\(text(volume["target"]) ?? "") "
          + "\(volume["read_only"] as? Bool ?? false)"
      })
    add(
      name, "depends_on",
      lines: (service["depends_on"] as? [String: [String: Any]] ?? [:]).map {
        "\($0.key) \(text($0.value["condition"]) ?? "")"
      })
    if let build = service["build"] as? [String: Any] {
      add(name, "build context", text(build["context"]))
      if build["dockerfile_inline"] == nil { add(name, "build dockerfile", text(build["dockerfile"])) }
      add(name, "build target", text(build["target"]))
      for (key, value) in build["args"] as? [String: Any] ?? [:] {
        add(name, "build args \(key)", text(value) ?? "null")
      }
    }
    if let health = service["healthcheck"] as? [String: Any] {
      let test = health["test"] as? [String] ?? []
      if health["disable"] as? Bool == true || test.first == "NONE" {
        add(name, "health", "off")
      } else if let first = test.first {
        let words = test.dropFirst()
        add(name, "health", first == "CMD-SHELL" ? "shell: " + words.joined() : words.joined(separator: " | "))
      }
    }
    let deploy = service["deploy"] as? [String: Any]
    add(name, "replicas", text(deploy?["replicas"]) ?? text(service["scale"]))
    let limits = (deploy?["resources"] as? [String: Any])?["limits"] as? [String: Any]
    add(name, "memory", text(limits?["memory"]) ?? text(service["mem_limit"]))
    for key in ["container_name", "hostname"] { add(name, key, text(service[key])) }
  }
}

extension ComposeFacts {
  /// What one of two readers has otherwise, a line each.
  func differences(from other: ComposeFacts) -> [String] {
    Set(texts.keys).union(other.texts.keys).subtracting(open).sorted().compactMap { key in
      let (mine, theirs) = (texts[key], other.texts[key])
      return mine == theirs ? nil : "\(key): read \(mine ?? "nothing"), compose has \(theirs ?? "nothing")"
    }
  }
}
