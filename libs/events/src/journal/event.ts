import type { FigureRow } from '@doorstep/domain';
import type { mongo } from 'mongoose';

/** An event as it waits in its record, made once and copied to the journal byte for byte. */
export interface PendingEvent {
  /** Random id; a consumer's own writes take it as their request id. */
  readonly id: string;
  /** `needs.listed`: the collection and the state reached, or what happened where the state stayed. */
  readonly type: string;
  /** Name of the record, `needs/n1`. */
  readonly aggregate: string;
  /** Version of the record that the event belongs to. */
  readonly version: number;
  /** Number of the event within the version, from 0. */
  readonly n: number;
  /** The public part as JSON text: what consumers need, no personal data. Shape: `EventBody`. */
  readonly body: string;
  /** The personal part, in a suite that names how it is sealed; erasing it leaves the chain whole. */
  readonly sealed: SealedPart | null;
}

/** The personal part of an event. Suite `plain` until sealing arrives; readers refuse a suite that they do not know. */
export interface SealedPart {
  readonly suite: 'plain';
  readonly bytes: mongo.Binary;
}

/** What the public part of an event says. */
export interface EventBody {
  /** When it was recorded, ISO 8601, UTC. */
  readonly time: string;
  /** When it took effect, ISO 8601, UTC. */
  readonly effectiveTime: string;
  /** Random id of who did it; `system` for a clock. */
  readonly actor: string;
  readonly client: string;
  readonly onBehalfOf: string;
  /** The RPC, or what fired. */
  readonly method: string;
  /** Name of the clock that did it, where one did. */
  readonly clock?: string;
  /** Hash that names the command; equal for all events of one command. */
  readonly commandId: string;
  /** W3C trace context of the command, where requests are traced. */
  readonly traceparent?: string;
  /** Of what the platform did because of another record: its name, and random ids of those who are told. */
  readonly following?: { readonly record: string; readonly tells: readonly string[] };
  /** Division code of the record. */
  readonly division: string;
  /** Audience keys of the record before and after the change, none where it was not there: who is to hear of it. */
  readonly audience: { readonly before: readonly string[]; readonly after: readonly string[] };
  /** State after the change; empty where the noun has none. */
  readonly state: string;
  /** Top-level fields that changed. */
  readonly fields: readonly string[];
  /** The record after the change without personal fields; absent for a note or a tombstone. */
  readonly record?: Readonly<Record<string, unknown>>;
  /** The record's full rows in its figures, zeros included. */
  readonly figures: readonly FigureRow[];
}
