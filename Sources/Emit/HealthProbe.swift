package import IR

/// How a program that certainly is in the image asks an HTTP path from inside the container.
package enum HealthProbe {
  /// The host of its requests.
  static let host = "127.0.0.1"

  /// The words of the command. The program's own limit is a second shorter than `timeout`, so that it can still say
  /// what went wrong.
  /// - Parameter port: nil: that of `$PORT`, as the server's is.
  package static func words(
    _ probe: Recipe.HTTPProbe, path: String, port: Int? = nil, timeout: Milliseconds
  ) -> [String] {
    let path = encoded(path)
    let limit = max(1000, timeout - 1000)
    switch probe {
    case .python:
      // http.client, not urllib: that one would ask a proxy which the container's engine put into the environment.
      return [
        "python", "-c",
        "import http.client as h, os; c = h.HTTPConnection('\(host)', "
          + "\(port.map(String.init) ?? "int(os.environ['PORT'])"), timeout=\(limit / 1000)); c.request('GET', '\(path)'); raise SystemExit(c.getresponse().status >= 400)",
      ]
    case .node, .bun:
      return [
        probe.rawValue, "-e",
        "fetch(`http://\(host):\(port.map(String.init) ?? "${process.env.PORT}")\(path)`, { signal: AbortSignal.timeout(\(limit)) })"
          + ".then(r => process.exit(r.ok ? 0 : 1), () => process.exit(1))",
      ]
    case .curl:
      return [
        "sh", "-c",
        "exec curl --fail --silent --show-error --noproxy '*' --max-time \(limit / 1000) --output /dev/null "
          + "\"http://\(host):\(port.map(String.init) ?? "$PORT")\(path)\"",
      ]
    case .binary: return ["/probe", (port.map { ":\($0)" } ?? "") + path]
    }
  }

  /// The path with everything percent-encoded that is special to one of the languages above.
  private static func encoded(_ path: String) -> String {
    var result = ""
    for byte in path.utf8 {
      switch byte {
      case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
        UInt8(ascii: "~"), UInt8(ascii: "/"), UInt8(ascii: "?"), UInt8(ascii: "&"), UInt8(ascii: "="),
        UInt8(ascii: "%"), UInt8(ascii: ":"), UInt8(ascii: "@"), UInt8(ascii: "+"), UInt8(ascii: ","),
        UInt8(ascii: ";"):
        result.unicodeScalars.append(Unicode.Scalar(byte))
      default:
        let digits = String(byte, radix: 16, uppercase: true)
        result += (byte < 16 ? "%0" : "%") + digits
      }
    }
    return result
  }
}
