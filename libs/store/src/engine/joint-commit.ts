import { msUntil } from '@doorstep/hop';
import { mongo, type Connection } from 'mongoose';
import { brokenIndex, guarded } from './driver-errors.js';
import type { KeyedQueue } from './keyed-queue.js';
import { Moment, type Read } from './moment.js';
import { contended } from './refusals.js';
import { atomic } from './write-concern.js';

/** A command that has the turn of all its records but the last. */
interface Command<R> {
  /** The record that its request names. */
  readonly name: string;
  readonly deadline: Date;
  readonly reads: readonly Read[];
  /** Changes documents of the moment, all or none. Throws what the command is refused for. */
  readonly prepare: (moment: Moment) => Promise<R>;
}
interface Waiting {
  readonly command: Command<unknown>;
  /** Ends the command as it is to end. */
  readonly ends: (outcome: Outcome) => void;
}
/** Answers the command, or throws what it is refused for. */
type Outcome = () => unknown;

/** Commands that one transaction takes at most: as many as one write of a record. */
const most = 50;

/**
 * Who has the turn of the last record of a command, and so of all, takes along those who wait for that one alone: each
 * rule sees what the one before it left, and one transaction holds them. So fifty who enrol in one session wait for few
 * transactions and not for fifty: turns are taken in the order of names, and `sessions/…` comes behind `enrolments/…`.
 */
export class JointCommit {
  private readonly lines = new Map<string, Waiting[]>();

  constructor(
    private readonly connection: Connection,
    private readonly queue: KeyedQueue,
    private readonly wake: () => void,
  ) {}

  /** @param last the record whose turn the command still waits for. */
  async run<R>(last: string, command: Command<R>): Promise<R> {
    const line = this.lines.get(last) ?? [];
    this.lines.set(last, line);
    const outcome = await new Promise<Outcome>((ends, reject) => {
      line.push({ command, ends });
      // Whoever was taken along finds an empty line.
      this.queue.run(last, () => this.turn(last, line)).catch(reject);
    });
    return outcome() as R;
  }

  private async turn(last: string, line: Waiting[]): Promise<void> {
    const batch = line.splice(0, most);
    if (line.length === 0 && this.lines.get(last) === line) this.lines.delete(last);
    if (batch.length > 0) await this.commit(batch);
  }

  private async commit(batch: readonly Waiting[]): Promise<void> {
    try {
      const outcomes = await guarded(() => this.transaction(batch));
      this.wake();
      batch.forEach(({ ends }, i) => {
        ends(outcomes[i] ?? failing(new Error('every command has an outcome')));
      });
    } catch (error) {
      // One of them breaks an index: whose fault it is shows when each goes alone.
      const apart = batch.length > 1 && brokenIndex(error) !== undefined;
      for (const one of batch)
        if (apart) await this.commit([one]);
        else one.ends(failing(error));
    }
  }

  private transaction(batch: readonly Waiting[]): Promise<Outcome[]> {
    // The driver begins anew after a conflict, for two minutes: nobody waits for an answer beyond the deadline.
    let tries = 0;
    return this.connection.transaction(async (session) => {
      tries += 1;
      const outcomes: Outcome[] = [];
      const moment = await Moment.of(
        batch.flatMap(({ command }) => command.reads),
        session,
      );
      for (const { command } of batch) {
        const late = tries > 1 && msUntil(command.deadline) === 0;
        outcomes.push(late ? failing(contended({ name: command.name })) : await outcomeOf(command, moment));
      }
      await moment.write();
      return outcomes;
    }, atomic);
  }
}

/** What a rule refuses is refused to its command alone, of which nothing is written; what the driver throws is of all. */
async function outcomeOf({ prepare }: Command<unknown>, moment: Moment): Promise<Outcome> {
  try {
    const after = await prepare(moment);
    return () => after;
  } catch (error) {
    if (error instanceof mongo.MongoError) throw error;
    return failing(error);
  }
}

const failing = (error: unknown) => (): never => {
  throw error;
};
