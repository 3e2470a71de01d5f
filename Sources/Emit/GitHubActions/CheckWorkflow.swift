import IR

/// `infracc.yml`: what a change means, on every pull request.
struct CheckWorkflow {
  let programs: [Program]
  let layout: OutputLayout
  /// The commands that put infracc on PATH.
  let setup: [String]
  let tests: [WorkflowJob]

  var document: WorkflowDocument {
    WorkflowDocument(
      purpose: [
        "What a change means, on every pull request: findings, files that are out of date, and the difference as a comment.",
        WorkflowFile.placement,
      ], name: "infracc", triggers: triggers, group: "infracc-${{ github.event.pull_request.number }}",
      jobs: [check] + tests)
  }

  private var topology: String { layout.topologyFile }

  // MARK: When it runs

  private var triggers: YAMLMapping {
    var filter = YAMLMapping()
    filter.add("paths", .sequence(paths.map { YAMLItem(.quoted($0)) }))
    var triggers = YAMLMapping()
    triggers.add("pull_request", .mapping(filter))
    return triggers
  }

  /// What findings and files are made of. A pattern that takes files out would also take out those of another service,
  /// so that there is none.
  private var paths: [String] {
    let output = OutputLayout.relative(from: layout.topologyFolder, to: layout.outputFolder)
    var paths = [topology] + (output.hasPrefix("..") ? [] : [output + "/**"])
    for program in programs {
      for service in program.services { paths += (service.build?.watch ?? []).filter { !$0.hasPrefix("!") } }
    }
    paths.append(WorkflowFile.folder + "/*.yml")
    if paths.contains("**") { return ["**"] }
    var seen: Set<String> = []
    return paths.filter { !$0.hasPrefix("../") && seen.insert($0).inserted }
  }

  // MARK: What it does

  private var check: WorkflowJob {
    var job = WorkflowJob(id: "check", name: "check and difference", timeout: 10)
    job.permissions += [
      ("security-events", "write", "findings for code scanning"), ("pull-requests", "write", "the comment"),
    ]
    job.steps = [
      .checkout(history: "the base revision, for the difference"),
      WorkflowStep("Install infracc", run: setup.joined(separator: "\n")),
      WorkflowStep("Check", id: "check", run: line(["infracc", "check", "--format", "github", .text(topology)])),
      // Of a private repository GitHub takes findings only for a fee, and from a fork none.
      WorkflowStep(
        "Findings for code scanning",
        condition:
          "always() && steps.check.outcome != 'skipped' && !github.event.repository.private && !github.event.pull_request.head.repo.fork",
        run: line([
          "infracc", "check", "--format", "sarif", .text(topology), .code("> infracc.sarif || true"),
        ]), note: "Check has failed the job already"),
      WorkflowStep(
        "Upload them", uses: .uploadFindings, condition: "always() && hashFiles('infracc.sarif') != ''",
        with: [("sarif_file", .text("infracc.sarif"), nil), ("category", .text("infracc"), nil)]),
      WorkflowStep("Generated files are up to date", run: line(["infracc", "build", "--check", .text(topology)])),
      difference,
    ]
    return job
  }

  private var difference: WorkflowStep {
    var script = ShellScript()
    script.command([
      "infracc", "diff", "--against", .code("\"$BASE\""), "--format", "markdown", .text(topology),
      .code("> difference.md"),
    ])
    script.code(
      #"""
      cat difference.md >> "$GITHUB_STEP_SUMMARY"
      # A fork has no right to write: the summary has it.
      if [ "$FORK" = true ]; then exit 0; fi
      gh pr comment "$PULL" --body-file difference.md --edit-last --create-if-none
      """#)
    return WorkflowStep(
      "Difference", condition: "always() && steps.check.outcome == 'success'",
      environment: [
        ("BASE", .expression("github.event.pull_request.base.sha")), ("GH_TOKEN", .expression("github.token")),
        ("PULL", .expression("github.event.pull_request.number")),
        ("FORK", .expression("github.event.pull_request.head.repo.fork")),
      ], run: script.text)
  }

  private func line(_ words: [ShellScript.Word]) -> String {
    var script = ShellScript()
    script.command(words)
    return script.text
  }
}

/// Where workflows are.
enum WorkflowFile {
  static let folder = ".github/workflows"
  static let placement = "GitHub reads it in `.github/workflows` at the root of the repository, and nowhere else."

  /// Beside the topology; in the output directory where a build has one of its own, so that a trial changes nothing else.
  static func make(
    _ name: String, _ layout: OutputLayout, _ document: @escaping @Sendable () -> WorkflowDocument
  ) -> EmittedFile {
    EmittedFile(
      base: layout.isUsual ? .repository : .output, path: "\(folder)/\(name)",
      header: layout.header(.hash, for: "all environments", leavesOutPins: true)
    ) { document().write(to: &$0) }
  }
}
