extension StringProtocol {
  /// Whether all bytes of the UTF-8 form are such: a scan of the bytes where they lie, without iterating characters.
  @inline(__always)
  func allBytes(_ isSuch: (UInt8) -> Bool) -> Bool {
    utf8.withContiguousStorageIfAvailable { $0.allSatisfy(isSuch) } ?? utf8.allSatisfy(isSuch)
  }

  @inline(__always)
  func hasByte(_ isSuch: (UInt8) -> Bool) -> Bool { !allBytes { !isSuch($0) } }
}
