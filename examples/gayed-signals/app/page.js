import Chart from "./chart";
import Refresh from "./refresh";

// Rendered on request: at build time there is no backend to ask.
export const dynamic = "force-dynamic";

/** The newest snapshot, asked over the private network. */
async function latest() {
  try {
    const answer = await fetch(`${process.env.FASTAPI_BASE_URL}/signals/latest`, {
      cache: "no-store",
      signal: AbortSignal.timeout(5000),
    });
    return answer.ok ? await answer.json() : null;
  } catch {
    return null;
  }
}

export default async function Page() {
  const snapshot = await latest();
  return (
    <main>
      <h1>Gayed Signals</h1>
      {snapshot ? (
        <section>
          <p>
            Consensus: <strong>{snapshot.consensus}</strong>, taken at {snapshot.taken_at}
          </p>
          <table>
            <tbody>
              {snapshot.signals.map((signal) => (
                <tr key={signal.name}>
                  <td>{signal.name}</td>
                  <td>{signal.value.toFixed(4)}</td>
                  <td>{signal.state}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      ) : (
        <p>No snapshot yet.</p>
      )}
      <Chart />
      <Refresh />
    </main>
  );
}
