import { collectionsByRule } from '@doorstep/access';
import { idsAt, notFound } from '@doorstep/domain';
import { readCache } from '@doorstep/runtime';
import { guarded } from '../engine/driver-errors.js';
import type { Held, Integrity, Passage } from '../engine/engine.js';
import type { View } from '../engine/moment.js';
import type { Restrict, Stored } from '../mapping/definition.js';
import type { Document } from '../mapping/document.js';
import type { Repository } from '../write/repository.js';
import { assertAdmitted, restrictIn, restricts, tiesOf, type Tie } from './ties.js';

type Proof = () => Promise<void>;
const there = { _gone: { $exists: false } } as const;
/** First part of the names of divisions, which records name by their codes. */
const places = collectionsByRule.get('division') ?? '';
/** Divisions that are remembered as recorded: more than a county has. */
const most = 20_000;

/**
 * Asks of every write whether what the record refers to admits it, whether what refers to the record lets it come where
 * it comes, and whether its division was recorded. What changes nothing of these costs nothing.
 */
export class ReferentialIntegrity implements Integrity {
  private readonly opened = new Map<string, Repository<Stored>>();
  private readonly upwards = new Map<string, readonly Tie[]>();
  private readonly downwards = new Map<string, readonly Tie[]>();
  private readonly recorded = new Set<string>();

  /** @param isRecorded whether a division of a code was ever recorded, as the owner of the tree says it. */
  constructor(private readonly isRecorded: (code: string) => Promise<boolean>) {}

  opens(collection: string): Repository<Stored> | undefined {
    return this.opened.get(collection);
  }

  above(collection: string): readonly Tie[] {
    return this.upwards.get(collection) ?? [];
  }

  below(collection: string): readonly Tie[] {
    return this.downwards.get(collection) ?? [];
  }

  add(records: Repository<Stored>): void {
    const ties = tiesOf(records);
    this.opened.set(records.noun.spec.name, records);
    this.upwards.set(records.noun.spec.name, ties);
    for (const tie of ties) this.downwards.set(tie.collection, [...this.below(tie.collection), tie]);
  }

  /** Throws where a noun hangs on one of another service: nothing would hold it to what it says. */
  assertWhole(): void {
    const apart = [...this.upwards.values()].flat().find(({ collection }) => !this.opened.has(collection));
    if (apart === undefined) return;
    const { children, path, collection } = apart;
    throw new Error(
      `${children.noun.spec.name}.${path}: this service has no ${collection}; say why such records are kept`,
    );
  }

  proof<T extends Stored>(collection: string, passage: Passage<T>, view?: View): Proof | undefined {
    const proofs = [
      ...this.ofPlace(collection, passage),
      ...this.ofParents(collection, passage, view),
      ...this.ofChildren(collection, passage, view),
    ];
    if (proofs.length === 0) return undefined;
    return async () => {
      for (const proof of proofs) await proof();
    };
  }

  gate(collection: string, before: Stored, rpc: string): Proof | undefined {
    const asked = rpc.slice(rpc.lastIndexOf('/') + 1).toLowerCase();
    const gated = this.above(collection).filter(({ rule: { begins } }) =>
      begins?.steps?.some(([from, , verb]) => from === before.state && asked.startsWith(verb)),
    );
    if (gated.length === 0) return undefined;
    return async () => {
      for (const tie of gated) {
        const parents = this.opened.get(tie.collection);
        if (parents === undefined) continue;
        for (const name of idsAt(before, tie.path)) assertAdmitted(tie, name, await standing(parents, name));
      }
    };
  }

  holds(collection: string, after: Stored): readonly Held[] {
    return this.above(collection)
      .filter(restricts)
      .flatMap((tie) => {
        const parents = this.opened.get(tie.collection);
        const { begins } = tie.rule;
        if (parents === undefined || begins === undefined) return [];
        return idsAt(after, tie.path).map((name) => ({
          documents: parents.documents,
          filter: { _id: name, ...there, state: { $in: [...begins.while] } },
          missed: () => begins.else({ name }),
        }));
      });
  }

  /** Nobody records what lies in a division that there is not. Codes never vanish: one that was found is remembered. */
  private ofPlace<T extends Stored>(collection: string, { before, after }: Passage<T>): Proof[] {
    const own = this.opened.get(collection)?.noun.spec.division !== undefined;
    const code = own ? '' : (after?.division ?? '');
    if (code === '' || code === before?.division || this.recorded.has(code)) return [];
    return [
      async () => {
        if (!(await this.isRecorded(code))) throw notFound({ name: `${places}/${code}`, field: 'division' });
        if (this.recorded.size < most) this.recorded.add(code);
      },
    ];
  }

  private ofParents<T extends Stored>(collection: string, { before, after }: Passage<T>, view?: View): Proof[] {
    if (after === undefined) return [];
    return this.above(collection).flatMap((tie) => {
      const parents = this.opened.get(tie.collection);
      const { begins } = tie.rule;
      if (parents === undefined || begins === undefined) return [];
      const steps = begins.steps?.some(([from, to]) => from === before?.state && to === after.state) === true;
      const known = before === undefined || steps ? [] : idsAt(before, tie.path);
      const asked = idsAt(after, tie.path).filter((name) => !known.includes(name));
      return asked.map((name) => async () => assertAdmitted(tie, name, await standing(parents, name, view)));
    });
  }

  private ofChildren<T extends Stored>(collection: string, { before, after }: Passage<T>, view?: View): Proof[] {
    if (before === undefined || (after !== undefined && after.state === before.state)) return [];
    return this.below(collection).flatMap((tie) => {
      const { on, removed } = tie.rule;
      const restrict = restrictIn(after === undefined ? removed : on[after.state ?? '']);
      return restrict === undefined ? [] : [() => assertNone(tie, restrict, before.name, view)];
    });
  }
}

/** How a parent stands, in whosever reach; lines of one sheet ask once. */
async function standing({ documents, noun }: Repository<Stored>, name: string, view?: View) {
  const ask = () => guarded(() => documents.findOne({ _id: name, ...there }, { projection: { state: 1 } }));
  const found = view?.found(name) ?? (await (readCache()?.recall(`standing ${noun.spec.name} ${name}`, ask) ?? ask()));
  if (found === null || found._gone) return undefined;
  const { state } = found;
  return { state: typeof state === 'string' ? state : '' };
}

/** What the transaction holds is asked as its commands before left it; everything else as it is kept. */
async function assertNone(
  { children: { documents }, path }: Tie,
  { restrict, refusal }: Restrict,
  name: string,
  view?: View,
): Promise<void> {
  const held = view?.of(documents) ?? [];
  const holds = ({ _gone, ...document }: Document): boolean =>
    !_gone && restrict.includes(String(document['state'])) && idsAt(document, path).includes(name);
  const seen = held.map(({ _id }) => _id);
  const elsewhere = seen.length > 0 && { _id: { $nin: seen } };
  const filter = { ...there, ...elsewhere, [path]: name, state: { $in: [...restrict] } };
  const found = held.find(holds) ?? (await guarded(() => documents.findOne(filter, { projection: { _id: 1 } })));
  if (found) throw refusal({ name, record: found._id });
}
