/** Reads `[{ file, code }]` from standard input and prints, for each, the rules that the code would break there. */
import { text } from 'node:stream/consumers';
import { ESLint } from 'eslint';
import { root } from './run.ts';

const asked = JSON.parse(await text(process.stdin)) as { file: string; code: string }[];
const eslint = new ESLint({ cwd: root });
const found: (string | null)[][] = [];
for (const { file, code } of asked) {
  const [result] = await eslint.lintText(code, { filePath: file });
  found.push(result?.messages.map(({ ruleId }) => ruleId) ?? []);
}
console.log(JSON.stringify(found));
