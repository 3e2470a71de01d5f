import Foundation
import FoundationXML

/// Well-formed XML, judged by libxml2.
enum XMLText {
  /// What the parser says; nil where nothing is wrong.
  static func problem(in text: String) -> String? {
    let parser = XMLParser(data: Data(text.utf8))
    if parser.parse() { return nil }
    return "line \(parser.lineNumber): \(parser.parserError.map { "\($0)" } ?? "unknown")"
  }
}
