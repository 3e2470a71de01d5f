package import Diagnostics

extension DiagnosticKind {
  package static let projectFileIgnored = DiagnosticKind(
    "W1029", "project-file-ignored", tunable: true,
    summary: "`.gitignore` leaves Railway's project file out",
    explanation: """
      The folder `.railway` used to hold only which project a folder is linked to, and many repositories have it in
      `.gitignore`. Now it holds the project file: what services, variables and volumes there are. A file that git does
      not keep is not reviewed, is not there on other machines, and the next `railway config apply` from a fresh clone
      finds none.

      Delete the line. To leave out something else in that folder, name it: `.railway/node_modules/`.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [railway]
                ^^^^^^^
      services:
        api:
          type: fastapi
          root: ./backend
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [railway]
      services:
        api:
          type: fastapi
          root: ./backend
      """,
    options: ExampleOptions(
      files: [
        ExampleFile(".gitignore", "__pycache__/\n.railway/"),
        ExampleFile("backend/requirements.txt", "fastapi==0.115.6\nuvicorn==0.34.0"),
      ],
      passingFiles: [
        ExampleFile(".gitignore", "__pycache__/\n.railway/node_modules/"),
        ExampleFile("backend/requirements.txt", "fastapi==0.115.6\nuvicorn==0.34.0"),
      ]))
}
