import { registry } from '@doorstep/access';
import { routesOf } from '../../apps/gateway/src/contract/routes.ts';
import { commentsOf } from './comments.ts';
import { problem, shared, violation } from './components.ts';
import { operationOf } from './operations.ts';
import type { Schema } from './json-schema.ts';
import { Schemas } from './schema.ts';

const about = `小区党群服务站数字平台的 REST 接口。One door to the services of a county's neighbourhood stations.

- Names: a record is \`needs/{need}\`; its URL is \`/v1/needs/{need}\`.
- Changes: \`PATCH\` and \`DELETE\` need \`If-Match\`; \`Idempotency-Key\` makes a repeat have one effect.
- Errors: \`application/problem+json\`, by reason at \`/docs/errors\`.
- int64 comes as a string, as ProtoJSON says; times are RFC 3339 in UTC.
- What lies outside your jurisdiction is not found.`;

/** The OpenAPI 3.1 document of every route. @param imageWithSource a FileDescriptorSet with comments. */
export function documentOf(imageWithSource: Uint8Array, version: string): Schema {
  const comments = commentsOf(imageWithSource);
  const schemas = new Schemas(comments);
  const paths: Record<string, Record<string, Schema>> = {};
  const services = new Map<string, string>();
  for (const route of routesOf(registry)) {
    const { path, verb, operation } = operationOf(route, schemas, comments);
    paths[path] = { ...paths[path], [verb]: operation };
    const { parent } = route.method;
    services.set(parent.name.replace(/Service$/, ''), comments.get(parent.typeName) ?? parent.name);
  }
  return {
    openapi: '3.1.1',
    info: {
      title: '家门口 · Doorstep',
      version,
      description: about,
      license: { name: 'Apache License 2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/', description: 'The gateway that serves this document.' }],
    security: [{ oidc: [] }],
    tags: [...services].map(([name, description]) => ({ name, description })),
    paths,
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
