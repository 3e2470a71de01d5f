package import JSON

/// What emitters outside of the program say, as JSON. The request that they read is `IRCoding.request`.
package enum PluginCoding {
  package static func description(from value: JSONValue) -> Result<PluginDescription, IRCodingError> {
    do { return .success(try Coder.pluginDescription.decode(value, [])) } catch { return .failure(error) }
  }

  package static func response(from value: JSONValue) -> Result<PluginResponse, IRCodingError> {
    do { return .success(try Coder.pluginResponse.decode(value, [])) } catch { return .failure(error) }
  }

  package static func encode(_ description: PluginDescription) -> JSONValue {
    Coder.pluginDescription.encode(description) ?? .null
  }

  package static func encode(_ response: PluginResponse) -> JSONValue {
    Coder.pluginResponse.encode(response) ?? .null
  }

  /// JSON Schema of both; `$defs` has each by itself.
  package static let schema: JSONValue = [
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$id": "urn:infracc:schema:plugin:1",
    "title": "What a plug-in of infracc writes, version 1",
    "description": """
    `infracc-emit-<target> describe` prints a description, `infracc-emit-<target> emit` a response. infracc ignores \
    members that it does not know.
    """,
    "anyOf": [Coder.pluginDescription.schema, Coder.pluginResponse.schema],
    "$defs": .object(
      Coder.pluginDescription.definitions.merging(Coder.pluginResponse.definitions) { first, _ in first }),
  ]
}

extension Coder {
  /// May be left out, and then is what it mostly is.
  func or(_ standard: Value) -> Coder where Value: Sendable {
    let (encode, decode) = (encode, decode)
    return Coder(
      schema: schema, definitions: definitions, isAlwaysWritten: false, encode: encode,
      decode: { value, place throws(IRCodingError) in value == nil ? standard : try decode(value, place) })
  }
}

extension Coder where Value == PluginDescription {
  fileprivate static let pluginDescription: Coder<PluginDescription> = Coder.record(
    "description", PluginDescription(name: ""), "What the plug-in says about itself."
  ) {
    Member("name", \.name, .text, "The target: the program is called `infracc-emit-<name>`.")
    Member("ir", \.versions, .list(.text), "The versions of the IR that it reads, such as `1.0`.")
    Member("summary", \.summary, .text.or(""), "One line for `infracc targets`.")
    Member(
      "scope", \.scope, .word().or(.environment),
      "`environment` (default): called once for each environment; `project`: once with all of them.")
    Member("files", \.files, .list(.text).or([]), "The files that it writes, for `infracc targets`.")
    Member("options", \.options, .list(.pluginOption).or([]), "The keys of `options: <name>:`.")
    Member("capabilities", \.capabilities, .capabilities.or(Capabilities()), "What the target can express.")
  }
}

extension Coder where Value == PluginDescription.Option {
  fileprivate static let pluginOption: Coder<PluginDescription.Option> = Coder.record(
    "option", PluginDescription.Option(name: "")
  ) {
    Member("name", \.name, .text)
    Member("summary", \.summary, .text.or(""))
    Member("values", \.values, .list(.text).or([]), "The values that it takes; none: any.")
  }
}

