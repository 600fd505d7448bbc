// `npm run jest -- PATH --at 2026-12-31`: the tests, and the platform that they start, believe that it is that day.

const at = process.argv.indexOf('--at');
if (at > 0) {
  const [, day = ''] = process.argv.splice(at, 2);
  const aheadMs = Date.parse(`${day}T10:00:00+08:00`) - Date.now();
  if (Number.isNaN(aheadMs)) {
    console.error('--at: name a day, as 2026-12-31');
    process.exit(2);
  }
  process.env.DOORSTEP_TEST_AHEAD_MS = String(aheadMs);
}
await import('jest/bin/jest');
