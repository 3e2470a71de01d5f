// Writes the generated files of this repository, below the folder that it is called in: `make generate`. A file of
// their folders that nothing generates any more is removed.

import Compiler
import Glibc
import JSON

func fail(_ message: String) -> Never {
  perror("infracc-dev: " + message)
  exit(1)
}

func makeFolders(of path: String) {
  var folder = ""
  for part in path.split(separator: "/").dropLast() {
    folder += folder.isEmpty ? part : "/" + part
    if mkdir(folder, 0o755) != 0, errno != EEXIST { fail(folder) }
  }
}

func write(_ text: String, to path: String) {
  guard let file = fopen(path, "w") else { fail(path) }
  var text = text
  let isComplete = text.withUTF8 { fwrite($0.baseAddress, 1, $0.count, file) == $0.count }
  if fclose(file) != 0 || !isComplete { fail(path) }
}

/// What the `infracc` beside this program writes to standard output.
func output(of option: String) -> [UInt8] {
  guard let own = realpath("/proc/self/exe", nil) else { fail("/proc/self/exe") }
  defer { free(own) }
  let program = String(cString: own).split(separator: "/").dropLast().map { "/" + $0 }.joined() + "/infracc"
  guard access(program, X_OK) == 0, let pipe = popen("'\(program)' \(option)", "r") else {
    fail("\(program): build it first, or call `make generate`")
  }
  var bytes: [UInt8] = []
  while case let byte = getc(pipe), byte != EOF { bytes.append(UInt8(truncatingIfNeeded: byte)) }
  if pclose(pipe) != 0 { fail(program) }
  return bytes
}

/// The plain files of a folder.
func files(in folder: String) -> [String] {
  guard let stream = opendir(folder) else { return [] }
  defer { closedir(stream) }
  var names: [String] = []
  while let entry = readdir(stream) {
    guard entry.pointee.d_type == UInt8(DT_REG) else { continue }
    names.append(
      withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      })
  }
  return names.sorted()
}

if CommandLine.arguments.count == 4, CommandLine.arguments[1] == "emitter" {
  EmitterProgram.run(CommandLine.arguments[2], CommandLine.arguments[3])
}
guard access("Package.swift", F_OK) == 0 else { fail("call it in the top folder of the repository") }
var generated = GeneratedFiles.all
guard case .success(let description) = JSONReader.parse(output(of: CommandLinePage.option)),
  let page = CommandLinePage.text(description)
else { fail("`infracc \(CommandLinePage.option)` gives no description") }
generated[CommandLinePage.path] = page
for (path, text) in generated.sorted(by: { $0.key < $1.key }) {
  makeFolders(of: path)
  write(text, to: path)
}
for folder in GeneratedFiles.folders {
  for name in files(in: folder) where generated["\(folder)/\(name)"] == nil {
    if unlink("\(folder)/\(name)") != 0 { fail("\(folder)/\(name)") }
    print("removed \(folder)/\(name)")
  }
}
print("\(generated.count) files are up to date")
