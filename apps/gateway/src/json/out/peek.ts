import type { DescMessage } from '@bufbuild/protobuf';
import { delimited, position, seek, skip, small } from './wire.js';

/** One text field of a message by its name, without reading the rest; empty where the message has or sends none. */
export function textIn(message: DescMessage, bytes: Uint8Array, name: string): string {
  const field = message.fields.find((candidate) => candidate.name === name);
  if (field === undefined) return '';
  const sought = (field.number << 3) | delimited;
  let found = '';
  for (seek(0); position < bytes.length;) {
    const tag = small(bytes);
    if (tag !== sought) skip(bytes, tag & 7);
    else {
      const length = small(bytes);
      found = Buffer.from(bytes.buffer, bytes.byteOffset + position, length).toString();
      seek(position + length);
    }
  }
  return found;
}
