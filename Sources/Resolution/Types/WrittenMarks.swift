import Model

extension Marks {
  /// The marks of a text as it is written, references left open: secret where it holds a credential, and as
  /// reachable as its host is, where that is known. Every text that becomes a value gets its marks here.
  /// - Parameter isSibling: whether a host name is that of a service in the private network.
  init(written text: String, isSibling: (String) -> Bool) {
    self.init()
    // Most values are short words and numbers; no credential is, and an address has a `:`.
    if text.utf8.count >= 8 { isSecret = SecretRecognizer.matches(in: text).contains { !$0.isLocal } }
    guard text.utf8.contains(UInt8(ascii: ":")), let range = HostOfText.find(in: text) else { return }
    let host = String(decoding: Array(text.utf8)[range], as: UTF8.self).lowercased()
    if Placeholders.isLoopback(host) {
      reach = .loopback
    } else if isSibling(host) {
      reach = .private
    }
  }
}

extension ValueType {
  /// Whether a value of the type is, or holds, the address of a machine.
  var isAddress: Bool {
    switch self {
    case .url, .host, .domain, .hostport, .origin: true
    case .list(let item): item.isAddress
    default: false
    }
  }
}
