package import Diagnostics
import IR
import Model
import Resolution
import Rules

extension DiagnosticKind {
  package static let collectstaticEnvironment = DiagnosticKind(
    "W1037", "collectstatic-environment", tunable: true,
    summary: "collecting static files needs a variable that the build does not have",
    explanation: """
      `manage.py collectstatic` reads all settings. Variables that they require, such as `SECRET_KEY` or the URL of the
      database, exist when the service runs, not while its image is built: the build stops with
      `KeyError: 'SECRET_KEY'`.

      The values do not matter for copying files. In a generated image `build: { collectstatic: { env: [NAME] } }` sets
      placeholders for that one command. In a Dockerfile write them before the command, never as `ENV` or `ARG`. Without
      `STATIC_ROOT` there is nothing to collect: write `collectstatic: false`.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        portal:
          type: django
          root: ./portal
          health: /healthz
          app: portal.wsgi:application
          variables: { SECRET_KEY: { source: external }, SENTRY_URL: "https://errors.example.org" }
          build: { collectstatic: { env: [SECRET_KEY] } }
                                  ^^^^^^^^^^^^^^^^^^^^^
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        portal:
          type: django
          root: ./portal
          health: /healthz
          app: portal.wsgi:application
          variables: { SECRET_KEY: { source: external }, SENTRY_URL: "https://errors.example.org" }
          build: { collectstatic: { env: [SECRET_KEY, SENTRY_URL] } }
      """,
    options: ExampleOptions(files: files, passingFiles: files), foreign: .speaks)

  private static let files = [
    ExampleFile(
      "portal/manage.py", "import os\n\nos.environ.setdefault(\"DJANGO_SETTINGS_MODULE\", \"portal.settings\")\n"),
    ExampleFile(
      "portal/portal/settings.py",
      """
      import os

      SECRET_KEY = os.environ["SECRET_KEY"]
      SENTRY_URL = os.environ["SENTRY_URL"]
      STATIC_ROOT = "staticfiles"
      """),
    ExampleFile(
      "portal/portal/wsgi.py",
      "from django.core.wsgi import get_wsgi_application\n\napplication = get_wsgi_application()\n"),
    ExampleFile("portal/requirements.txt", "django==5.2.19\ngunicorn==27.0.1\n"),
  ]
}

