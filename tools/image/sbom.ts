import { text } from 'node:stream/consumers';

/** What npm writes anew in every run: without it the same packages give the same bill of materials, byte by byte. */
const ofThisRun = ['serialNumber', 'timestamp'];

const bill: unknown = JSON.parse(await text(process.stdin));
const lasting = (key: string, value: unknown): unknown => (ofThisRun.includes(key) ? undefined : value);
process.stdout.write(`${JSON.stringify(bill, lasting, 2)}\n`);
