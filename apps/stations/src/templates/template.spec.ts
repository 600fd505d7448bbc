import { describe, expect, it } from '@jest/globals';
import { TemplateServiceService, Template_State as State } from '@doorstep/contracts/stations/v1/template.js';
import { outcome, provesLifecycle } from '@doorstep/testing';
import { template } from './template.example.js';
import { draftTemplate, supersedeTemplate, templateLife } from './template.js';

describe('template', () => {
  provesLifecycle(templateLife, TemplateServiceService, 'Template', { consequences: ['supersede'] });

  const { criteria } = template();
  const [first] = criteria;
  it.each([
    { what: 'seven criteria', criteria, want: State.DRAFTED },
    { what: 'one too few', criteria: criteria.slice(1), want: 'CRITERIA_INCOMPLETE' },
    { what: 'one twice', criteria: [...criteria.slice(0, 6), ...(first ? [first] : [])], want: 'CRITERIA_INCOMPLETE' },
  ])('with $what: $want', ({ criteria, want }) => {
    expect(outcome(() => draftTemplate(template({ criteria })))).toBe(want);
  });

  it.each([
    { state: State.IN_FORCE, want: State.SUPERSEDED },
    { state: State.SUPERSEDED, want: 'TEMPLATE_IN_FORCE' },
  ])('that is $state is superseded: $want', ({ state, want }) => {
    expect(outcome(() => supersedeTemplate(template({ state })))).toBe(want);
  });
});
