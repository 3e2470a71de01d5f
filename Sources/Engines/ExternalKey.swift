import IR

/// A key of `external`: a part of the address of a server that is run elsewhere.
package struct ExternalKey: Sendable {
  package enum Kind: Sendable, Hashable {
    case host
    case port
    /// Whether connections are encrypted.
    case tls
    /// A whole address, with its scheme.
    case address
    case text
    /// The name of a secret.
    case secret
  }

  /// That of the output that it gives: `host`, `vhost`, `access_key_id`.
  package let name: String
  package let kind: Kind
  /// Nothing takes its place where it is not written.
  package let isRequired: Bool
}

extension StoreEngine {
  /// The keys that `external` takes for its servers, in the order of the reference page: made of its outputs, so that each
  /// of them has a value elsewhere, too.
  package var externalKeys: [ExternalKey] {
    var keys = offered.filter { $0.requirement == .none }.compactMap { output -> ExternalKey? in
      switch output.kind {
      case .host: ExternalKey(name: output.name, kind: .host, isRequired: true)
      case .port: ExternalKey(name: output.name, kind: .port, isRequired: false)
      case .text where output.isSecret: ExternalKey(name: output.name, kind: .secret, isRequired: false)
      case .text: ExternalKey(name: output.name, kind: .text, isRequired: externalOutputs[output.name] == nil)
      case .url, .address:
        // What is made of host and port needs no key of its own.
        if case .output(_, _) = output.expression("") {
          ExternalKey(name: output.name, kind: .address, isRequired: true)
        } else {
          nil
        }
      }
    }
    if keys.contains(where: { $0.kind == .host }) {
      keys.append(ExternalKey(name: "tls", kind: .tls, isRequired: false))
    }
    return keys
  }
}
