import JSONCppShim

/// Writes JSON. Members are sorted by the bytes of their keys, so equal values give equal texts. A number that is not
/// finite, which JSON cannot say, becomes `null`.
package enum JSONWriter {
  /// Arrays of scalars stay on one line as long as it is no longer than this.
  private static let lineWidth = 100

  /// The form for files that people read and commit: two blanks a level, short lists on one line, a final line break.
  package static func pretty(_ value: JSONValue) -> String { write(value, lineWidth: lineWidth) }

  /// One line without blanks and without a line break.
  package static func compact(_ value: JSONValue) -> String { write(value, lineWidth: 0) }

  private static func write(_ value: JSONValue, lineWidth: Int) -> String {
    let builder = infracc_json_new_builder()
    defer { infracc_json_free_builder(builder) }
    add(value, to: builder)
    var length = 0
    guard let text = infracc_json_text(builder, lineWidth, &length) else {
      preconditionFailure("out of memory while writing JSON")
    }
    let buffer = UnsafeBufferPointer(start: text, count: length)
    return buffer.withMemoryRebound(to: UInt8.self) { String(decoding: $0, as: UTF8.self) }
  }

  private static func add(_ value: JSONValue, to builder: OpaquePointer?) {
    switch value {
    case .null: infracc_json_add_null(builder)
    case .bool(let value): infracc_json_add_bool(builder, value)
    case .int(let number): infracc_json_add_integer(builder, Int64(number))
    case .double(let number) where number.isFinite: infracc_json_add_number(builder, number)
    case .double: infracc_json_add_null(builder)
    case .string(let text): withCharacters(text) { infracc_json_add_string(builder, $0, $1) }
    case .array(let items):
      infracc_json_begin_array(builder)
      for item in items { add(item, to: builder) }
      infracc_json_end(builder)
    case .object(let members):
      infracc_json_begin_object(builder)
      for (name, member) in members {
        withCharacters(name) { infracc_json_add_key(builder, $0, $1) }
        add(member, to: builder)
      }
      infracc_json_end(builder)
    }
  }

  private static func withCharacters(_ text: String, _ body: (UnsafePointer<CChar>?, Int) -> Void) {
    var text = text
    text.withUTF8 { bytes in
      bytes.withMemoryRebound(to: CChar.self) { body($0.baseAddress, $0.count) }
    }
  }
}
