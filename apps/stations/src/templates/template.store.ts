import { Template, Template_State } from '@doorstep/contracts/stations/v1/template.js';
import type { Repository, NounDefinition } from '@doorstep/store';
import { refuse, templateCounts } from './template.js';

export const templates: NounDefinition<Template> = {
  name: 'templates',
  message: Template,
  counts: templateCounts,
  lists: [
    { by: [], order: { createTime: -1 } },
    { by: ['state'], order: { createTime: -1 } },
  ],
  unique: [{ fields: ['state'], where: { state: Template_State.IN_FORCE }, refusal: refuse.TEMPLATE_IN_FORCE }],
};

/** The version in force; undefined where there is none yet. */
export const inForce = async (records: Repository<Template>): Promise<Template | undefined> =>
  (await records.scan({ state: Template_State.IN_FORCE }).next()).value as Template | undefined;
