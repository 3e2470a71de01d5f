import IR
package import Model

extension ServiceSymbol {
  /// The tool that installs the dependencies: the declared one, else that of the type; nil: there is none.
  /// - Parameter build: the declaration of the image.
  package func toolChoice(_ build: BuildDeclaration?) -> ToolChoice? {
    let written = build?.toolchain?.value
    let isFitting = { (tool: Toolchain) in self.type.languages.isEmpty || self.type.languages.contains(tool.language) }
    if let tool = (written?.tool?.value).flatMap(Toolchains.named), isFitting(tool) {
      return ToolChoice(tool, version: written?.version?.value)
    }
    if let tool = type.toolchain { return ToolChoice(tool) }
    return type.recipe == nil ? nil : ToolChoice(.pip)
  }
}
