// What this window knows: who I am, who and what there is, and the messages that were loaded.

export const world = {
  me: null, people: new Map(), rooms: new Map(), names: {}, groups: {}, app: {}, bot: { state: "stopped" }, home: null,
  room: null, thread: null, workspace: "",
};

export const loaded = new Map();

/** The messages of a room that were loaded, oldest first, and whether there are older ones. */
export function roomOf(channel) {
  return loaded.get(channel);
}

export function person(id) {
  return world.people.get(id) || { id, name: id === "USLACKBOT" ? "Slackbot" : id, handle: id, bot: id === "USLACKBOT", role: "" };
}

export function myself() {
  return person(world.me);
}

export function roomName(id) {
  return world.rooms.get(id)?.name || world.names[id] || id;
}

/** Put a message where it belongs in a list that is sorted by timestamp; says whether it was there already. */
export function place(list, message) {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (before(list[middle].ts, message.ts)) low = middle + 1;
    else high = middle;
  }
  const known = low < list.length && list[low].ts === message.ts;
  list.splice(low, known ? 1 : 0, message);
  return { known, at: low };
}

export function before(one, other) {
  return Number(one) === Number(other) ? one < other : Number(one) < Number(other);
}
