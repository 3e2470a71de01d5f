import Emit
import Syntax

/// Adds what an env file lacks. What a person wrote stays byte for byte.
package struct EnvFileEdit {
  private let bytes: [UInt8]
  private let contents: EnvFileText.Contents
  /// What takes the place of empty values, by the place.
  private var filled: [(place: Range<Int>, text: String)] = []
  private var added = ""
  /// Names that are mentioned in a comment: `#NAME=`.
  private let mentioned: Set<String>

  /// - Parameter bytes: the file as it is; empty where there is none.
  package init(_ bytes: [UInt8]) {
    self.bytes = bytes
    contents = EnvFileText.read(bytes)
    mentioned = Set(
      contents.comments.compactMap { place in
        let text = bytes[place].dropFirst().drop { $0 == 0x20 }
        return text.firstIndex(of: UInt8(ascii: "=")).map { String(decoding: text[..<$0], as: UTF8.self) }
      })
  }

  /// The value of a name; nil where it has none, or an empty one.
  package func value(_ name: String) -> String? {
    let value = contents.entries.last { $0.name == name }?.value
    return value?.isEmpty == true ? nil : value
  }

  /// Gives a name its value, on its own line where that is empty, else at the end.
  /// - Parameters:
  ///   - written: the value with its quotes.
  ///   - remarks: the comment above a new line.
  package mutating func set(_ name: String, _ written: String, remarks: [String]) {
    if let entry = contents.entries.last(where: { $0.name == name }) {
      filled.append((entry.written, written))
    } else {
      add(remarks, "\(name)=\(written)")
    }
  }

  /// A line for a value that a person supplies; nothing where the name has one.
  /// - Parameter isOptional: whether it is commented out: an empty value is not the same as none.
  package mutating func ask(for name: String, isOptional: Bool, remarks: [String]) {
    guard !contents.entries.contains(where: { $0.name == name }), !(isOptional && mentioned.contains(name)) else {
      return
    }
    add(remarks, isOptional ? "#\(name)=" : "\(name)=")
  }

  private mutating func add(_ remarks: [String], _ line: String) {
    var document = DotenvDocument()
    for remark in remarks where !remark.isEmpty { document.comment(remark) }
    added += document.text + line + "\n"
  }

  /// The file with its changes.
  package var result: [UInt8] {
    var result: [UInt8] = []
    var position = 0
    for change in filled.sorted(by: { $0.place.lowerBound < $1.place.lowerBound }) {
      result += bytes[position..<change.place.lowerBound]
      result += change.text.utf8
      position = change.place.upperBound
    }
    result += bytes[position...]
    if added.isEmpty { return result }
    if let last = result.last, last != UInt8(ascii: "\n") { result.append(UInt8(ascii: "\n")) }
    return result + added.utf8
  }
}
