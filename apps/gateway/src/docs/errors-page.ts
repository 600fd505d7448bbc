import { refusals } from '../problem/refusals.js';

/** What the page reads of the document: which operation names which reasons. */
interface Operations {
  readonly paths?: Readonly<
    Record<
      string,
      Readonly<Record<string, { readonly operationId?: string; readonly 'x-doorstep-reasons'?: readonly string[] }>>
    >
  >;
}

/** The page to which `type` of a problem leads: every reason, what it means, and who gives it. */
export function errorsPage(openapi: Operations): string {
  const own = refusals.map(({ reason, status, zh, en }) => row(reason, `${status} ${zh} — ${en}`));
  const theirs = [...reasonsOf(openapi)].map(([reason, operations]) => row(reason, operations.join(', ')));
  return `<!doctype html>
<html lang="zh-CN">
  <head><meta charset="utf-8" /><title>家门口 · Doorstep errors</title></head>
  <body>
    <h1>错误原因 · Reasons of problems</h1>
    <p>每个错误都以 <code>application/problem+json</code> 返回；<code>reason</code> 不变，<code>texts</code> 为中英文说明。
    Every problem comes as <code>application/problem+json</code>; its <code>reason</code> is stable.</p>
    <h2>网关 · Of the gateway</h2>
    <dl>${own.join('')}</dl>
    <h2>服务 · Of the services, with the operations that give them</h2>
    <dl>${theirs.join('')}</dl>
  </body>
</html>
`;
}

function reasonsOf({ paths = {} }: Operations): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const { operationId = '', 'x-doorstep-reasons': reasons = [] } of Object.values(paths).flatMap((path) =>
    Object.values(path),
  )) {
    for (const reason of reasons) found.set(reason, [...(found.get(reason) ?? []), operationId]);
  }
  return new Map([...found].sort(([a], [b]) => a.localeCompare(b)));
}

const row = (reason: string, meaning: string): string =>
  `<dt id="${reason}"><code>${reason}</code></dt><dd>${meaning}</dd>\n`;
