import { writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { ROOT } from '../../tools/platform/platform.ts';

/** What one kind of harm came to. */
export interface Row {
  readonly name: string;
  readonly rounds: number;
  readonly acknowledged: number;
  readonly seconds: number;
  readonly lost: number;
  readonly doubled: number;
  /** Whether the journal is whole and equal to the records. */
  readonly journal: boolean;
  readonly figures: boolean;
  readonly flaws: readonly string[];
}

const head = ['name', 'rounds', 'acknowledged', 'lost', 'doubled', 'journal', 'figures', 'verdict'];
const said = (well: boolean): string => (well ? 'whole' : 'flawed');

/** The table of a run, in Markdown. */
export const table = (rows: readonly Row[]): string =>
  [
    head,
    head.map(() => '---'),
    ...rows.map(({ name, rounds, acknowledged, lost, doubled, journal, figures, flaws }) =>
      [
        name,
        rounds,
        acknowledged,
        lost,
        doubled,
        said(journal),
        said(figures),
        flaws.length === 0 ? 'passed' : 'failed',
      ].map(String),
    ),
  ]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');

export interface Run {
  readonly rows: readonly Row[];
  /** The arguments of the run. */
  readonly asked: readonly string[];
  readonly replicas: Readonly<Record<string, number>>;
  readonly seconds: number;
}

/** Writes the runbook of faults with the figures of a run. */
export async function writeRunbook({ rows, asked, replicas, seconds }: Run): Promise<void> {
  const file = join(ROOT, 'docs/runbooks/faults.md');
  const processes = Object.entries(replicas)
    .map(([app, many]) => `${String(many)} × ${app}`)
    .join(', ');
  const flaws = rows.flatMap(({ name, flaws }) => flaws.slice(0, 5).map((flaw) => `- ${name}: ${flaw}`));
  const text = `${preface}
## The last run

\`npm run chaos\` with \`${asked.join(' ')}\`, ${String(seconds)} s on ${String(cpus().length)} cores, Node ${process.version}: ${processes}.

${table(rows)}

${flaws.length === 0 ? 'Nothing was found wrong.' : `Found wrong:\n\n${flaws.join('\n')}`}
`;
  await writeFile(file, await format(text, { ...(await resolveConfig(file)), parser: 'markdown' }));
}

const preface = `# Faults: what was done to the platform, and what is left of it

Written by \`npm run chaos\` with \`--write\`; a small version runs in \`npm test\`. People file, verify and publish needs through the public API, each request under a key of its own, repeated until it is answered, while harm is done. Afterwards an auditor compares everything that was acknowledged with the records, each record with the journal, the journal with itself (\`verify\`) and with the stream, and every figure with a recount.

- **lost**: a step that was acknowledged and is not there. **doubled**: a record or a version that nobody asked for.
- **journal**: gap-free, chained, complete; each record's version and state are those of its last entry; the stream holds nothing else.
- **figures**: rows and day counters of every division are those of a recount, and so are the public API's answer and the records that it shows behind it. Dead letters count against the verdict.
- The product holds no code for faults: \`proofs/chaos/faults/main-with-seams.ts\` starts the bundles as they are, with the driver's steps wrapped.
- The full numbers are 20 for each named point, 200 random kills, 1 to 5 for each other harm: \`npm run chaos\` without \`--rounds\`, half an hour on two cores. The table says what was really done.

## What an operator should know

- A service that dies inside a transaction leaves it open until MongoDB ends it, after \`transactionLifetimeLimitSeconds\` (60 by default); until then what it touched waits. Set it to 5, as these runs do.
- A holder of a lease that dies is followed after 5 s at most; the journal waits that long, commands do not.
- After a restore of MongoDB the journal begins another epoch by itself, and figures are counted anew.
- MongoDB gives up on a full disk; commands are answered 503 until it is back, and nothing that was acknowledged is lost. The disk is simulated by a limit on the size of its files (\`prlimit\`).
`;
