import { readApps } from '../platform/apps.ts';
import { ROOT } from '../platform/platform.ts';
import { fixedPorts } from '../platform/port-plan.ts';
import { mongo } from 'mongoose';
import type { Option } from './command.ts';
import { oneOf } from './command.ts';

const HOST = '127.0.0.1';
const portOf = (name: string): string => String(fixedPorts([name]).get(name));

/** Where MongoDB is: as the environment says, or where `npm start` runs it. */
export const mongoOption = {
  type: 'string',
  value: 'URI',
  default: process.env['DOORSTEP_MONGO_URI'] ?? `mongodb://${HOST}:${portOf('mongod')}/?replicaSet=rs0`,
  says: 'where MongoDB is; otherwise DOORSTEP_MONGO_URI, or that of npm start',
} as const satisfies Option;

/** Where Redis is: as the environment says, or where `npm start` runs it. */
export const redisOption = {
  type: 'string',
  value: 'URL',
  default: process.env['DOORSTEP_REDIS_URL'] ?? `redis://${HOST}:${portOf('redis')}`,
  says: 'where Redis is; otherwise DOORSTEP_REDIS_URL, or that of npm start',
} as const satisfies Option;

/** A server that does not answer, by its address without the password, and what says where it is. */
export function unanswered(title: string, address: string, key: string, option: string): Error {
  const hosts = /^[a-z+]+:\/\/(?:.*@)?([^/?]+)/.exec(address)?.[1] ?? 'an address that is none';
  return new Error(`${title} does not answer at ${hosts}: ${key} or ${option} says where it is`);
}

/** The server's client. Throws one line where it does not answer. */
export function connectMongo(uri: string): Promise<mongo.MongoClient> {
  return Promise.try(() => new mongo.MongoClient(uri, { serverSelectionTimeoutMS: 5_000 }).connect()).catch(
    (error: unknown) => {
      if (!(error instanceof mongo.MongoServerSelectionError)) throw error;
      throw unanswered('MongoDB', uri, 'DOORSTEP_MONGO_URI', '--uri');
    },
  );
}

/** Names of the services. */
export const services = async (): Promise<string[]> =>
  (await readApps(ROOT)).filter(({ kind }) => kind === 'service').map(({ name }) => name);

/** The service itself, if it is one of the platform. Throws a Mistake that names those that there are. */
export const serviceNamed = async (name: string): Promise<string> => oneOf('service', name, await services());