extension Coder where Value == Capabilities {
  /// What decides on findings of group 09. A platform's own plans and timeouts are no business of plug-ins.
  fileprivate static let capabilities: Coder<Capabilities> = Coder.record(
    "capabilities", Capabilities(), "What is not named cannot be expressed, unless another default is stated."
  ) {
    Member("referencesByName", \.referencesByName, .bool.or(false), "The platform resolves references by name.")
    Member(
      "expandsSupplied", \.expandsSupplied, .bool.or(false),
      "A value that an operator supplies can be a part of another.")
    Member("encodesSecrets", \.encodesSecrets, .bool.or(false), "Secrets in URLs are percent-encoded at run time.")
    Member("refusesLineBreaks", \.refusesLineBreaks, .bool.or(false), "A value that somebody supplies is one line.")
    Member("passesBuildArguments", \.passesBuildArguments, .bool.or(false))
    Member("knowsPlatformDomainAtBuild", \.knowsPlatformDomainAtBuild, .bool.or(false))
    Member("continuousHealth", \.continuousHealth, .bool.or(false), "Health is asked all the time, not once.")
    Member("startupOrder", \.startupOrder, .bool.or(false))
    Member("release", \.release, .bool.or(false), "Release commands run before the new version starts.")
    Member("releaseVariables", \.releaseVariables, .bool.or(false), "They can have variables of their own.")
    Member("releaseVolumes", \.releaseVolumes, .bool.or(true), "Default true: they have the service's volumes.")
    Member("healthHosts", \.healthHosts, .list(.text).or([]), "The hosts of health requests.")
    Member("healthFromInside", \.healthFromInside, .bool.or(false), "They are sent by a program in the container.")
    Member("proxyInFront", \.proxyInFront, .bool.or(false), "Nothing but a proxy reaches public services.")
    Member("replicas", \.replicas, .bool.or(false))
    Member("resourceLimits", \.resourceLimits, .bool.or(false))
    Member("autoscale", \.autoscale, .bool.or(false))
    Member("volumes", \.volumes, .bool.or(false))
    Member("replicasWithVolumes", \.replicasWithVolumes, .bool.or(false))
    Member("sharedVolumes", \.sharedVolumes, .bool.or(false), "Several services can mount one volume.")
    Member("cron", \.cron, .cronSupport.or(.none), "Default `none`.")
    Member("jobs", \.jobs, .cronSupport.or(.every(minutes: 0)), "Services of type `job`; default `full`.")
    Member("backups", \.backups, .bool.or(false))
    Member("backupCopies", \.backupCopies, .bool.or(false), "Copies of dumps are kept in a bucket.")
    Member("privateNetwork", \.privateNetwork, .bool.or(true), "Default true.")
    Member("previews", \.previews, .bool.or(false), "Environments of kind `preview` are written.")
    Member("fileMounts", \.fileMounts, .bool.or(false))
    Member("mountsFiles", \.mountsFiles, .bool.or(true), "Default true: stores are started with their written files.")
    Member("storeInit", \.storeInit, .bool.or(false))
    Member("replicaSets", \.replicaSets, .bool.or(false), "A store can be the member of a set of servers.")
    Member("poolers", \.poolers, .bool.or(false), "A pooler in front of a store.")
    Member(
      "hostedDatabases", \.hostedDatabases, .bool.or(false), "It makes the databases of other services in a server.")
    Member("runsStores", \.runsStores, .bool.or(true), "Default true: it starts stores itself.")
    Member("deploysByReference", \.deploysByReference, .bool.or(false))
    Member("needsSecretsBefore", \.needsSecretsBefore, .bool.or(false))
  }
}

extension Coder where Value == Capabilities.CronSupport {
  /// How often a platform starts jobs at most is a matter of its own findings.
  fileprivate static let cronSupport: Coder<Capabilities.CronSupport> = Coder(
    "one of none, approximated, full",
    schema: [
      "enum": ["none", "approximated", "full"], "description": "`approximated`: something outside must start it.",
    ],
    encode: { support in
      switch support {
      case .none: "none"
      case .approximated: "approximated"
      case .every: "full"
      }
    },
    decode: { value in
      switch value {
      case "none": Capabilities.CronSupport.none
      case "approximated": .approximated
      case "full": .every(minutes: 0)
      default: nil
      }
    }
  ).named("runs")
}

extension Coder where Value == PluginResponse {
  fileprivate static let pluginResponse: Coder<PluginResponse> = Coder.record(
    "response", PluginResponse(), "The files to write, and what is to be said."
  ) {
    Member("ir", \.version, .text, "The version of the IR that it has read.")
    Member("files", \.files, .list(.pluginFile))
    Member("diagnostics", \.findings, .list(.pluginFinding).or([]))
  }
}

extension Coder where Value == PluginResponse.File {
  fileprivate static let pluginFile: Coder<PluginResponse.File> = Coder.record(
    "file", PluginResponse.File(path: "", content: "")
  ) {
    Member("path", \.path, .text, "Relative to the target's own folder, with `/`.")
    Member("content", \.content, .text)
    Member("mode", \.mode, .word().or(.plain))
    Member("sensitive", \.isSensitive, .bool.or(false), "Only its owner may read it, whatever `mode` says.")
    Member(
      "commit", \.isCommitted, .bool.or(true),
      "Default true; false: a `.gitignore` names it, and `build --check` does not miss it.")
    Member(
      "header", \.header, .optional(.word()),
      "The comment in which infracc says that the file is generated, above the content; left out: nothing is added.")
  }
}

extension Coder where Value == PluginResponse.Finding {
  fileprivate static let pluginFinding: Coder<PluginResponse.Finding> = Coder.record(
    "finding", PluginResponse.Finding(code: "", severity: .info, message: "")
  ) {
    Member("code", \.code, .text, "`X-<name>-<number>`, so that it is never one of infracc.")
    Member("severity", \.severity, .word())
    Member("message", \.message, .text, "The fact, in one line.")
    Member("program", \.program, .number.or(0), "Index of the program that `span` belongs to; default 0.")
    Member("span", \.span, .optional(.number), "A span number of the IR; left out: the place under `targets:`.")
    Member("notes", \.notes, .list(.text).or([]))
    Member("help", \.help, .list(.text).or([]))
  }
}
