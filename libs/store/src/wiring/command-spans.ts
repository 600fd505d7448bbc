import type { Tracing } from '@doorstep/runtime';
import type { mongo } from 'mongoose';

type End = (error?: string) => void;

/** Commands that a client sends of its own accord: nobody waits for them. */
const silent = new Set(['hello', 'ping', 'endSessions']);

/**
 * Makes a span of each command that is sent on behalf of a request: its name, collection and database, and nothing of
 * what it holds. The driver's own events tell of them, so that nothing is patched.
 */
export function traceCommands(client: mongo.MongoClient, tracing: Tracing): void {
  const under = new Map<number, End>();
  client.on('commandStarted', ({ requestId, commandName, databaseName, command }) => {
    if (silent.has(commandName)) return;
    const target: unknown = command[commandName];
    const collection = typeof target === 'string' ? target : '';
    const end = tracing.begin(`${commandName} ${collection}`.trim(), {
      kind: 'client',
      attributes: {
        'db.system.name': 'mongodb',
        'db.operation.name': commandName,
        'db.namespace': databaseName,
        ...(collection !== '' && { 'db.collection.name': collection }),
      },
    });
    if (end !== undefined) under.set(requestId, end);
  });
  const settle = (requestId: number, error?: string): void => {
    under.get(requestId)?.(error);
    under.delete(requestId);
  };
  client.on('commandSucceeded', ({ requestId }) => settle(requestId));
  client.on('commandFailed', ({ requestId, failure }) => settle(requestId, failure.name));
}
