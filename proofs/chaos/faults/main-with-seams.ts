// An app as it is built, with seams between it and its driver: CHAOS_MAIN is its bundle.
import { wrapSeams } from './seams.ts';

const { CHAOS_FOLDER = '', CHAOS_APP = '', CHAOS_REPLICA = '', CHAOS_MAIN = '' } = process.env;
wrapSeams(CHAOS_FOLDER, CHAOS_APP, CHAOS_REPLICA);
await import(CHAOS_MAIN);
