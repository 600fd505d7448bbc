import { registry } from '@doorstep/access';
import type { Declared } from '@doorstep/domain';
import { routesOf } from '../../apps/gateway/src/contract/routes.ts';
import { statusOf } from '../../apps/gateway/src/problem/problem.ts';
import { refusals } from '../../apps/gateway/src/problem/refusals.ts';
import { commentsOf } from './schema/comments.ts';
import { problem, shared, violation } from './components.ts';
import type { Examples } from './examples.ts';
import { operationOf } from './operations.ts';
import type { Schema } from './schema/json-schema.ts';
import { Schemas } from './schema/schema.ts';

const about = `小区党群服务站数字平台的 REST 接口。One door to the services of a county's neighbourhood stations.

- Names: a record is \`{collection}/{id}\`; its URL is \`/v1/{collection}/{id}\`.
- Changes: \`PATCH\` and \`DELETE\` need \`If-Match\`; \`Idempotency-Key\` makes a repeat have one effect.
- Errors: \`application/problem+json\`, by reason at \`/docs/errors\`.
- int64 comes as a string, as ProtoJSON says; times are RFC 3339 in UTC.
- What lies outside your jurisdiction is not found.`;

type Paths = Record<string, Record<string, Schema>>;

/** Puts an operation at its route. Throws a line that names both RPCs that have it. */
export function putIn(paths: Paths, path: string, verb: string, operation: Schema): void {
  const there = paths[path]?.[verb];
  if (there) {
    const both = [operation, there].map(({ operationId }) => (typeof operationId === 'string' ? operationId : ''));
    throw new Error(`${both.join(' and ')} have one route: ${verb} ${path}`);
  }
  paths[path] = { ...paths[path], [verb]: operation };
}

/**
 * The OpenAPI 3.1 document of every route.
 * @param imageWithSource a FileDescriptorSet with comments.
 * @param declared what services and libraries refuse.
 * @param examples what requests say, by noun and verb.
 */
export function documentOf(
  imageWithSource: Uint8Array,
  version: string,
  declared: readonly Declared[],
  examples: Examples,
): Schema {
  const comments = commentsOf(imageWithSource);
  const schemas = new Schemas(comments);
  const paths: Paths = {};
  const services = new Map<string, string>();
  const reasons = reasonsOf(declared);
  const told = { schemas, comments, statusOf: (reason: string) => reasons[reason]?.status, examples };
  for (const route of routesOf(registry)) {
    const { path, verb, operation } = operationOf(route, told);
    putIn(paths, path, verb, operation);
    const { parent } = route.method;
    services.set(parent.name.replace(/Service$/, ''), comments.get(parent.typeName) ?? parent.name);
  }
  return {
    openapi: '3.1.1',
    info: infoOf(version),
    servers: [{ url: '/', description: 'The gateway that serves this document.' }],
    security: [{ oidc: [] }],
    tags: [...services].map(([name, description]) => ({ name, description })),
    paths,
    'x-doorstep-refusals': reasons,
    components: {
      ...shared,
      schemas: {
        ...schemas.components,
        Problem: problem,
        Violation: violation,
      },
    },
  };
}

const infoOf = (version: string): Schema => ({
  // Generators call what they make after it: a package of Python bears no Chinese name that everybody can type.
  title: 'Doorstep',
  summary: '家门口：小区党群服务站数字平台',
  version,
  description: about,
  contact: { name: '本平台的运维人员 · the operator of this platform' },
  license: { name: 'Apache License 2.0', identifier: 'Apache-2.0' },
});

/** Every reason of a problem with its status, its texts and its remedy; what the gateway refuses itself, it says itself. */
function reasonsOf(declared: readonly Declared[]): Record<string, { readonly status: number } & Schema> {
  const theirs = declared.map(({ kind, ...rest }) => ({ ...rest, status: statusOf(kind, rest.reason) }));
  const explained = [...theirs, ...refusals].map(({ reason, status, zh, en, remedy }) => {
    return [reason, { status, zh, en, remedy: { ...remedy } }] as const;
  });
  return Object.fromEntries([...new Map(explained)].sort(([a], [b]) => (a < b ? -1 : 1)));
}
