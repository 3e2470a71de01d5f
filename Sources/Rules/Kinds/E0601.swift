package import Diagnostics

extension DiagnosticKind {
  package static let privateAddressInBrowser = DiagnosticKind(
    "E0601", "private-address-in-browser",
    summary: "a browser would be given an address of the private network",
    explanation: """
      The variable is read in the browser (its name begins with `NEXT_PUBLIC_` or `VITE_`, or it is marked
      `visible: browser`), and its value is an address that exists only between the services. A visitor's computer
      cannot resolve that name.

      It is easy to overlook, because the server side of the same application can use the address: pages are
      rendered, and every request made from the page fails.

      Use `public_url`, for which the service needs `public: true` or a domain. For calls that the server makes,
      keep `private_url` in a second variable without the prefix.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: fastapi
          public: true
          health: /health
        site:
          type: nextjs
          variables:
            NEXT_PUBLIC_API_URL: $<<api.private_url>>
                                 ^^^^^^^^^^^^^^^^^^^^
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: fastapi
          public: true
          health: /health
        site:
          type: nextjs
          variables:
            NEXT_PUBLIC_API_URL: $<<api.public_url>>
      """)
}
