export const dynamic = "force-dynamic";

async function tiingo(symbol) {
  const answer = await fetch(`https://api.tiingo.com/iex/${symbol}`, {
    headers: { Authorization: `Token ${process.env.TIINGO_API_KEY}` },
    signal: AbortSignal.timeout(10000),
  });
  const [quote] = await answer.json();
  return { symbol, price: quote.last, from: "tiingo" };
}

async function alphaVantage(symbol) {
  const query = new URLSearchParams({ function: "GLOBAL_QUOTE", symbol, apikey: process.env.ALPHA_VANTAGE_KEY });
  const answer = await fetch(`https://www.alphavantage.co/query?${query}`, { signal: AbortSignal.timeout(10000) });
  const quote = (await answer.json())["Global Quote"];
  return { symbol, price: Number(quote["05. price"]), from: "alphavantage" };
}

/** The last price of a symbol: Tiingo's, or Alpha Vantage's when Tiingo does not answer. */
export async function GET(_request, { params }) {
  const symbol = (await params).symbol.toUpperCase();
  if (!/^[A-Z.]{1,8}$/.test(symbol)) return Response.json({ error: "no such symbol" }, { status: 404 });
  for (const provider of [tiingo, alphaVantage]) {
    try {
      return Response.json(await provider(symbol));
    } catch {
      // The next provider may know.
    }
  }
  return Response.json({ error: "no provider answered" }, { status: 502 });
}
