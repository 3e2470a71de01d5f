import CLibYAML

/// What libyaml says next about a text.
enum YAMLEventKind {
  case scalar
  case mappingStart
  case mappingEnd
  case sequenceStart
  case sequenceEnd
  case alias
  case documentStart
  case documentEnd
  case streamEnd
  /// Stream start, of which nothing is to be learned.
  case other
  /// The text cannot be read further; `YAMLEvents.failure` says why.
  case failure
}

/// Where and why libyaml stopped. Marks count code points from the beginning of the input.
struct LibYAMLFailure {
  let problem: String
  let problemMark: Int
  let context: String
  let contextMark: Int
}

/// libyaml's event interface; no other file of the project knows the library.
///
/// The current event lives in memory of libyaml until `next()` is called again; pointers handed out are valid that
/// long. The input must outlive the value.
struct YAMLEvents: ~Copyable {
  private let parser: UnsafeMutablePointer<yaml_parser_t>
  private let event: UnsafeMutablePointer<yaml_event_t>

  /// Nil when libyaml gets no memory.
  init?(_ input: UnsafeBufferPointer<UInt8>) {
    parser = .allocate(capacity: 1)
    event = .allocate(capacity: 1)
    event.initialize(to: yaml_event_t())
    guard yaml_parser_initialize(parser) == 1 else {
      parser.deallocate()
      event.deallocate()
      return nil
    }
    // Told the encoding, libyaml does not look for a byte-order mark; the caller has left it out.
    yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
    yaml_parser_set_input_string(parser, input.baseAddress, input.count)
  }

  deinit {
    yaml_event_delete(event)
    yaml_parser_delete(parser)
    event.deallocate()
    parser.deallocate()
  }

  /// Moves to the next event.
  @inline(__always)
  func next() -> YAMLEventKind {
    yaml_event_delete(event)
    guard yaml_parser_parse(parser, event) == 1 else { return .failure }
    let type = event.pointee.type
    if type == YAML_SCALAR_EVENT { return .scalar }
    if type == YAML_MAPPING_START_EVENT { return .mappingStart }
    if type == YAML_MAPPING_END_EVENT { return .mappingEnd }
    if type == YAML_SEQUENCE_START_EVENT { return .sequenceStart }
    if type == YAML_SEQUENCE_END_EVENT { return .sequenceEnd }
    if type == YAML_ALIAS_EVENT { return .alias }
    if type == YAML_DOCUMENT_START_EVENT { return .documentStart }
    if type == YAML_DOCUMENT_END_EVENT { return .documentEnd }
    if type == YAML_STREAM_END_EVENT || type == YAML_NO_EVENT { return .streamEnd }
    return .other
  }

  var start: Int { event.pointee.start_mark.index }
  var end: Int { event.pointee.end_mark.index }

  /// Whether libyaml sees no line break between the two marks.
  var isOnOneLine: Bool { event.pointee.start_mark.line == event.pointee.end_mark.line }

  /// The decoded text of a scalar event.
  var value: UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(start: event.pointee.data.scalar.value, count: event.pointee.data.scalar.length)
  }

  var scalarStyle: ScalarStyle {
    let style = event.pointee.data.scalar.style
    if style == YAML_SINGLE_QUOTED_SCALAR_STYLE { return .singleQuoted }
    if style == YAML_DOUBLE_QUOTED_SCALAR_STYLE { return .doubleQuoted }
    if style == YAML_LITERAL_SCALAR_STYLE { return .literal }
    if style == YAML_FOLDED_SCALAR_STYLE { return .folded }
    return .plain
  }

  var scalarAnchor: UnsafePointer<UInt8>? { UnsafePointer(event.pointee.data.scalar.anchor) }
  var scalarHasTag: Bool { event.pointee.data.scalar.tag != nil }

  var mappingIsFlow: Bool { event.pointee.data.mapping_start.style == YAML_FLOW_MAPPING_STYLE }
  var mappingAnchor: UnsafePointer<UInt8>? { UnsafePointer(event.pointee.data.mapping_start.anchor) }
  var mappingHasTag: Bool { event.pointee.data.mapping_start.tag != nil }

  var sequenceIsFlow: Bool { event.pointee.data.sequence_start.style == YAML_FLOW_SEQUENCE_STYLE }
  var sequenceAnchor: UnsafePointer<UInt8>? { UnsafePointer(event.pointee.data.sequence_start.anchor) }
  var sequenceHasTag: Bool { event.pointee.data.sequence_start.tag != nil }

  /// The name behind the `*` of an alias event.
  var aliasName: UnsafePointer<UInt8>? { UnsafePointer(event.pointee.data.alias.anchor) }

  /// Why `next()` returned `.failure`.
  var failure: LibYAMLFailure {
    let state = parser.pointee
    return LibYAMLFailure(
      problem: state.problem.map { String(cString: $0) } ?? "out of memory",
      problemMark: state.problem_mark.index,
      context: state.context.map { String(cString: $0) } ?? "",
      contextMark: state.context_mark.index)
  }
}
