package import Diagnostics

extension DiagnosticKind {
  package static let notStandalone = DiagnosticKind(
    "W1026", "not-standalone", tunable: true,
    summary: "the image starts a standalone server that Next.js is not told to make",
    explanation: """
      The Dockerfile that is generated for Next.js takes the standalone output: one folder with the server and just those
      packages that it needs, some hundred megabytes smaller than node_modules. Next.js writes it only when it is told to,
      in next.config.js, next.config.mjs or next.config.ts:

          module.exports = { output: "standalone" };

      Without that line the build of the image stops, with a sentence that says the same.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        site:
          type: nextjs
          root: ./site
                ^^^^^^
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        site:
          type: nextjs
          root: ./site
      """,
    options: ExampleOptions(
      files: [
        ExampleFile(
          "site/package.json",
          """
          {
            "name": "site",
            "scripts": { "build": "next build" }
          }
          """),
        ExampleFile(
          "site/package-lock.json",
          """
          {}
          """),
        ExampleFile(
          "site/next.config.js",
          """
          module.exports = {};
          """),
      ],
      passingFiles: [
        ExampleFile(
          "site/package.json",
          """
          {
            "name": "site",
            "scripts": { "build": "next build" }
          }
          """),
        ExampleFile(
          "site/package-lock.json",
          """
          {}
          """),
        ExampleFile(
          "site/next.config.js",
          """
          module.exports = { output: "standalone" };
          """),
      ]))
}
