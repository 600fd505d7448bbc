/** A path of google.api.http taken apart. */
export interface Template {
  /** Literal segments, and `*` for any one. */
  readonly segments: readonly string[];
  /** Custom verb behind the colon; empty where none. */
  readonly verb: string;
  /** Which segments fill which field: `need.name` from segment `start` up to `end`. */
  readonly variables: readonly { readonly field: string; readonly start: number; readonly end: number }[];
}

/**
 * Takes apart a path template as `/v1/{need.name=needs/*}:verify`.
 * Source: the grammar in google/api/http.proto. Throws where a template does not follow it.
 */
export function parseTemplate(path: string): Template {
  const [, inner, verb = ''] = /^\/(.*?)(?::([A-Za-z][A-Za-z0-9]*))?$/.exec(path) ?? [];
  if (inner === undefined) throw new Error(`${path} is no path template`);
  const segments: string[] = [];
  const variables: { field: string; start: number; end: number }[] = [];
  const parts = [...inner.matchAll(/\{([a-z0-9_.]+)(?:=([^{}]+))?\}|[^/{}]+/g)];
  for (const [part, field, pattern = '*'] of parts) {
    const start = segments.length;
    segments.push(...(field === undefined ? part : pattern).split('/'));
    if (field !== undefined) variables.push({ field, start, end: segments.length });
  }
  const whole = parts.map(([part]) => part).join('/') === inner;
  if (!whole || !segments.every((segment) => /^(\*|[A-Za-z0-9._~-]+)$/.test(segment))) {
    throw new Error(`${path} is no path template`);
  }
  return { segments, verb, variables };
}
