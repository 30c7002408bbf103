// The line to the sandbox: one WebSocket for each window. What is asked is answered; what changes is told.

const listeners = new Map();
const waiting = new Map();
let socket = null;
let number = 0;
let pause = 300;

/** Call `listener` for every piece of news of this kind. */
export function on(kind, listener) {
  listeners.set(kind, [...(listeners.get(kind) || []), listener]);
}

function tell(news) {
  for (const listener of listeners.get(news.kind) || []) listener(news);
}

export function connect(me) {
  socket = new WebSocket(`ws://${location.host}/live?as=${encodeURIComponent(me)}`);
  socket.addEventListener("open", () => { pause = 300; });
  socket.addEventListener("message", (event) => {
    const news = JSON.parse(event.data);
    if (news.kind === "answer") {
      waiting.get(news.id)?.(news);
      waiting.delete(news.id);
    } else tell(news);
  });
  socket.addEventListener("close", () => {
    for (const answer of waiting.values()) answer({ refused: "The connection to the sandbox was lost." });
    waiting.clear();
    tell({ kind: "lost" });
    setTimeout(() => connect(me), pause);
    pause = Math.min(pause * 2, 5000);
  });
}

/** Ask for something to be done; resolves with the answer, which has `refused` when it cannot be done. */
export function ask(what, fields = {}) {
  if (!socket || socket.readyState !== WebSocket.OPEN) {
    return Promise.resolve({ refused: "There is no connection to the sandbox at the moment." });
  }
  number += 1;
  const id = number;
  return new Promise((resolve) => {
    waiting.set(id, resolve);
    socket.send(JSON.stringify({ id, do: what, ...fields }));
  });
}

/** Hand over one file; resolves with `file` or `files`, or `refused`. */
export async function upload(me, file, fields = {}) {
  const query = new URLSearchParams({ as: me, name: file.name, ...fields });
  const answer = await fetch(`/files?${query}`, { method: "POST", body: file });
  return answer.ok ? answer.json() : { refused: `${file.name} could not be added (${answer.status}).` };
}
