// Run as a program of its own, so that it can be stopped and may print: downloads a mongod by mongodb-memory-server
// into the folder that it is told, and prints the path as its last line.
import { MongoBinary } from 'mongodb-memory-server-core';
import { MongoBinaryDownloadUrl } from 'mongodb-memory-server-core/lib/util/MongoBinaryDownloadUrl.js';
import { DryMongoBinary } from 'mongodb-memory-server-core/lib/util/DryMongoBinary.js';
import { reasonOf } from './shell.ts';

const REACHABLE_WITHIN_MS = 5_000;

const downloadDir = process.argv[2] ?? '.';
const options = await DryMongoBinary.generateOptions({ downloadDir });
const url = await new MongoBinaryDownloadUrl({ ...options, platform: process.platform }).getDownloadUrl();
try {
  await fetch(url, { method: 'HEAD', signal: AbortSignal.timeout(REACHABLE_WITHIN_MS) });
  console.log(await MongoBinary.getPath({ downloadDir }));
} catch (error) {
  console.error(`${new URL(url).hostname}: ${reasonOf(error)}`);
  process.exitCode = 1;
}
