/// The distributions that a directory of Python declares, in any file that lists dependencies.
struct PythonPackages {
  /// Normalized names, with the text after each: `==2.0.36`.
  private var versions: [String: String] = [:]
  private var extras: Set<String> = []
  /// Those of files of requirements: all of them are installed.
  private var required: Set<String> = []
  /// Whether everything that is installed by name is among them.
  private(set) var isComplete = true

  /// Nil where no such file is there.
  init?(_ root: some CodeFolder) {
    var isFound = false
    var seen: Set<String> = []
    for name in ["requirements.txt", "requirements/production.txt", "requirements/base.txt"] where root.hasFile(name) {
      isFound = true
      read(requirements: name, root, &seen)
    }
    for name in ["pyproject.toml", "Pipfile", "setup.cfg", "setup.py"] {
      guard let file = root.file(name) else { continue }
      isFound = true
      read(project: file)
    }
    guard isFound else { return nil }
  }

  /// Everything that is named.
  var names: Set<String> { Set(versions.keys).union(extras) }

  func has(_ name: String) -> Bool { versions[name] != nil || extras.contains(name) }

  /// Whether a file of requirements names it.
  func isRequired(_ name: String) -> Bool { required.contains(name) }

  /// Whether the required version is certainly below another one.
  func isPinned(_ name: String, below limit: (major: Int, minor: Int)) -> Bool {
    guard let text = versions[name] else { return false }
    for mark in ["==", "~=", "<"] {
      guard let range = text.firstRange(of: mark) else { continue }
      let numbers = text[range.upperBound...].drop { $0 == " " }.prefix { $0.isNumber || $0 == "." }
        .split(separator: ".").compactMap { Int($0) }
      guard let major = numbers.first else { continue }
      let minor = numbers.count > 1 ? numbers[1] : 0
      let isBelow = major < limit.major || (major == limit.major && minor < limit.minor)
      // `~=2.0` allows 2.1; `<2.1` does not.
      if mark == "==" { return isBelow }
      if mark == "~=", numbers.count > 2 { return isBelow }
      if mark == "<", !text.contains("<="), isBelow || (major == limit.major && minor == limit.minor) { return true }
    }
    return false
  }

  private mutating func read(requirements name: String, _ root: some CodeFolder, _ seen: inout Set<String>) {
    guard seen.insert(name).inserted, seen.count < 16, let file = root.file(name) else {
      isComplete = isComplete && seen.contains(name)
      return
    }
    let content = Requirements(file.bytes)
    for line in content.lines {
      var end = line.place.upperBound
      while end < file.bytes.count, file.bytes[end] != UInt8(ascii: "\n"), file.bytes[end] != UInt8(ascii: "#") {
        end += 1
      }
      versions[line.name] = String(decoding: file.bytes[line.place.upperBound..<end], as: UTF8.self)
      required.insert(line.name)
      add(line.extras)
    }
    let directory = name.utf8.lastIndex(of: UInt8(ascii: "/")).map { String(name[...$0]) } ?? ""
    for text in String(decoding: file.bytes, as: UTF8.self).split(separator: "\n") {
      let words = text.split(separator: " ")
      if words.first == "-r" || words.first == "--requirement", words.count > 1 {
        read(requirements: directory + String(words[1]), root, &seen)
      } else if text.hasPrefix("-e") || text.hasPrefix("--editable") || text.hasPrefix("git+") {
        isComplete = false
      }
    }
  }

  /// Names in lists of texts, and keys of tables: more than is installed, so that nothing is missed.
  private mutating func read(project file: RepositoryReader.File) {
    for line in String(decoding: file.bytes, as: UTF8.self).split(separator: "\n") {
      let text = line.drop { $0 == " " || $0 == "\t" }
      var rest = text
      while let open = rest.firstIndex(where: { $0 == "\"" || $0 == "'" }) {
        let quote = rest[open]
        let inner = rest[rest.index(after: open)...].prefix { $0 != quote }
        add(requirement: inner)
        rest = rest[inner.endIndex...].dropFirst()
      }
      if let equals = text.firstIndex(of: "="), text.first?.isLetter == true {
        add(requirement: text[..<equals].filter { $0 != " " } + text[text.index(after: equals)...])
      } else if text.first?.isLetter == true {
        add(requirement: text)
      }
    }
  }

  private mutating func add(requirement text: some StringProtocol) {
    let bytes = Array(text.utf8)
    guard let line = Requirements(bytes).lines.first else { return }
    if versions[line.name] == nil {
      versions[line.name] = String(decoding: bytes[min(line.place.upperBound, bytes.count)...], as: UTF8.self)
    }
    add(line.extras)
  }

  /// `sqlalchemy[postgresql-asyncpg]` brings asyncpg.
  private mutating func add(_ names: [String]) {
    for name in names {
      extras.insert(name)
      if let last = name.split(whereSeparator: { $0 == "_" || $0 == "-" }).last { extras.insert(String(last)) }
    }
  }
}
