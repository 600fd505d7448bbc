import { getOption, hasOption, ScalarType, type DescField, type DescMessage } from '@bufbuild/protobuf';
import { nouns, optionIn, optionNamed } from '@doorstep/access';

const behavior = optionNamed('google.api.field_behavior');
const sensitive = optionNamed('doorstep.options.v1.sensitive');
const belongs = optionNamed('doorstep.options.v1.belongs');
const reference = optionNamed('google.api.resource_reference');
const resource = optionNamed('google.api.resource');
const referableIn = optionNamed('doorstep.options.v1.referable_in');
const figure = optionNamed('doorstep.options.v1.figure');
const outputOnly = 3;
const immutable = 5;

/** What the contract says of a noun's fields; names as the messages spell them, `openUntil`. */
export interface NounDescriptor {
  readonly typeName: string;
  readonly fields: readonly string[];
  /** Fields that are personal, or hold something personal. */
  readonly personal: readonly string[];
  /** Fields that a client may change after creation. */
  readonly editable: readonly string[];
  /** Paths to the random ids of who owns a record, and of the organisations that see it. */
  readonly owner: readonly string[];
  readonly organisation: readonly string[];
  /** States in which a record is published, `STATE_LISTED`. */
  readonly publishedIn: readonly string[];
  /** Fields that name resources which may not vanish under them: the type of the resource, and the path, `gates.evidence`. */
  readonly references: readonly { readonly type: string; readonly path: string }[];
  /** Other fields that name resources of one noun: its collection, and the path, `commitments.need`. */
  readonly parents: readonly { readonly collection: string; readonly path: string }[];
  /** Figures that records count for, and the fields that break each down. */
  readonly figures: readonly { readonly id: string; readonly by: readonly string[] }[];
  has(field: string): boolean;
  /** A filter's text as the value that documents hold; undefined where the field is absent or the text does not fit. */
  valueOf(field: string, text: string): string | number | boolean | undefined;
}

/** The descriptor of a collection, found by its resource pattern. Throws where no message of the contract has it. */
export function descriptorOf(collection: string): NounDescriptor {
  const message = messageOf(collection);
  const byName = new Map(message.fields.map((field) => [field.localName, field]));
  const names = (fields: readonly DescField[]): string[] => fields.map(({ localName }) => localName);
  return {
    typeName: message.typeName,
    fields: names(message.fields),
    personal: names(message.fields.filter((field) => isPersonal(field, new Set()))),
    editable: names(message.fields.filter((field) => !has(field, outputOnly) && !has(field, immutable))),
    ...ownersIn(message),
    references: referencesIn(message, ({ type }) => referable.has(type)),
    parents: referencesIn(message, ({ type }) => !referable.has(type)).flatMap(({ type, path }) => {
      const collection = collectionOf.get(type);
      return collection === undefined ? [] : [{ collection, path }];
    }),
    figures: figuresIn(message),
    has: (field) => byName.has(field),
    valueOf: (field, text) => valueOf(byName.get(field), text),
  };
}

const localNameIn = (message: DescMessage, name: string): string => {
  const field = message.fields.find((one) => one.name === name);
  if (field === undefined) throw new Error(`${message.typeName} has no field ${name}, which its options name`);
  return field.localName;
};

/** A path of the contract, `parties.subject`, as records spell it. Throws where it leads nowhere. */
function localPath(message: DescMessage, path: string): string {
  const [first = '', ...rest] = path.split('.');
  const local = localNameIn(message, first);
  const inner = message.field[local]?.message;
  return rest.length === 0 || inner === undefined ? local : `${local}.${localPath(inner, rest.join('.'))}`;
}

interface Belongs {
  readonly owner: readonly string[];
  readonly organisation: readonly string[];
  readonly publishedIn: readonly string[];
}

function ownersIn(message: DescMessage): Belongs {
  const said = optionIn(message, belongs) as Belongs | undefined;
  const { owner = [], organisation = [], publishedIn = [] } = said ?? {};
  const local = (paths: readonly string[]): string[] => paths.map((path) => localPath(message, path));
  return {
    owner: local(owner),
    organisation: local(organisation),
    publishedIn: publishedIn.map((state) => stateNamed(message, state)),
  };
}

function stateNamed(message: DescMessage, state: string): string {
  const values = message.fields.find(({ name }) => name === 'state')?.enum?.values ?? [];
  const value = values.find(({ name }) => name === `STATE_${state}`);
  if (value === undefined) throw new Error(`${message.typeName} has no state ${state}, which its options name`);
  return value.name;
}

/** Figures that records count for: a ratio is computed of two others. */
function figuresIn(message: DescMessage): NounDescriptor['figures'] {
  const said = optionIn(message, figure) as
    readonly (NounDescriptor['figures'][number] & { numerator: string })[] | undefined;
  return (said ?? [])
    .filter(({ numerator }) => numerator === '')
    .map(({ id, by }) => ({ id, by: by.map((name) => localNameIn(message, name)) }));
}

/** Types of resources that are proved where they are referred to, `doorstep.county/Evidence`. */
const referable: ReadonlySet<string> = new Set(
  [...nouns.values()]
    .filter((message) => hasOption(message, referableIn))
    .map((message) => (getOption(message, resource) as { readonly type: string }).type),
);

/** First part of the names of each type of resource; `*`, any resource, is none. */
const collectionOf: ReadonlyMap<string, string> = new Map(
  [...nouns].map(([collection, message]) => [
    (getOption(message, resource) as { readonly type: string }).type,
    collection,
  ]),
);

interface Reference {
  readonly type: string;
  readonly path: string;
}

/** Stored messages hold each other in no circle. */
const referencesIn = (message: DescMessage, wanted: (reference: Reference) => boolean): readonly Reference[] =>
  message.fields.flatMap((field) => {
    const said = optionIn(field, reference) as { readonly type: string } | undefined;
    if (said) return [{ type: said.type, path: field.localName }].filter(wanted);
    const inner = field.message === undefined ? [] : referencesIn(field.message, wanted);
    return inner.map(({ type, path }) => ({ type, path: `${field.localName}.${path}` }));
  });

function messageOf(collection: string): DescMessage {
  const message = nouns.get(collection);
  if (message === undefined) throw new Error(`no message of the contract has the resource pattern ${collection}/{…}`);
  return message;
}

const has = (field: DescField, value: number): boolean => (getOption(field, behavior) as number[]).includes(value);

function isPersonal(field: DescField, seen: Set<DescMessage>): boolean {
  if (hasOption(field, sensitive)) return true;
  const inner = field.message;
  if (inner === undefined || seen.has(inner)) return false;
  seen.add(inner);
  return inner.fields.some((part) => isPersonal(part, seen));
}

function valueOf(field: DescField | undefined, text: string): string | number | boolean | undefined {
  if (field?.fieldKind === 'enum') {
    const { values, sharedPrefix = '' } = field.enum;
    return values.find(({ name }) => name === text || name === `${sharedPrefix.toUpperCase()}${text}`)?.name;
  }
  if (field?.fieldKind !== 'scalar') return undefined;
  if (field.scalar === ScalarType.STRING) return text;
  if (field.scalar === ScalarType.BOOL) return text === 'true' || text === 'false' ? text === 'true' : undefined;
  return /^-?\d{1,15}$/.test(text) ? Number(text) : undefined;
}
