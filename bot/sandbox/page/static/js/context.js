// What the elements of a message or a view work with: what is filled in, and where to send what is done.

import { world } from "./store.js";
import { ask, upload } from "./wire.js";

/** `target`: `{ view }` or `{ channel, ts }`; `values` as the sandbox keeps them; `local`: what this window holds. */
export function contextOf(target, values, { where, local = new Map(), submit = null } = {}) {
  const fields = new Map();
  const at = (block, el) => ({ ...target, block: block.block_id, action: el.action_id });
  return {
    where, fields, submit,
    state: (blockId, actionId) => values?.[blockId]?.[actionId],
    local: (key) => local.get(key),
    act: (block, el, raw) => ask("press", { ...at(block, el), raw, values: collected(fields) }),
    change: (block, el, raw) => void ask("fill", { ...target, values: { [block.block_id]: { [el.action_id]: raw } } }),
    search: (block, el, typed) => ask("search", { ...at(block, el), typed }),
    upload: (block, el, file) => upload(world.me, file, at(block, el)),
  };
}

/** Everything that stands in the fields now, by block_id and action_id. */
export function collected(fields) {
  const values = {};
  for (const { block, element, read } of fields.values()) {
    values[block.block_id] ||= {};
    values[block.block_id][element.action_id] = read().raw;
  }
  return values;
}

/** What the fields hold, to be put back after the view is drawn again. */
export function held(fields) {
  return new Map([...fields].map(([key, field]) => [key, field.read()]));
}
