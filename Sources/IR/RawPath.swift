/// Paths of keys under `raw:`, the target's name first.
package enum RawPath {
  /// The path as a JSON Pointer without its first slash (RFC 6901), because keys may contain dots: `compose/networks`.
  package static func text(_ keys: [String]) -> String {
    keys.map { key in
      var escaped = ""
      for scalar in key.unicodeScalars {
        switch scalar {
        case "~": escaped += "~0"
        case "/": escaped += "~1"
        default: escaped.unicodeScalars.append(scalar)
        }
      }
      return escaped
    }.joined(separator: "/")
  }
}
