// What the scripts that people run have in common: how they are called, what they say, and what they ask.

extension ShellScript {
  /// The beginning of a script: strict mode, its name, its usage, its messages, `--dry-run` and the question.
  /// - Parameters:
  ///   - name: of the script in its messages.
  ///   - usage: the lines of `--help`; the first is the call.
  ///   - purpose: the comment above, a sentence for each line.
  package static func beginning(_ name: String, usage: [String], purpose: [String]) -> ShellScript {
    var script = ShellScript()
    for line in purpose { script.comment(line) }
    script.code(
      """
      set -eu
      export LC_ALL=C
      unset CDPATH
      """)
    script.assign("me", .text(name))
    script.function("usage", printing: usage)
    script.code(
      #"""
      misuse() { printf '%s: %s\n' "$me" "$1" >&2; usage >&2; exit 2; }
      refuse() { printf '%s: %s\n' "$me" "$1" >&2; exit 2; }
      """#)
    return script
  }

  /// What a script needs that changes something: `step`, `run`, which prints instead with `--dry-run`, and `confirm`, which
  /// asks unless `--yes` is given. They read `dry` and `yes`.
  package mutating func addActions() {
    code(
      #"""
      fail() { printf '%s: %s\n' "$me" "$1" >&2; exit 1; }
      step() { printf '\n== %s\n' "$1"; }
      run() { if [ -n "$dry" ]; then printf '+ %s\n' "$*"; else "$@"; fi; }
      confirm() {
        if [ -n "$yes" ] || [ -n "$dry" ]; then return 0; fi
        [ -t 0 ] || refuse 'there is no terminal to confirm on: use --yes'
        printf '%s [y/N] ' "$1"
        read -r answer || answer=''
        [ "$answer" = y ] || fail 'nothing was changed'
      }
      """#)
  }
}
