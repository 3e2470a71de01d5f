extension [String] {
  /// The texts with another one between them, written once into a text of their length. The general function of the
  /// standard library finds out at run time what it joins, and lets the result grow.
  package func joined(separator: String) -> String {
    if count < 2 { return first ?? "" }
    let length = reduce((count - 1) * separator.utf8.count) { $0 + $1.utf8.count }
    return String(unsafeUninitializedCapacity: length) { buffer in
      var end = 0
      func write(_ text: String) {
        var text = text
        text.withUTF8 { bytes in
          guard let from = bytes.baseAddress, let to = buffer.baseAddress else { return }
          (to + end).update(from: from, count: bytes.count)
          end += bytes.count
        }
      }
      for (index, text) in enumerated() {
        if index > 0 { write(separator) }
        write(text)
      }
      return end
    }
  }
}
