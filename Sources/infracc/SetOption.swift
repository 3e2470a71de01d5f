import ArgumentParser
import Compiler
import Model

/// `--set KEY=VALUE`: what an overlay says, in one word. The key is a path with dots, below `services` where its first
/// word is the name of one; the value is YAML of one line.
struct SetOption: ExpressibleByArgument, Equatable {
  /// How findings name it.
  static let name = "--set"

  private let keys: [String]
  private let value: String

  init?(argument: String) {
    guard let sign = argument.firstIndex(of: "="), !argument.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }) else {
      return nil
    }
    keys = argument[..<sign].split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    value = String(argument[argument.index(after: sign)...])
    if keys.contains(where: \.isEmpty) { return nil }
  }

  /// The overlay as the text that an environment would have.
  var overlay: CompileOptions.Overlay {
    let isOfTopology = Topology.shape.fields.contains { $0.name == keys[0] }
    let path = isOfTopology ? keys : ["services"] + keys
    var text = ""
    for (depth, key) in path.enumerated() {
      text += (depth == 0 ? "" : "\n") + String(repeating: "  ", count: depth) + Self.spelled(key) + ":"
    }
    return CompileOptions.Overlay(path: Self.name, bytes: Array((text + (value.isEmpty ? "" : " " + value)).utf8))
  }

  /// A key as YAML reads it back.
  private static func spelled(_ key: String) -> String {
    let isPlain = key.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "+"):
        true
      default: false
      }
    }
    return isPlain ? key : "\"" + key.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
  }
}
