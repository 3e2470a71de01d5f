package import Diagnostics

extension DiagnosticKind {
  package static let valueExpansion = DiagnosticKind(
    "E0327", "value-expansion",
    summary: "references make a value too long, or lead on too far",
    explanation: """
      A reference stands for the whole value that it names. Where every variable names the one before it twice, the text
      doubles with each step, and twenty short lines stand for megabytes.

      Linux gives a program at most 128 KiB of one variable, so a longer value could never be passed. infracc stops there,
      and after 50 references that lead from one value to the next.

      Say less: let the program put together what is repeated, or write a file and pass its path.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: worker
          image: shop:1
          variables:
            A: "sixteen letters!sixteen letters!sixteen letters!sixteen letters!"
            B: $<<A>>$<<A>>$<<A>>$<<A>>$<<A>>$<<A>>$<<A>>$<<A>>
            C: $<<B>>$<<B>>$<<B>>$<<B>>$<<B>>$<<B>>$<<B>>$<<B>>
            D: $<<C>>$<<C>>$<<C>>$<<C>>$<<C>>$<<C>>$<<C>>$<<C>>
            E: $<<D>>$<<D>>$<<D>>$<<D>>$<<D>>$<<D>>$<<D>>$<<D>>
                                 ^^^^^^
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: worker
          image: shop:1
          variables:
            A: "sixteen letters!"
            B: $<<A>>$<<A>>
      """)
}
