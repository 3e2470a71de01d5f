export const dynamic = "force-dynamic";

/** The last close of the VIX from FRED. The key stays on the server. */
export async function GET() {
  const query = new URLSearchParams({
    series_id: "VIXCLS",
    sort_order: "desc",
    limit: "1",
    file_type: "json",
    api_key: process.env.FRED_KEY,
  });
  try {
    const answer = await fetch(`https://api.stlouisfed.org/fred/series/observations?${query}`, {
      signal: AbortSignal.timeout(10000),
    });
    const { observations } = await answer.json();
    return Response.json({ day: observations[0].date, vix: Number(observations[0].value) });
  } catch {
    return Response.json({ error: "FRED did not answer" }, { status: 502 });
  }
}
