import JSON

/// A YAML file as a tree with comments, which renders itself so that every YAML reader, of 1.1 or of 1.2, gets back
/// exactly the values meant. Text is quoted wherever one of them would take it for something else.
package struct YAMLDocument: Sendable {
  /// Comment lines above everything, without `#`; an empty one is a bare `#`.
  package var header: [String]
  package var root: YAMLMapping

  package init(header: [String] = [], root: YAMLMapping = YAMLMapping()) {
    self.header = header
    self.root = root
  }

  /// Writes the file's text, with a line break at the end.
  package func write(to writer: inout TextWriter) {
    let renderer = YAMLRenderer(start: writer.count)
    write(header, renderer, &writer)
    renderer.mapping(root, indent: 0, &writer)
  }

  /// Writes a document with one large mapping, which is made and written part by part and never exists as a whole.
  /// - Parameters:
  ///   - key: of the large mapping; its entry in `root` has no value.
  ///   - parts: gives the parts in their order, none of them empty.
  package func write(
    to writer: inout TextWriter, filling key: String, with parts: ((YAMLMapping) -> Void) -> Void
  ) {
    let renderer = YAMLRenderer(start: writer.count)
    write(header, renderer, &writer)
    var (front, rest) = (root, root)
    let behind = (root.entries.firstIndex { $0.key == key } ?? root.entries.count - 1) + 1
    front.entries.removeSubrange(behind...)
    rest.entries.removeSubrange(..<behind)
    renderer.mapping(front, indent: 0, &writer)
    parts { renderer.mapping($0, indent: 2, &writer) }
    renderer.mapping(rest, indent: 0, &writer)
  }

  private func write(_ header: [String], _ renderer: YAMLRenderer, _ writer: inout TextWriter) {
    for line in header { renderer.comment(line, indent: 0, &writer) }
    if !header.isEmpty { writer.write(byte: UInt8(ascii: "\n")) }
  }

  /// The same as a text.
  package func render() -> String {
    var writer = TextWriter()
    write(to: &writer)
    return writer.text
  }
}

/// A value of a `YAMLDocument`.
package enum YAMLValue: Sendable, Hashable {
  /// Text, quoted where it has to be.
  case text(String)
  /// Text in double quotes in any case: words of a command.
  case quoted(String)
  case integer(Int)
  /// A decimal number as text.
  case real(String)
  case boolean(Bool)
  /// A key without a value.
  case null
  case mapping(YAMLMapping)
  /// One item a line.
  case sequence([YAMLItem])
  /// `[a, b]`.
  case flow([YAMLValue])
  /// `*name`.
  case alias(String)
}

extension YAMLValue {
  /// The same as what is written in JSON; members of objects in the order of their names.
  init(_ value: JSONValue) {
    switch value {
    case .null: self = .null
    case .bool(let flag): self = .boolean(flag)
    case .int(let number): self = .integer(number)
    case .double(let number): self = .real(Self.real(number))
    case .string(let text): self = .text(text)
    case .array(let items): self = items.isEmpty ? .flow([]) : .sequence(items.map { YAMLItem(YAMLValue($0)) })
    case .object(let members):
      var mapping = YAMLMapping()
      for (key, value) in members.sorted(by: { $0.key < $1.key }) { mapping.add(key, YAMLValue(value)) }
      self = .mapping(mapping)
    }
  }

  /// YAML 1.1 takes an exponent for one only behind a decimal point.
  static func real(_ number: Double) -> String {
    let text = "\(number)"
    guard let e = text.firstIndex(of: "e"), !text[..<e].contains(".") else { return text }
    return text[..<e] + ".0" + text[e...]
  }
}

/// Entries in order, on lines of their own or, as `isFlow`, in braces on one line. A flow mapping drops comments.
package struct YAMLMapping: Sendable, Hashable {
  package struct Entry: Sendable, Hashable {
    package var key: String
    package var value: YAMLValue
    package var hasBlankBefore = false
    /// `<<`, which means a merge without quotes only.
    var isMerge = false
    /// One element where there is anything in it: most entries are a key and a value, and there are very many.
    private var extras: [Extras] = []

    private struct Extras: Sendable, Hashable {
      var anchor: String?
      var above: [String] = []
      var note: String?
    }

    init(
      key: String, value: YAMLValue, anchor: String? = nil, above: [String] = [], note: String? = nil,
      hasBlankBefore: Bool = false
    ) {
      self.key = key
      self.value = value
      self.hasBlankBefore = hasBlankBefore
      if anchor != nil || note != nil || !above.isEmpty {
        extras = [Extras(anchor: anchor, above: above, note: note)]
      }
    }

    /// `&name`, for an alias further down.
    package var anchor: String? { extras.first?.anchor }

    /// Comment lines above it.
    package var above: [String] {
      get { extras.first?.above ?? [] }
      set { change { $0.above = newValue } }
    }

    /// A comment at the end of its line.
    package var note: String? {
      get { extras.first?.note }
      set { if newValue != note { change { $0.note = newValue } } }
    }

    private mutating func change(_ body: (inout Extras) -> Void) {
      if extras.isEmpty { extras = [Extras()] }
      body(&extras[0])
    }
  }

  package var entries: [Entry] = []
  package var isFlow = false

  package init() {}

  /// A mapping on one line.
  package static func flow(_ pairs: [(String, YAMLValue)]) -> YAMLMapping {
    var mapping = YAMLMapping()
    mapping.isFlow = true
    for (key, value) in pairs { mapping.add(key, value) }
    return mapping
  }

  package var isEmpty: Bool { entries.isEmpty }

  package subscript(key: String) -> YAMLValue? { entries.first { $0.key == key }?.value }

  package mutating func add(
    _ key: String, _ value: YAMLValue, note: String? = nil, above: [String] = [], anchor: String? = nil,
    blank: Bool = false
  ) {
    entries.append(
      Entry(key: key, value: value, anchor: anchor, above: above, note: note, hasBlankBefore: blank))
  }

  /// Takes over the entries of an anchor further up; own ones of the same name win.
  package mutating func merge(_ anchor: String) {
    var entry = Entry(key: "<<", value: .alias(anchor))
    entry.isMerge = true
    entries.append(entry)
  }

  /// Adds the entry when there is a value.
  package mutating func add(_ key: String, ifPresent value: YAMLValue?, note: String? = nil) {
    if let value { add(key, value, note: note) }
  }
}

/// One item of a sequence.
package struct YAMLItem: Sendable, Hashable {
  package var value: YAMLValue
  package var above: [String]
  package var note: String?

  package init(_ value: YAMLValue, note: String? = nil, above: [String] = []) {
    self.value = value
    self.note = note
    self.above = above
  }
}