/// Static files that are collected without what the settings need.
package enum CollectstaticEnvironment: Probe {
  package static func run(in context: ProbeContext) {
    for root in context.roots where !root.isDoubtful {
      for service in root.services where service.declaration.extends == nil {
        if service.lowered.build?.dockerfile != nil {
          ofDockerfile(service, root, context)
        } else if service.symbol.traits.contains(.collectsStatic), service.lowered.build?.recipe != nil {
          ofRecipe(service, root, context)
        }
      }
    }
  }

  // MARK: Generated

  private static func ofRecipe(_ service: ProbedService, _ root: CodeRoot, _ context: ProbeContext) {
    let build = service.declaration.build?.value
    let declared = build?.collectstatic
    guard case .with(let given) = declared?.value ?? .standard else { return }
    let settings = DjangoSettings(root)
    guard settings.isKnown else { return }
    let span = declared?.span ?? service.rootSpan
    let path = service.path(ServiceKey.buildCollectstatic.rawValue)
    if root.isComplete, !root.facts.setsStaticRoot {
      context.report(
        .collectstaticEnvironment, at: span, path: path,
        "the image of `\(service.name)` collects static files, and the settings have no `STATIC_ROOT`"
      ) {
        $0.notes = ["without it `collectstatic` fails, and so does the build"]
        $0.help = ["write `collectstatic: false` under `build`, or set `STATIC_ROOT`"]
        if let edit = edit("false", of: service) { $0.fixes = [FixIt("write `collectstatic: false`", .safe, [edit])] }
      }
      return
    }
    let missing = settings.required.filter { !given.contains($0.name) }
    guard let first = missing.first else { return }
    context.report(
      .collectstaticEnvironment, at: span, path: path,
      "collecting static files needs \(Words.enumeration(missing.map(\.name))), which \(missing.count == 1 ? "exists" : "exist") at run time only"
    ) {
      context.show(first.place, of: first.file, "required here", in: &$0)
      let text = "{ env: [\((given + missing.map(\.name)).joined(separator: ", "))] }"
      $0.help = ["write `collectstatic: \(text)` under `build`"]
      if let edit = edit(text, of: service) { $0.fixes = [FixIt("write `collectstatic: \(text)`", .safe, [edit])] }
    }
  }

  /// Writes the key, whatever there is of it.
  private static func edit(_ text: String, of service: ProbedService) -> FixIt.Edit? {
    let node = service.declaration.node
    if let written = service.declaration.build?.value.collectstatic { return FixIt.Edit(written.span, text) }
    guard let build = node.entry("build") else {
      return Edits.add("build: { collectstatic: \(text) }", to: node, order: CanonicalForm.serviceOrder)
    }
    guard let first = build.value.entries.first else { return nil }
    return Edits.insert("collectstatic: \(text)", before: first.keySpan, in: build.value)
  }

  // MARK: Written by hand

  private static func ofDockerfile(_ service: ProbedService, _ root: CodeRoot, _ context: ProbeContext) {
    guard let (file, content) = root.dockerfile(of: service),
      let run = content.instructions.first(where: { $0.keyword == "RUN" && $0.text.contains("collectstatic") }),
      // A variable chooses other settings, or a secret is mounted.
      !run.text.contains("DJANGO_SETTINGS_MODULE"), !run.text.contains("--settings"), !run.text.contains("type=secret")
    else { return }
    var given = Set(
      DockerfileText.words(run.text).compactMap { word in word.split(separator: "=").first.map(String.init) })
    for instruction in content.instructions where ["ENV", "ARG"].contains(instruction.keyword) {
      guard instruction.stage == run.stage || instruction.stage == 0,
        instruction.place.lowerBound < run.place.lowerBound
      else { continue }
      given.formUnion(DockerfileText.assignments(of: instruction).map(\.name))
    }
    let missing = DjangoSettings(root).required.filter { !given.contains($0.name) }
    guard let first = missing.first else { return }
    context.report(
      .collectstaticEnvironment, at: service.declaration.build?.value.dockerfile?.span ?? service.rootSpan,
      path: service.path(ServiceKey.buildDockerfile.rawValue),
      "the Dockerfile runs `collectstatic`; the settings need \(Words.enumeration(missing.map(\.name))), which "
        + "\(missing.count == 1 ? "exists" : "exist") at run time only"
    ) {
      context.show(run.place, of: file, "the build stops here", in: &$0)
      context.show(first.place, of: first.file, "required here", in: &$0)
      let values = missing.map(\.name).map { "\($0)=collectstatic " }.joined()
      $0.help = ["set a placeholder for that one command: `RUN \(values)python manage.py collectstatic --noinput`"]
      $0.remedies = [.there(context.repository.span(run.place, in: file)), .plain($0.help[0])]
    }
  }
}

/// The variables that Django's settings require.
private struct DjangoSettings {
  /// In the order of the code, each name once.
  let required: [SettingRead]
  /// Whether the module is named once, and is a file or a package.
  let isKnown: Bool

  init(_ root: CodeRoot) {
    // With several it is not known which one a command reads.
    guard root.facts.settingsModules.count == 1, let module = root.facts.settingsModules.first else {
      (required, isKnown) = ([], false)
      return
    }
    let path = module.replacing(".", with: "/")
    let shared = path.split(separator: "/").dropLast().joined(separator: "/")
    let files =
      [path + ".py", path + "/__init__.py"] + ["base.py", "common.py", "__init__.py"].map { shared + "/" + $0 }
    var seen: Set<String> = []
    required = root.facts.reads.filter { read in
      let inner = root.inner(read.file)
      return read.isRequired && files.contains { inner == $0 || inner.hasSuffix("/" + $0) }
        && seen.insert(read.name).inserted
    }
    isKnown = files.prefix(2).contains { root.hasFile($0) || root.hasFile("src/" + $0) }
  }
}
