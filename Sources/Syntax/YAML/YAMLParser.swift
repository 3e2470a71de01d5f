package import Diagnostics

/// Reads a text as YAML. Mistakes go into `bag`; what can be read in spite of them is in the tree.
package func parseYAML(_ file: SourceFile, into bag: DiagnosticBag) -> SyntaxTree {
  file.bytes.withUnsafeBufferPointer { bytes in
    let encoding = EncodingReport(bytes)
    var builder = TapeBuilder(bytes, encoding: encoding)
    if case .syntax(let problem, let at, _, _, _) = builder.read(from: encoding.contentStart) {
      bag.report(.yamlSyntax, at: Span(file: file.id, start: at, end: at + 1), problem)
      return SyntaxTree(file: file, tape: Tape())
    }
    let tape = builder.tape
    let suppressions = SuppressionScanner(file: file.id, bytes: bytes, tape: tape).scan()
    return SyntaxTree(file: file, tape: tape, suppressions: suppressions)
  }
}
