export const dynamic = "force-dynamic";

/** The chart's data: the analysis service is private, so the browser asks us. */
export async function GET() {
  try {
    const answer = await fetch(`${process.env.PYTHON_SERVICE_URL}/ratio`, { signal: AbortSignal.timeout(30000) });
    return Response.json(await answer.json(), { status: answer.status });
  } catch {
    return Response.json({ error: "the analysis service did not answer" }, { status: 502 });
  }
}
