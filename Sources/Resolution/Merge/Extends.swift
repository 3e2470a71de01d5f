package import Diagnostics
import IR
package import Model

/// Resolves `extends` in one environment: a child has its parent's code keys below its own.
package struct Extends {
  /// What belongs to the code of a service.
  static let inherited: Set<String> = ["root", "build", "image", "use", "secrets", "variables", "files"]

  /// Longer chains of `extends` are refused: each step copies what the one before it has.
  package static let longestChain = 32

  private let nodes: [String: ConfigNode.Entry]
  private let bag: DiagnosticBag
  private var done: [String: ConfigNode] = [:]
  /// How many services each finished one has above it.
  private var heights: [String: Int] = [:]
  /// How many more entries of mappings may be inherited in all: a thousand services that each take a thousand
  /// variables from another one are a million.
  private var room = 150_000
  private var open: [String] = []
  private lazy var names = nodes.values.map(\.key).sorted()

  /// - Parameter services: the merged services of one environment.
  package init(services: [ConfigNode.Entry], bag: DiagnosticBag) {
    var nodes: [String: ConfigNode.Entry] = [:]
    for entry in services { nodes[ServiceName.fold(entry.key)] = entry }
    self.nodes = nodes
    self.bag = bag
  }

  /// The configuration of a service with what it inherits.
  package mutating func resolved(_ entry: ConfigNode.Entry, poisoned: Set<String>) -> ConfigNode {
    guard let reference = entry.value["extends"], let name = reference.text else { return entry.value }
    let key = ServiceName.fold(entry.key)
    if let node = done[key] { return node }
    guard let parent = nodes[ServiceName.fold(name)] else {
      if !poisoned.contains(ServiceName.fold(name)) {
        let nearest = bag.nearest(to: name, among: names, besides: entry.key)
        bag.report(.cannotExtend, at: reference.span, "`extends` names no service: `\(name)`") {
          $0.help = nearest.isEmpty ? [] : ["did you mean \(Words.alternatives(nearest))?"]
          if let first = nearest.first {
            $0.fixes = [FixIt("write `\(first)`", .unsafe, [.init(reference.span, first)])]
          }
          $0.path = "services.\(entry.key).extends"
        }
      }
      return entry.value
    }
    if open.contains(key) || ServiceName.fold(name) == key {
      let circle = (open.drop { $0 != key } + [key]).joined(separator: " → ")
      bag.report(.cannotExtend, at: reference.span, "`extends` goes in a circle: \(circle)") {
        $0.path = "services.\(entry.key).extends"
      }
      return entry.value
    }
    guard Self.hasCode(parent) else {
      bag.report(
        .cannotExtend, at: reference.span, "`extends` mixes a store with code: `\(parent.key)` has none to lend"
      ) {
        $0.help = ["name a service whose code this one shares"]
        $0.path = "services.\(entry.key).extends"
      }
      return entry.value
    }
    func refuse(_ message: String) -> ConfigNode {
      bag.report(.cannotExtend, at: reference.span, message) { $0.path = "services.\(entry.key).extends" }
      return entry.value
    }
    let tooLong = "`extends` leads on through more than \(Self.longestChain) services"
    guard open.count < Self.longestChain else { return refuse(tooLong) }
    open.append(key)
    defer { open.removeLast() }
    let code = resolved(parent, poisoned: poisoned).entries.filter { Self.inherited.contains($0.key) }
    let height = heights[ServiceName.fold(name), default: 0] + 1
    guard height <= Self.longestChain else { return refuse(tooLong) }
    heights[key] = height
    room -= code.reduce(0) { $0 + $1.value.entries.count }
    guard room >= 0 else { return refuse("the services of this topology inherit too much from each other") }
    let below = ConfigNode(content: .mapping(code), span: entry.value.span)
    let merged = Merge.overlay(
      below, with: ConfigNode(content: entry.value.content, span: entry.value.span, isOverlay: true),
      path: ["services", entry.key], into: bag)
    let result = ConfigNode(content: merged.content, span: entry.value.span, isOverlay: entry.value.isOverlay)
    done[key] = result
    return result
  }

  /// A type that cannot be told is given the benefit of the doubt: it has a finding of its own.
  private static func hasCode(_ entry: ConfigNode.Entry) -> Bool {
    let type = entry.value["type"]?.text.flatMap(ServiceTypes.named) ?? ServiceTypes.implied(byName: entry.key)
    return type?.traits.contains(.code) ?? true
  }
}
