import Diagnostics
import IR
package import JSON
import Syntax

/// One entry of `routes`: the service that a host and a path, or a path alone, lead to.
package final class RouteDeclaration {
  package var to: Located<String>?
  package var port: Located<PortChoice>?
  package var strip: Located<Bool>?
  /// The requests that the key of the entry names.
  package let pattern: RoutePattern

  package init(_ pattern: RoutePattern) { self.pattern = pattern }

  package static let shape = Shape<RouteDeclaration>(
    "route",
    [
      Field(.routesTo, { $0.to = $1 }, .text, required: true, doc: "The service."),
      Field(.routesPort, { $0.port = $1 }, .healthPort, doc: "The port of the service, where it is not its `port`."),
      Field(
        .routesStrip, { $0.strip = $1 }, .bool,
        doc: "Removes the prefix before the request is forwarded. Default `false`."),
    ])

  package static let schema: JSONValue = ValueSchemas.any(["type": "string"], shape.schema)

  /// Routes by their requests. In an overlay a mapping may have keys of the base only.
  package static let mapSchema: JSONValue = [
    "type": "object", "additionalProperties": schema,
    "propertyNames": ["pattern": "^([A-Za-z0-9-]+(\\.[A-Za-z0-9-]+)+)?/[A-Za-z0-9._~@:+=,/-]*$"],
  ]

  /// Reads the short form, the name of a service, or the long one.
  static func read(_ entry: ConfigNode.Entry, _ decoder: Decoder) -> RouteDeclaration? {
    let pattern: RoutePattern
    switch RoutePattern.parse(entry.key) {
    case .success(let read): pattern = read
    case .failure(let problem):
      decoder.report(.malformedValue, at: entry.keySpan, problem.message, label: problem.label) {
        $0.help = problem.help
      }
      return nil
    }
    let route = RouteDeclaration(pattern)
    if entry.value.scalar != nil {
      guard let name = FieldType<String>.text.read(entry.value, decoder) else { return nil }
      decoder.record(.routesTo, entry.value)
      route.to = Located(name, entry.value)
    } else {
      decoder.decode(entry.value, as: shape, into: route, owner: "route `\(entry.key)`")
    }
    return route.to == nil ? nil : route
  }
}

/// Which requests a route takes: those of a host, or of every host, below a path.
package struct RoutePattern: Hashable, Sendable {
  /// In lower case; nil: every host of the proxy.
  package let host: String?
  /// Whole segments without a slash at the end; `/` is every path.
  package let prefix: String

  /// Reads `/api` or `app.example.com/api`.
  package static func parse(_ text: String) -> Result<RoutePattern, ValueProblem> {
    func failure(_ message: String, label: String = "", _ help: String) -> Result<RoutePattern, ValueProblem> {
      .failure(ValueProblem(.malformedValue, 0..<text.utf8.count, message, label: label, help: [help]))
    }
    guard let slash = text.utf8.firstIndex(of: UInt8(ascii: "/")) else {
      return failure(
        "`\(text)` is not a route", label: "has no path", "write a path, `/\(text)`, or a host with one, `\(text)/`")
    }
    let host = String(text[..<slash])
    if host.hasSuffix(":") {
      return failure("`\(text)` is a URL", "write the host and the path alone: `app.example.com/api`")
    }
    guard host.isEmpty || HostText.isDomain(host) else {
      return failure("`\(host)` is not a domain", "write `/path` for every host, or `app.example.com/path`")
    }
    let segments = text[text.utf8.index(after: slash)...].utf8.split(separator: UInt8(ascii: "/"))
    guard segments.allSatisfy(isSegment) else {
      return failure(
        "`\(text)` is not a route", label: "a path has letters, digits and `-._~@:+=,` between slashes",
        "routes are whole segments of a path: `/api` takes `/api` and all below it")
    }
    let prefix = "/" + segments.map { String(Substring($0)) }.joined(separator: "/")
    return .success(RoutePattern(host: host.isEmpty ? nil : host.lowercased(), prefix: prefix))
  }

  private static func isSegment(_ bytes: Substring.UTF8View.SubSequence) -> Bool {
    if bytes.allSatisfy({ $0 == UInt8(ascii: ".") }) { return false }
    return bytes.allSatisfy { ValueScanner.isAlphanumeric($0) || "-._~@:+=,".utf8.contains($0) }
  }
}

extension MountDeclaration {
  static let schema: JSONValue = FieldType<String>.path.schema

  /// The word that keeps what the image has at the path.
  static let keepWord = "keep"

  static func read(_ entry: ConfigNode.Entry, _ decoder: Decoder) -> MountDeclaration? {
    guard VolumeDeclaration.isPath(entry, decoder) else { return nil }
    if entry.value.text == keepWord { return .keep }
    return FieldType<String>.path.read(entry.value, decoder).map { .directory($0) }
  }
}
