/// The list of the files that git keeps (`.git/index`).
package struct GitIndex {
  /// A list of files longer than that is not searched.
  private static let longest = 8 << 20

  private let bytes: [UInt8]

  /// Nil where there is none.
  package init?(_ repository: RepositoryReader) {
    guard let bytes = repository.beginning(of: ".git/index", count: Self.longest) else { return nil }
    self.bytes = bytes
  }

  /// Whether the list has a path. Entries end in a zero byte and stand behind two bytes of flags, which hold the length of
  /// the path (gitformat-index, versions 2 and 3).
  package func has(_ path: String) -> Bool {
    let name = Array(path.utf8)
    guard bytes.starts(with: "DIRC".utf8), bytes.count > name.count + 64 else { return false }
    return bytes.withUnsafeBufferPointer { bytes in
      var offset = 64
      while offset + name.count < bytes.count {
        if bytes[offset] == name[0], bytes[offset + name.count] == 0,
          Int(bytes[offset - 2] & 0x0F) << 8 | Int(bytes[offset - 1]) == name.count,
          (0..<name.count).allSatisfy({ bytes[offset + $0] == name[$0] })
        {
          return true
        }
        offset += 1
      }
      return false
    }
  }
}
