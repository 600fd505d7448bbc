import { text } from 'node:stream/consumers';

/** The bill of materials that npm writes, without what differs from run to run: the same packages give the same bytes. */
const { serialNumber: _, metadata, ...bill } = JSON.parse(await text(process.stdin)) as {
  serialNumber: string;
  metadata: { timestamp: string };
};
const { timestamp: __, ...about } = metadata;
process.stdout.write(`${JSON.stringify({ ...bill, metadata: about }, null, 2)}\n`);
