import type { Example } from '@doorstep/testing/example';
import { Template, Template_State } from '@doorstep/contracts/stations/v1/template.js';
import { items } from './template.js';

/** A template as tests want it: valid, fixed, and overridden where the test speaks. */
export const template = (over: Partial<Template> = {}): Template => ({
  ...Template.fromPartial({
    name: 'templates/t1',
    etag: '1',
    state: Template_State.DRAFTED,
    division: '140930',
    displayName: '2+5+N 标准',
    criteria: items.map((item) => ({ item, text: '场地、制度、人员齐备' })),
    passMark: 7,
  }),
  ...over,
});

/** What proofs must know of a template. */
export const example: Example<Template> = {
  record: template,
};
