/// What scripts need to read and to change the env file of one machine.
struct ComposeEnvFileScript {
  /// From the compose file's directory.
  private let path: String
  let example: String
  /// Whether nothing but Compose reads the file, so that values may have all of its quotes.
  private let isAlone: Bool

  init(_ project: ComposeProject, isAlone: Bool) {
    path = project.envFile
    example = project.envFile == ".env" ? ".env.example" : project.envFile + ".example"
    self.isAlone = isAlone
  }

  /// What lies beside the file while or after it changes; git takes none of them.
  static let keptFiles = [
    UncommittedFile(".env.before", because: "The values before the last rotation, as rotate-secret.sh keeps them."),
    UncommittedFile(".env.next", because: "What rotate-secret.sh is about to put in its place."),
    UncommittedFile(".env.new", because: "What secrets.sh is about to put in its place."),
  ]

  /// Sets `file` and `next`; defines `raw`, `has`, `quoted` and `put`.
  /// - Parameter ending: of the file that takes the place of the env file at the end.
  func addBeginning(to script: inout ShellScript, next ending: String) {
    script.assign("file", .text(path))
    script.assign("next", .text(path + "." + ending))
    script.code(
      #"""
      # A link could lead out of here.
      for path in "$file" "$next"; do [ ! -L "$path" ] || refuse "$path is a link"; done
      umask 077
      # raw NAME FILE: what follows the name, with its quotes
      raw() { [ ! -e "$2" ] || sed -n "s/^\(export \)\{0,1\}$1=//p" "$2" | tail -n 1; }
      has() { case $(raw "$1" "$next") in '' | "''" | '""') return 1 ;; esac; }
      """#)
    script.code(isAlone ? Self.allQuotes : Self.commonQuotes)
    script.code(
      #"""
      # put NAME VALUE: on the line of the name, or on a new one. Only the environment of awk has the value.
      put() {
        case $(raw "$1" "$next") in
        \'*\' | \"*\") ;;
        \'* | \"*) fail "$1 has several lines in $file: change it there by hand" ;;
        esac
        line=$(quoted "$2") || exit 1
        LINE="$1=$line" NAME=$1 awk '
          index($0, ENVIRON["NAME"] "=") == 1 || index($0, "export " ENVIRON["NAME"] "=") == 1 {
            if (!done) print ENVIRON["LINE"]
            done = 1
            next
          }
          { print }
          END { if (!done) print ENVIRON["LINE"] }
        ' "$next" > "$next~"
        mv -f "$next~" "$next"
      }
      """#)
  }

  /// compose-go 2.9: between single quotes a backslash counts before a quote alone, between double ones `\`, `"` and `$` are
  /// escaped, and `\n` is a line break.
  private static let allQuotes: StaticString = #"""
    # quoted VALUE: as Compose reads it
    quoted() {
      case $1 in
      *'
    '* | *\'* | *\\)
        printf '"%s"' "$(printf %s "$1" | sed 's/[\\"$]/\\&/g' | awk '{ printf "%s%s", end, $0; end = "\\n" }')" ;;
      *[[:cntrl:]]*) fail 'a value has control characters' ;;
      *) printf "'%s'" "$1" ;;
      esac
    }
    """#

  private static let commonQuotes: StaticString = #"""
    # quoted VALUE: as all programs read it that read the file
    quoted() {
      case $1 in
      *[[:cntrl:]]* | *[\'\\\$]*) fail 'no line of the env file can hold that value for all programs that read it' ;;
      *) printf "'%s'" "$1" ;;
      esac
    }
    """#
}
