import Diagnostics
import IR

/// Files that become part of an image, for a target that mounts none: a Dockerfile that begins with the image and copies
/// them. No value of a secret can be among them: whoever has an image can read it.
struct ImageFiles: Sendable {
  /// A file or a directory of the repository or of the output, and where the container finds it.
  struct Copy: Hashable, Sendable {
    /// From the topology's directory, which the image is built from.
    let source: String
    let target: String
  }

  let base: String
  let copies: [Copy]
  /// What the image is for: `Image of ...`.
  let remark: String

  var dockerfile: DockerfileDocument {
    var document = DockerfileDocument([.comment(remark), .blank, .from(base: base, stage: "run")])
    for copy in copies { document.add(.copy(sources: [copy.source], to: copy.target, stage: nil, owner: nil)) }
    return document
  }

  /// Of the repository only what is copied.
  var ignoreFile: String {
    (["*"] + copies.map { "!" + IgnorePattern.literal($0.source) }).map { $0 + "\n" }.joined()
  }

  /// Why a file cannot be part of an image.
  enum Refusal {
    case secret
    /// It has values that are known only where the container runs.
    case value
  }

  static func refusal(of file: FileMount) -> Refusal? {
    switch file.source {
    case .repository: nil
    case .secret: .secret
    case .composed(let text): text.value?.fixedText == nil ? (text.value?.hasSecret == true ? .secret : .value) : nil
    }
  }
}

extension Service {
  /// Whether files can be made part of its image: one is given that is not the target's own.
  func canHaveFiles(_ capabilities: Capabilities) -> Bool {
    guard image != nil, build == nil else { return false }
    return store?.managed.map { !capabilities.platformStores.contains($0) } ?? true
  }
}

extension Expression {
  /// The text where nothing in it depends on where it is used.
  var fixedText: String? {
    switch self {
    case .literal(let text): return text
    case .concat(let parts):
      var text = ""
      for part in parts {
        guard let fixed = part.fixedText else { return nil }
        text += fixed
      }
      return text
    default: return nil
    }
  }
}
