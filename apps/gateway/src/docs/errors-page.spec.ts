import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { refusals } from '../problem/refusals.js';
import { errorsPage, type Reasons } from './errors-page.js';

const document = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../../../docs/openapi/doorstep.json'), 'utf8'),
) as Required<Reasons>;
const told = document['x-doorstep-refusals'];
const page = errorsPage(document);
const anchors = [...page.matchAll(/<dt id="([^"]+)">/g)].map(([, id]) => id);

describe('the page of reasons', () => {
  it('has one anchor for each reason, those of the gateway among them', () => {
    expect(anchors).toEqual(Object.keys(told));
    expect(refusals.filter(({ reason }) => told[reason] === undefined)).toEqual([]);
  });

  it('has an anchor for each reason that an operation names', () => {
    const operations = Object.values(document.paths).flatMap((path) => Object.values(path));
    const named = new Set(operations.flatMap((operation) => operation['x-doorstep-reasons'] ?? []));
    expect(named.size).toBeGreaterThan(100);
    expect([...named].filter((reason) => told[reason] === undefined)).toEqual([]);
  });

  it('says of each what it means and what helps, in both languages, and its status', () => {
    const chinese = /\p{Script=Han}/u;
    const lacking = Object.entries(told).filter(
      ([, { status, zh, en, remedy }]) =>
        !(status >= 400 && status < 600) ||
        ![zh, remedy.zh].every((text) => chinese.test(text)) ||
        ![en, remedy.en].every((text) => /[a-z]/.test(text) && !chinese.test(text)),
    );
    expect(lacking).toEqual([]);
  });

  it('shows them, with the operations that name the reason', () => {
    expect(page).toContain('<dt id="VERIFIED_BY_FILER"><code>VERIFIED_BY_FILER</code> 409</dt>');
    expect(page).toContain('请由登记人以外的人员核实');
    expect(page).toMatch(/VERIFIED_BY_FILER[^]*?<small>verifyNeed<\/small>/);
    expect(page).toContain('field = &quot;value&quot;');
  });
});
