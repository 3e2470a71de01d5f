import Emit
import IR
import Testing

struct DockerfileDocumentTests {
  private func text(_ instruction: DockerfileDocument.Instruction) -> String {
    DockerfileDocument([instruction]).rendered()
  }

  @Test func valuesAreQuotedWhereTheyMust() {
    #expect(text(.env([.init("A", "1"), .init("PATH", "/opt/bin:$PATH")])) == "ENV A=1 \\\n    PATH=/opt/bin:$PATH\n")
    #expect(text(.label([.init("a", "x y $HOME \"q\" \\")])) == #"LABEL a="x y \$HOME \"q\" \\""# + "\n")
    #expect(text(.label([.init("a", "two\nRUN evil")])) == "LABEL a=\"two RUN evil\"\n")
    #expect(text(.label([.init("a", "")])) == "LABEL a=\"\"\n")
  }

  @Test func commandsCannotLeaveTheirInstruction() {
    #expect(text(.run(commands: ["a", "b"], mounts: [])) == "RUN a \\\n && b\n")
    #expect(text(.run(commands: ["a\nUSER root"], mounts: [])) == #"RUN ["/bin/sh", "-c", "a\nUSER root"]"# + "\n")
    #expect(
      text(.run(commands: ["cat <<EOF"], mounts: ["type=x"])) == #"RUN --mount=type=x ["/bin/sh", "-c", "cat <<EOF"]"#
        + "\n")
    #expect(text(.run(commands: ["a \\"], mounts: [])).hasPrefix("RUN ["))
    #expect(text(.command(["a b", "\"", "\n"])) == #"CMD ["a b", "\"", "\n"]"# + "\n")
    #expect(text(.comment("x\nUSER root")) == "# x USER root\n")
  }

  @Test func copiedPathsAreNoPatterns() {
    #expect(text(.copy(sources: ["a", "b/"], to: "./", stage: nil, owner: nil)) == "COPY a b/ ./\n")
    #expect(text(.copy(sources: ["my app/"], to: "./", stage: nil, owner: nil)) == #"COPY ["my app/", "./"]"# + "\n")
    #expect(text(.copy(sources: ["a*[x]$y"], to: "./", stage: nil, owner: nil)) == "COPY a[*][[]x]\\$y ./\n")
    #expect(
      text(.copy(sources: ["/a"], to: "b", stage: "build", owner: "1:1")) == "COPY --from=build --chown=1:1 /a b\n")
  }
}
