/// What RFC 8259 demands of the text and jsoncpp's strict mode does not look at (version 1.9.5): UTF-8, control
/// characters in strings, halves of surrogate pairs, the spelling of numbers, a byte-order mark; and the depth, which
/// jsoncpp reports without a place.
struct JSONSpelling {
  private let bytes: UnsafeBufferPointer<UInt8>
  private var position = 0
  private var depth = 0

  static func check(_ bytes: [UInt8]) -> JSONProblem? {
    do throws(UTF8.ValidationError) {
      _ = try UTF8Span(validating: bytes.span)
    } catch {
      return JSONProblem(offset: error.byteOffsets.lowerBound, message: "this byte is not UTF-8")
    }
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
      return JSONProblem(offset: 0, message: "a byte-order mark stands before the value")
    }
    return bytes.withUnsafeBufferPointer { buffer in
      var scan = JSONSpelling(bytes: buffer)
      return scan.run()
    }
  }

  private init(bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

  private mutating func run() -> JSONProblem? {
    while position < bytes.count {
      let problem: JSONProblem?
      switch bytes[position] {
      case UInt8(ascii: "\""): problem = string()
      case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): problem = number()
      case UInt8(ascii: "["), UInt8(ascii: "{"): problem = open()
      case UInt8(ascii: "]"), UInt8(ascii: "}"):
        depth -= 1
        position += 1
        problem = nil
      default:
        position += 1
        problem = nil
      }
      if let problem { return problem }
    }
    return nil
  }

  private mutating func open() -> JSONProblem? {
    depth += 1
    if depth > JSONReader.depthLimit {
      return JSONProblem(offset: position, message: "nested deeper than \(JSONReader.depthLimit) levels")
    }
    position += 1
    return nil
  }

  /// A string that is never closed is left to jsoncpp, like unknown escapes.
  private mutating func string() -> JSONProblem? {
    let start = position
    position += 1
    while position < bytes.count {
      switch bytes[position] {
      case UInt8(ascii: "\""):
        position += 1
        return nil
      case UInt8(ascii: "\\"):
        if let problem = escape() { return problem }
      case 0..<0x20:
        return JSONProblem(offset: position, message: "a control character inside a string must be escaped")
      default: position += 1
      }
    }
    return JSONProblem(offset: start, message: "this string is never closed")
  }

  private mutating func escape() -> JSONProblem? {
    let start = position
    guard let unit = codeUnit(at: start) else {
      position += 2
      return nil
    }
    position += 6
    if UTF16.isTrailSurrogate(unit) { return halfPair(at: start) }
    guard UTF16.isLeadSurrogate(unit) else { return nil }
    guard let second = codeUnit(at: position), UTF16.isTrailSurrogate(second) else { return halfPair(at: start) }
    position += 6
    return nil
  }

  private func halfPair(at offset: Int) -> JSONProblem {
    JSONProblem(offset: offset, message: "half of a surrogate pair stands alone")
  }

  /// The value of `\uXXXX`, nil where something else stands.
  private func codeUnit(at offset: Int) -> UInt16? {
    guard offset + 6 <= bytes.count, bytes[offset] == UInt8(ascii: "\\"), bytes[offset + 1] == UInt8(ascii: "u") else {
      return nil
    }
    var unit: UInt16 = 0
    for index in offset + 2..<offset + 6 {
      let digit: UInt8
      switch bytes[index] {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = bytes[index] - UInt8(ascii: "0")
      case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = bytes[index] - UInt8(ascii: "a") + 10
      case UInt8(ascii: "A")...UInt8(ascii: "F"): digit = bytes[index] - UInt8(ascii: "A") + 10
      default: return nil
      }
      unit = unit << 4 | UInt16(digit)
    }
    return unit
  }

  /// `-? (0 | [1-9][0-9]*) ('.' [0-9]+)? ([eE] [+-]? [0-9]+)?`
  private mutating func number() -> JSONProblem? {
    let start = position
    take(UInt8(ascii: "-"))
    let hasLeadingZero = take(UInt8(ascii: "0"))
    var isSpelledWell = takeDigits() != hasLeadingZero
    if take(UInt8(ascii: ".")) { isSpelledWell = takeDigits() && isSpelledWell }
    if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
      if !take(UInt8(ascii: "+")) { take(UInt8(ascii: "-")) }
      isSpelledWell = takeDigits() && isSpelledWell
    }
    if isSpelledWell { return nil }
    return JSONProblem(offset: start, message: "this is not how JSON writes a number")
  }

  @discardableResult
  private mutating func take(_ byte: UInt8) -> Bool {
    guard position < bytes.count, bytes[position] == byte else { return false }
    position += 1
    return true
  }

  private mutating func takeDigits() -> Bool {
    let start = position
    while position < bytes.count, UInt8(ascii: "0")...UInt8(ascii: "9") ~= bytes[position] { position += 1 }
    return position > start
  }
}
