/** The page to send a parcel from. Its script and style are in it, under a nonce. */
export function page(nonce: string, maxDays: number): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Parcels</title>
<style nonce="${nonce}">
  body { font: 1rem/1.5 system-ui, sans-serif; max-width: 34rem; margin: 3rem auto; padding: 0 1rem; }
  label { display: block; margin: 1rem 0; }
  input { display: block; }
</style>
<h1>Parcels</h1>
<p>A file gets a link. Anyone with the link has the file, until it expires.</p>
<form>
  <label>File <input name="file" type="file" required></label>
  <label>Days <input name="days" type="number" min="1" max="${maxDays}" value="${Math.min(7, maxDays)}" required></label>
  <label>Upload token <input name="token" type="password" autocomplete="off" required></label>
  <button>Send</button>
</form>
<p id="state" role="status"></p>
<script nonce="${nonce}">
  const state = document.getElementById("state");
  document.querySelector("form").addEventListener("submit", async (event) => {
    event.preventDefault();
    const { file, days, token } = event.target.elements;
    const [content] = file.files;
    state.textContent = "sending";
    try {
      const answer = await fetch("/parcels?" + new URLSearchParams({ name: content.name, days: days.value }), {
        method: "POST",
        headers: { authorization: "Bearer " + token.value, "content-type": content.type || "application/octet-stream" },
        body: content,
      });
      const result = await answer.json();
      if (!answer.ok) throw new Error(result.error.message);
      const link = document.createElement("a");
      link.href = link.textContent = result.link;
      state.replaceChildren(link);
    } catch (error) {
      state.textContent = error.message;
    }
  });
</script>
</html>
`;
}
