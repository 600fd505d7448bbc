import type { Documented } from '../problem/refusals.js';

/** What the page reads of the document: which reasons there are, and which operation names which. */
export interface Reasons {
  readonly paths?: Readonly<
    Record<
      string,
      Readonly<Record<string, { readonly operationId?: string; readonly 'x-doorstep-reasons'?: readonly string[] }>>
    >
  >;
  readonly 'x-doorstep-refusals'?: Readonly<Record<string, Omit<Documented, 'reason'>>>;
}

/** The page to which `type` of a problem leads: every reason, what it means, what helps, and who gives it. */
export function errorsPage(openapi: Reasons): string {
  const operations = operationsOf(openapi);
  const rows = Object.entries(openapi['x-doorstep-refusals'] ?? {}).map(([reason, told]) =>
    row(reason, told, operations.get(reason) ?? []),
  );
  return `<!doctype html>
<html lang="zh-CN">
  <head><meta charset="utf-8" /><title>家门口 · Doorstep errors</title></head>
  <body>
    <h1>错误原因 · Reasons of problems</h1>
    <p>每个错误都以 <code>application/problem+json</code> 返回；<code>reason</code> 不变，<code>texts</code> 为中英文说明。
    Every problem comes as <code>application/problem+json</code>; its <code>reason</code> is stable.</p>
    <dl>${rows.join('')}</dl>
  </body>
</html>
`;
}

function operationsOf({ paths = {} }: Reasons): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const { operationId = '', 'x-doorstep-reasons': reasons = [] } of Object.values(paths).flatMap((path) =>
    Object.values(path),
  )) {
    for (const reason of reasons) found.set(reason, [...(found.get(reason) ?? []), operationId]);
  }
  return found;
}

const row = (reason: string, { status, zh, en, remedy }: Omit<Documented, 'reason'>, operations: string[]): string =>
  `<dt id="${reason}"><code>${reason}</code> ${status}</dt>
<dd><p>${html(zh)} — <span lang="en">${html(en)}</span></p>
<p>${html(remedy.zh)} — <span lang="en">${html(remedy.en)}</span></p>
${operations.length === 0 ? '' : `<p><small>${operations.join(', ')}</small></p>`}</dd>
`;

const html = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
