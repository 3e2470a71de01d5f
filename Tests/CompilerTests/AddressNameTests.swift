import Compiler
import Diagnostics
import TestSupport
import Testing

/// What the name of a variable says about who uses the address in it.
@Suite struct AddressNameTests {
  /// `kong` is public, and `auth` has the variables.
  private static func check(_ variables: String, extra: String = "", environments: String = "") -> Checked {
    Checked(
      """
      infracc: 1
      project: shop
      services:
        kong: { type: web, image: "kong:3.9.1", port: 8000, public: true, health: none }
        inner: { type: web, image: "acme/inner:1.0", port: 9000, health: none }
        auth:
          type: web
          image: "acme/auth:2.1"
          port: 9999
          public: true
          health: none
          variables:
            \(variables)
      \(extra)
      \(environments)
      """)
  }

  /// Addresses that are announced are right as they are; what is called is not.
  @Test(arguments: [
    ("API_EXTERNAL_URL", false), ("WEBHOOK_URL", false), ("N8N_EDITOR_BASE_URL", false), ("GLITCHTIP_DOMAIN", false),
    ("OVERWRITECLIURL", false), ("OMNIGENT_ACCOUNTS_BASE_URL", false), ("SHOP", false), ("SITE_URL", false),
    ("NEXTAUTH_URL", false), ("PROVIDER_URL", false), ("KONG_EXTERNAL_URL", false), ("API_BASE_URL", true),
    ("API_URL", true), ("KONG_URL", true), ("KONG_BASE_URL", true), ("MY_KONG_URI", true),
    ("BILLING_SERVICE_URL", true),
    ("INTERNAL_URL", true), ("AUTH_BACKEND_ENDPOINT", false), ("MAIL_BACKEND_ENDPOINT", true),
  ])
  func aPublicAddressIsACallByItsName(name: String, isCall: Bool) throws {
    let checked = Self.check("\(name): $<<kong.public_url>>")
    #expect(checked.codes == (isCall ? ["W0602"] : []), "\(checked.report)")
    guard isCall else { return }
    let fix = try #require(checked.first("W0602")?.fixes.first)
    #expect(fix.applicability == .unsafe, "a program may hand the address on")
  }

  @Test func anInheritedVariableIsReportedWhereItIsWritten() {
    let checked = Self.check(
      "API_URL: $<<kong.public_url>>", extra: "  jobs: { type: worker, extends: auth, start: run }")
    #expect(checked.codes == ["W0602"])
    #expect(checked.first("W0602")?.path == "services.auth.variables.API_URL")
  }

  /// Links in mails, redirects and webhooks lead people to a service.
  @Test(arguments: [
    ("API_EXTERNAL_URL: $<<kong.private_url>>", "$<<kong.public_url>>"),
    ("API_EXTERNAL_URL: http://kong:8000", "$<<kong.public_url>>"),
    ("WEBHOOK_URL: http://kong:8000/hook", "$<<kong.public_url>>/hook"),
    ("N8N_EDITOR_BASE_URL: $<<self.private_url>>", "$<<self.public_url>>"),
    ("GLITCHTIP_DOMAIN: $<<kong.private_url>>", "$<<kong.public_url>>"),
    ("COOKIE_DOMAIN: $<<kong.private_host>>", "$<<kong.public_domain>>"),
    ("SITE_URL: http://localhost:9999/x", "$<<self.public_url>>/x"),
    ("APP_URL: http://localhost:8000", "$<<kong.public_url>>"),
    ("WEBHOOK_URL: http://127.0.0.1:8000/hook", "$<<kong.public_url>>/hook"),
    ("GOOGLE_REDIRECT_URI: \"$<<self.private_url>>/callback\"", "$<<self.public_url>>"),
  ])
  func anAnnouncedAddressIsPublic(variable: String, expected: String) throws {
    let checked = Self.check(variable)
    #expect(checked.codes == ["W0631"], "one finding for one mistake: \(checked.report)")
    #expect(checked.first("W0631")?.help.first == "write `\(expected)`")
    let fix = try #require(checked.first("W0631")?.fixes.first)
    #expect(fix.applicability == .safe)
    let fixed = TextEdits.applied(fix.edits, to: checked.compilation.sources.files[0].bytes)
    #expect(Checked(String(decoding: fixed, as: UTF8.self)).codes == [])
  }

  @Test(arguments: [
    // A call, by the name of the service or by a usual word.
    "KONG_BASE_URL: $<<kong.private_url>>", "API_BASE_URL: $<<kong.private_url>>",
    "PRIVATE_DOMAIN: $<<kong.private_host>>",
    // No public address that it could be.
    "MAIL_BASE_URL: $<<inner.private_url>>",
    // Public already, or of another project.
    "MAIL_BASE_URL: $<<kong.public_url>>", "MAIL_BASE_URL: https://mail.example.com",
    // `DATABASE_URL` ends in these letters, and not in that word.
    "MYDATABASE_URL: $<<kong.private_url>>",
  ])
  func otherAddressesAreNotAnnounced(variable: String) {
    #expect(Self.check(variable).codes == [])
  }

  @Test func whereNothingIsDeployedNothingIsAnnounced() {
    let local = "environments: { production: { enabled: false }, dev: { kind: local } }"
    #expect(Self.check("WEBHOOK_URL: $<<kong.private_url>>", environments: local).codes == [])
  }

  /// A sibling's address reaches no browser, whether it is a reference or a text.
  @Test(arguments: [
    ("http://kong:8000", "$<<kong.public_url>>"), ("http://kong:8000/v1", "$<<kong.public_url>>/v1"),
    ("$<<kong.private_url>>", "$<<kong.public_url>>"), ("http://kong.railway.internal:8000", "$<<kong.public_url>>"),
  ])
  func aTextInBrowserCodeIsJudgedAsAReferenceIs(value: String, expected: String) throws {
    let site = "  site: { type: nextjs, health: /, variables: { NEXT_PUBLIC_API_URL: \(value) } }"
    let checked = Self.check("LEVEL: low", extra: site)
    #expect(checked.codes == ["E0601"], "\(checked.report)")
    #expect(checked.first("E0601")?.help == ["write `\(expected)`"])
    let fix = try #require(checked.first("E0601")?.fixes.first)
    let fixed = TextEdits.applied(fix.edits, to: checked.compilation.sources.files[0].bytes)
    #expect(Checked(String(decoding: fixed, as: UTF8.self)).codes == [])
  }

  @Test func shortNamesAreAddressesToo() {
    #expect(
      Checked(
        """
        infracc: 1
        project: shop
        services:
          a: { type: web, image: "acme/a:1", port: 80, public: true, health: / }
          site: { type: nextjs, health: /, variables: { NEXT_PUBLIC_API_HOST: "a:80" } }
        """
      ).codes.contains("E0601"))
  }

  @Test func aHostNameIsProposedForAHostName() {
    #expect(
      Self.check("N8N_HOST: $<<self.public_url>>").first("E0401")?.help == ["write `$<<self.public_domain>>`"])
    #expect(
      Self.check("N8N_HOST: $<<kong.private_url>>").first("E0401")?.help == ["write `$<<kong.private_host>>`"])
  }
}
