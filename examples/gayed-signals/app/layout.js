export const metadata = { title: "Gayed Signals", description: "Five risk signals, one consensus" };

const style = { fontFamily: "system-ui, sans-serif", maxWidth: "44rem", margin: "3rem auto", padding: "0 1rem" };

export default function Layout({ children }) {
  return (
    <html lang="en">
      <body style={style}>{children}</body>
    </html>
  );
}
