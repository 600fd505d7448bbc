/** A body or an answer. */
export type Json = Readonly<Record<string, unknown>>;

/** One request on the way: `step` names it, so that whoever sends it knows by whom and on which day. A file goes as it is. */
export type Send = (step: string, path: string, body: Json | Uint8Array<ArrayBuffer>) => Promise<Json>;

/** How a body travels: a file as it is, anything else as JSON. */
export const travelling = (body: object): { type: string; bytes: string | Uint8Array<ArrayBuffer> } =>
  body instanceof Uint8Array
    ? { type: 'image/png', bytes: body as Uint8Array<ArrayBuffer> }
    : { type: 'application/json', bytes: JSON.stringify(body) };
