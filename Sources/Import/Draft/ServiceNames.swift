import Model

/// Names for services that the language takes, each once.
package struct ServiceNames {
  private var taken: Set<String>

  init(_ names: [String] = []) { taken = Set(names.map(ServiceName.fold)) }

  /// The first of these that is free, or the last with a number.
  /// - Parameter type: the word of its type: a service may bear the name of a store that it is.
  mutating func unique(_ wishes: [String], type: String? = nil) -> String {
    let names = wishes.map { Self.spelled($0, type: type) }
    var result = names.first { !taken.contains(ServiceName.fold($0)) } ?? names.last ?? "service"
    var number = 2
    while !taken.insert(ServiceName.fold(result)).inserted {
      result = "\(names.last ?? "service")-\(number)"
      number += 1
    }
    return result
  }

  package static func project(_ name: String) -> String {
    let text = spelled(String(name.drop { !$0.isLetter }))
    return text == "service" ? "project" : text
  }

  static func spelled(_ name: String, type: String? = nil) -> String {
    var text = ""
    for byte in name.lowercased().utf8 {
      let isPlain =
        byte >= UInt8(ascii: "a") && byte <= UInt8(ascii: "z") || byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
      if isPlain { text.unicodeScalars.append(Unicode.Scalar(byte)) } else if text.last != "-" { text += "-" }
    }
    while text.first == "-" { text.removeFirst() }
    while text.last == "-" { text.removeLast() }
    if text.isEmpty { return "service" }
    if let first = text.utf8.first, first <= UInt8(ascii: "9") { text = "service-" + text }
    text = String(text.prefix(ServiceName.maximalLength - 4))
    while text.last == "-" { text.removeLast() }
    // Names of stores imply their type.
    let implied = ServiceTypes.implied(byName: text)
    let isKept = ServiceName.reserved.contains(text) || implied != nil && implied?.word != type
    return isKept ? text + "-service" : text
  }
}
