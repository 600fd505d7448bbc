import { notFound } from '@doorstep/domain';
import type { Cascade, Fate, Parent, Restrict, Stored } from '../mapping/definition.js';
import type { Repository } from '../write/repository.js';

/** Records of one noun, the children, that name records of another by one of their fields. */
export interface Tie {
  readonly children: Repository<Stored>;
  /** Path to the names, `commitments.need`. */
  readonly path: string;
  /** Collection of the parents. */
  readonly collection: string;
  readonly rule: Parent<Stored>;
}

/** What a collection has to do with those to which its records refer. */
export const tiesOf = (children: Repository<Stored>): readonly Tie[] =>
  children.noun.descriptor.parents.flatMap(({ collection, path }) => {
    const rule = children.noun.spec.parents?.[path];
    return rule === undefined || 'keep' in rule ? [] : [{ children, path, collection, rule }];
  });

type Some = Fate<Stored, Stored> | undefined;
export const cascadeIn = (fate: Some): Cascade<Stored, Stored> | undefined =>
  fate && 'cascade' in fate ? fate : undefined;
export const restrictIn = (fate: Some): Restrict | undefined => (fate && 'restrict' in fate ? fate : undefined);

/** Whether some end of the parent asks for the children. */
export const restricts = ({ rule: { on, removed } }: Tie): boolean =>
  [...Object.values(on), removed].some((fate) => restrictIn(fate) !== undefined);
export const cascades = ({ rule: { on, removed } }: Tie): boolean =>
  [...Object.values(on), removed].some((fate) => cascadeIn(fate) !== undefined);

/** Throws NOT_FOUND where there is no parent, and the noun's refusal where it stands otherwise. */
export function assertAdmitted({ rule, path }: Pick<Tie, 'rule' | 'path'>, name: string, parent: Standing): void {
  if (parent === undefined) throw notFound({ name, field: path });
  const { state = '' } = parent;
  if (rule.begins?.while.includes(state) === false) throw rule.begins.else({ name, state });
}

type Standing = { readonly state?: string } | undefined;
