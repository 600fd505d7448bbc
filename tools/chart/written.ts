import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { format } from 'prettier';
import { parse, stringify } from 'yaml';
import { readApps } from '../platform/apps.ts';
import { rules } from './alerts.ts';
import { dashboards } from './dashboards.ts';
import { metricsPage, valuesPage, type Schema } from './reference.ts';
import { withServices } from './services.ts';

/** Every file that is made from the apps, the chart's schema and the catalogue of metrics, by its path. */
export async function written(root: string): Promise<Readonly<Record<string, string>>> {
  const chart = join(root, 'charts/doorstep');
  const [schema, before] = await Promise.all([
    readFile(join(chart, 'values.schema.json'), 'utf8'),
    readFile(join(chart, 'values.yaml'), 'utf8'),
  ]);
  const values = withServices(before, await readApps(root));
  const page = (text: string): Promise<string> => format(text, { parser: 'markdown', printWidth: 120 });
  const boards = Object.entries(dashboards()).map(([name, board]) => [
    `charts/doorstep/files/dashboards/${name}`,
    `${JSON.stringify(board, null, 2)}\n`,
  ]);
  return {
    'charts/doorstep/values.yaml': values,
    'charts/doorstep/files/rules.yaml': stringify(rules(), { lineWidth: 0 }),
    'docs/operators/values.md': await page(valuesPage(JSON.parse(schema) as Schema, parse(values))),
    'docs/operators/metrics.md': await page(metricsPage()),
    ...(Object.fromEntries(boards) as Record<string, string>),
  };
}
