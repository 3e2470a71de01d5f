import Model
import Diagnostics
import Engines
import IR
import Probes
import Resolution

/// The settings of a store that are written: in its command, and in a mounted file that the command names.
struct StoreSettings {
  struct Setting {
    let text: String
    let span: Span
  }

  private var settings: [String: Setting] = [:]

  /// Nil where the service is no store.
  init?(_ service: StackService, _ stack: Stack, _ repository: RepositoryReader) {
    guard let engine = service.engine, let command = service.command else { return nil }
    let words = command.words.words
    for (index, word) in words.enumerated() {
      let next = index + 1 < words.count ? words[index + 1] : nil
      if word.text == "-c", let next { readAssignment(next.text, next.span) }
      if word.text.hasPrefix("-c"), word.text.utf8.count > 2 {
        readAssignment(String(word.text.dropFirst(2)), word.span)
      }
      guard word.text.hasPrefix("--") else { continue }
      let name = String(word.text.dropFirst(2))
      if name.contains("=") {
        readAssignment(name, word.span)
      } else if let next, !next.text.hasPrefix("--") {
        settings[name] = settings[name] ?? Setting(text: next.text, span: next.span)
      }
    }
    for mount in service.mounts where mount.kind == .bind {
      guard let target = mount.target, words.contains(where: { $0.text.hasSuffix(target) }), let source = mount.source,
        let path = repository.join(stack.folder, source), repository.hasFile(path),
        let file = repository.file(path), engine.settings.versions != nil
      else { continue }
      read(file, repository)
    }
  }

  /// `name=value`.
  private mutating func readAssignment(_ text: String, _ span: Span) {
    guard let sign = text.firstIndex(of: "=") else { return }
    let name = text[..<sign].filter { $0 != " " }
    let value = text[text.index(after: sign)...].filter { $0 != "'" && $0 != " " }
    settings[name] = settings[name] ?? Setting(text: value, span: span)
  }

  /// `name = value` or `name value`, a line each.
  private mutating func read(_ file: RepositoryReader.File, _ repository: RepositoryReader) {
    var start = 0
    for line in file.bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
      defer { start += line.count + 1 }
      let text = String(decoding: line.prefix { $0 != UInt8(ascii: "#") }, as: UTF8.self)
      let words = text.split(whereSeparator: { " \t=\r".contains($0) })
      guard words.count >= 2 else { continue }
      let name = String(words[0])
      let span = repository.span(start..<start + text.utf8.count, in: file)
      settings[name] = settings[name] ?? Setting(text: words[1].filter { $0 != "'" }, span: span)
    }
  }

  subscript(name: String) -> Setting? { settings[name] }

  /// A size in bytes; nil where it is not written, or not as a number of bytes.
  func bytes(_ name: String) -> (bytes: Int, span: Span)? {
    guard let setting = settings[name], let bytes = MemoryText.bytes(setting.text) else { return nil }
    return (bytes, setting.span)
  }
}

/// Sizes as PostgreSQL and Redis write them: `512m`, `1GB`, `2gb`.
enum MemoryText {
  private static let units: [String: Int] = [
    "b": 0, "k": 10, "kb": 10, "ki": 10, "kib": 10, "m": 20, "mb": 20, "mi": 20, "mib": 20, "g": 30, "gb": 30,
    "gi": 30, "gib": 30, "t": 40, "tb": 40, "tib": 40,
  ]

  /// Nil for what has no unit: it is a number of pages in one file and of bytes in another one.
  static func bytes(_ text: String) -> Int? {
    let number = text.prefix { $0.isNumber }
    guard number.utf8.count <= 9, let count = Int(number),
      let shift = units[text[number.endIndex...].lowercased()], count < 1 << 22 || shift < 30
    else { return nil }
    return count << shift
  }

  /// The size of a container's memory: decimals are allowed, and no unit means bytes (`RAMInBytes` of docker/go-units).
  static func ofContainer(_ text: String) -> Int? {
    let number = text.prefix { $0.isNumber || $0 == "." }
    let unit = text[number.endIndex...].drop { $0 == " " }.lowercased()
    guard number.utf8.count <= 12, let count = Double(number), let shift = unit.isEmpty ? 0 : units[unit] else {
      return nil
    }
    let bytes = count * Double(1 << shift)
    return bytes < 1e15 ? Int(bytes) : nil
  }
}

extension StackService {
  /// The memory that its container may use.
  var memoryLimit: (bytes: Int, span: Span)? {
    guard let node = node["deploy"]?["resources"]?["limits"]?["memory"] ?? node["mem_limit"], let scalar = node.scalar,
      let bytes = HoledText(scalar).known.flatMap(MemoryText.ofContainer), bytes > 0
    else { return nil }
    return (bytes, node.span)
  }
}

extension StackContext {
  /// Every store with settings and a limit of memory, where both are written.
  var limitedStores: [(service: StackService, settings: StoreSettings, limit: (bytes: Int, span: Span))] {
    stack.services.compactMap { service in
      guard let settings = StoreSettings(service, stack, repository), let limit = service.memoryLimit else {
        return nil
      }
      return (service, settings, limit)
    }
  }
}
