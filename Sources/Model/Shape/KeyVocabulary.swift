/// What a language adds to the findings about its keys. Decoder and shapes know no key of it.
package struct KeyVocabulary: Sendable {
  /// The key that a word of another tool means.
  let meaning: @Sendable (String) -> String?
  /// Reports a key that a mapping with these names does not have, where there is more to tell than the nearest name;
  /// false: nothing was reported.
  let reportsForeign: @Sendable (ConfigNode.Entry, [String], Decoder) -> Bool
  /// The way out where no name is near such a key, in a mapping at this path; nil: its names are listed.
  let hint: @Sendable (ConfigNode.Entry, [String], [String]) -> String?
  /// How the mapping of names under a key is written.
  let namedForm: @Sendable (String) -> String?
}
