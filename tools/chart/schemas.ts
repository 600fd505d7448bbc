import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

interface Definition {
  readonly properties?: Readonly<Record<string, unknown>>;
  readonly additionalProperties?: unknown;
  readonly type?: string | readonly string[];
  readonly format?: string;
  readonly 'x-kubernetes-group-version-kind'?: readonly { group: string; version: string; kind: string }[];
}

const REF = '#/definitions/';

/**
 * Makes JSON schemas, a file a kind as kubeconform looks for them, of the API that a Kubernetes server describes. They are
 * strict: a field that the server does not know is an error. @param openApi file with the server's description.
 */
export async function writeSchemas(openApi: string, folder: string): Promise<void> {
  const { definitions } = JSON.parse(await readFile(openApi, 'utf8')) as {
    definitions: Readonly<Record<string, Definition>>;
  };
  await mkdir(folder, { recursive: true });
  for (const [name, { 'x-kubernetes-group-version-kind': kinds = [] }] of Object.entries(definitions)) {
    for (const { group, version, kind } of kinds) {
      const schema = { $ref: REF + name, definitions: closure(name, definitions) };
      const file = [kind, group.split('.')[0] ?? '', version].filter(Boolean).join('-').toLowerCase();
      await writeFile(join(folder, `${file}.json`), JSON.stringify(schema));
    }
  }
}

/** A definition with all that it leads to. */
function closure(name: string, all: Readonly<Record<string, Definition>>): Record<string, Definition> {
  const found: Record<string, Definition> = {};
  const add = (wanted: string): void => {
    const definition = all[wanted];
    if (definition === undefined || wanted in found) return;
    found[wanted] = strict(definition);
    for (const [, next = ''] of JSON.stringify(definition).matchAll(/"#\/definitions\/([^"]+)"/g)) add(next);
  };
  add(name);
  return found;
}

function strict(definition: Definition): Definition {
  const { format, properties, additionalProperties } = definition;
  // The server calls it a string, and takes a number.
  if (format === 'int-or-string') return { type: ['string', 'integer'] };
  if (properties === undefined || additionalProperties !== undefined) return definition;
  return { ...definition, additionalProperties: false };
}
