package import Diagnostics

/// Reads a text as YAML.
///
/// Mistakes go into `bag`. A block that cannot be read is left out, down to a single service; the tree holds the rest,
/// at its original places, and names what is missing.
package func parseYAML(_ file: SourceFile, into bag: DiagnosticBag) -> SyntaxTree {
  var reader = YAMLReader(file, into: bag)
  return reader.read()
}
