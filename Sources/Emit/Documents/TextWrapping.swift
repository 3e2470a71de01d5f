/// Breaks a text into lines of at most `width` characters, at blanks; a longer word stays whole. None for an empty text.
package func wrapped(_ text: String, width: Int) -> [String] {
  var lines: [String] = []
  var columns = 0
  for word in text.utf8.split(separator: UInt8(ascii: " ")) {
    // Continuation bytes of UTF-8 take no column.
    let length = word.count { $0 & 0xC0 != 0x80 }
    if !lines.isEmpty, columns + 1 + length <= width {
      lines[lines.count - 1] += " "
      lines[lines.count - 1] += Substring(word)
      columns += 1 + length
    } else {
      lines.append(String(Substring(word)))
      columns = length
    }
  }
  return lines
}
