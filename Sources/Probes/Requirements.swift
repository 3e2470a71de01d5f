import Resolution

/// The lines of a `requirements.txt`.
struct Requirements {
  struct Line {
    /// The project, normalized as PyPI does (PEP 503): `sentry-sdk`.
    let name: String
    let extras: [String]
    /// Nothing says which version is wanted.
    let isOpen: Bool
    let place: Range<Int>
  }

  private(set) var lines: [Line] = []
  /// Other files are included, or projects that are not named.
  private(set) var hasUnnamed = false
  /// `-c` names the versions elsewhere.
  private(set) var hasConstraints = false

  init(_ bytes: [UInt8]) {
    var position = 0
    while position < bytes.count {
      let end = bytes[position...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
      read(bytes, position..<end)
      position = end + 1
    }
  }

  private mutating func read(_ bytes: [UInt8], _ range: Range<Int>) {
    var start = range.lowerBound
    while start < range.upperBound, bytes[start] <= 0x20 { start += 1 }
    guard start < range.upperBound, bytes[start] != UInt8(ascii: "#") else { return }
    if bytes[start] == UInt8(ascii: "-") {
      let text = String(decoding: bytes[start..<range.upperBound], as: UTF8.self)
      if text.hasPrefix("-c") || text.hasPrefix("--constraint") { hasConstraints = true }
      if text.hasPrefix("-r") || text.hasPrefix("-e") || text.hasPrefix("--requirement") || text.hasPrefix("--editable")
      {
        hasUnnamed = true
      }
      return
    }
    var end = start
    while end < range.upperBound,
      bytes[end].isCodeWord || bytes[end] == UInt8(ascii: "-") || bytes[end] == UInt8(ascii: ".")
    {
      end += 1
    }
    let place = start..<end
    var rest = bytes[end..<range.upperBound].drop { $0 == UInt8(ascii: " ") }
    var extras: [String] = []
    if rest.first == UInt8(ascii: "["), let close = rest.firstIndex(of: UInt8(ascii: "]")) {
      extras = rest[rest.startIndex + 1..<close].split(separator: UInt8(ascii: ",")).map {
        String(decoding: $0.filter { $0 > 0x20 }, as: UTF8.self).lowercased()
      }
      rest = rest[(close + 1)...].drop { $0 == UInt8(ascii: " ") }
    }
    // `./package`, `git+https://…`, a wheel: what it is called stands elsewhere.
    let next = rest.first ?? UInt8(ascii: "\n")
    guard !place.isEmpty, !"/:+\\".utf8.contains(next), bytes[start] != UInt8(ascii: "."),
      !bytes[place].suffix(4).elementsEqual(".whl".utf8)
    else {
      hasUnnamed = true
      return
    }
    let isOpen = next <= 0x20 || next == UInt8(ascii: "#") || next == UInt8(ascii: ";") || next == UInt8(ascii: "\\")
    lines.append(Line(name: Self.normalized(bytes[place]), extras: extras, isOpen: isOpen, place: place))
  }

  private static func normalized(_ bytes: ArraySlice<UInt8>) -> String {
    var result: [UInt8] = []
    for byte in bytes {
      if byte == UInt8(ascii: "_") || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "-") {
        if result.last != UInt8(ascii: "-") { result.append(UInt8(ascii: "-")) }
      } else {
        result.append(byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z") ? byte | 0x20 : byte)
      }
    }
    return String(decoding: result, as: UTF8.self)
  }

  /// Projects that bring a program with them, beside the one of its own name.
  private static let bringers: [String: [String]] = [
    "uvicorn": ["uvicorn-worker", "fastapi-cli", "gradio", "chainlit", "sanic", "bentoml"],
    "gunicorn": ["uvicorn-worker", "mlflow", "apache-airflow", "superset", "apache-superset"],
    "alembic": ["flask-migrate", "mlflow", "apache-airflow", "advanced-alchemy", "apache-superset", "optuna"],
    "celery": ["flower", "django-celery-beat", "django-celery-results", "apache-superset"],
    "flask": [
      "flask-migrate", "flask-sqlalchemy", "flask-cors", "flask-restful", "flask-login", "dash", "mlflow", "connexion",
      "apache-airflow", "flask-smorest", "flask-socketio",
    ],
    "fastapi": ["fastapi-cli"],
  ]

  /// Extras that bring a program: `fastapi[standard]`.
  private static let bringingExtras: [String: [(project: String, extras: [String])]] = [
    "uvicorn": [("fastapi", ["standard", "all", "standard-no-fastapi-cloud-cli"]), ("connexion", ["uvicorn"])],
    "fastapi": [("fastapi", ["standard", "all"])],
    "gevent": [("gunicorn", ["gevent"])],
    "eventlet": [("gunicorn", ["eventlet"])],
    "tornado": [("gunicorn", ["tornado"])],
  ]

  /// Whether installing these lines surely, or by way of a known project, brings a program.
  func bring(_ program: String) -> Bool {
    let projects = [program] + (Self.bringers[program] ?? [])
    // The command of FastAPI is a project of its own.
    let isOwn = program != "fastapi"
    if lines.contains(where: { line in projects.contains(line.name) && (isOwn || line.name != "fastapi") }) {
      return true
    }
    return (Self.bringingExtras[program] ?? []).contains { bringer in
      lines.contains { line in line.name == bringer.project && line.extras.contains(where: bringer.extras.contains) }
    }
  }
}
