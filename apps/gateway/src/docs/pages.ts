import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Answer } from '../http/answer.js';
import { errorsPage } from './errors-page.js';

/** Pages that need no token, by their path. */
export type Pages = ReadonlyMap<string, () => Answer | Promise<Answer>>;

// Nothing is loaded from elsewhere; Swagger UI writes styles into its page.
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; " +
  "frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

const page = `<!doctype html>
<html lang="zh-CN">
  <head>
    <meta charset="utf-8" />
    <title>家门口 · Doorstep API</title>
    <link rel="stylesheet" href="/docs/swagger-ui.css" />
    <link rel="icon" href="/docs/favicon-32x32.png" />
  </head>
  <body>
    <div id="ui"></div>
    <script src="/docs/swagger-ui-bundle.js"></script>
    <script src="/docs/start.js"></script>
  </body>
</html>
`;
const start = `SwaggerUIBundle({ url: '/openapi.json', dom_id: '#ui', deepLinking: true, persistAuthorization: false });\n`;

const assets = {
  'swagger-ui.css': 'text/css',
  'swagger-ui-bundle.js': 'text/javascript',
  'favicon-32x32.png': 'image/png',
} as const;

/** Documentation, from this machine alone. What few ask for is read when it is first asked for: memory is for the calls. */
export function pagesOf(openapi: () => Promise<object>): Pages {
  const folder = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));
  const files = Object.entries(assets).map(
    ([file, type]) => [`/docs/${file}`, late(async () => answer(type, await readFile(join(folder, file))))] as const,
  );
  return new Map<string, () => Answer | Promise<Answer>>([
    ['/openapi.json', late(async () => answer('application/json', JSON.stringify(await openapi())))],
    ['/docs', still('text/html', page)],
    ['/docs/start.js', still('text/javascript', start)],
    ['/docs/errors', late(async () => answer('text/html', errorsPage(await openapi())))],
    ...files,
  ]);
}

const still = (type: string, body: string | Buffer): (() => Answer) => {
  const answered = answer(type, body);
  return () => answered;
};

/** An answer that is made once, when somebody asks. */
function late(make: () => Promise<Answer>): () => Promise<Answer> {
  let made: Promise<Answer> | undefined;
  return () => (made ??= make());
}

const answer = (type: string, body: string | Buffer): Answer => ({
  status: 200,
  headers: {
    'content-type': `${type}${type.startsWith('image') ? '' : '; charset=utf-8'}`,
    'content-security-policy': policy,
  },
  body,
});
