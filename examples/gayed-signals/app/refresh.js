"use client";

import { useState } from "react";

/** Asks the public API from the browser, so its address is part of what is built. */
export default function Refresh() {
  const [state, setState] = useState("");

  async function refresh() {
    setState("asking…");
    try {
      const answer = await fetch(`${process.env.NEXT_PUBLIC_API_URL}/signals/latest`);
      setState(answer.ok ? `consensus ${(await answer.json()).consensus}` : `the API answered ${answer.status}`);
    } catch {
      setState("the API did not answer");
    }
  }

  return (
    <p>
      <button onClick={refresh}>Ask again</button> {state}
    </p>
  );
}
