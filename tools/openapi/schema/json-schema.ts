import type { JsonValue } from '@bufbuild/protobuf';

/** A JSON Schema of draft 2020-12. */
export type Schema = { readonly [keyword: string]: JsonValue };
