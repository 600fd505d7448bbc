import type { Rule } from 'eslint';

/**
 * What happens is dated by the clock that a process was given (`Config.now`, `Clock` of the store), so that tests can move
 * all processes together; what lasts is measured by `performance.now()`; deadlines of calls come of `deadlineIn`.
 */
export const oneClock: Rule.RuleModule = {
  meta: {
    type: 'problem',
    schema: [],
    messages: { bare: 'Ask the clock of the process, not the machine; measure by performance.now().' },
  },
  create(context) {
    const tell = (node: Rule.Node): void => context.report({ node, messageId: 'bare' });
    return {
      "NewExpression[callee.name='Date'][arguments.length=0]": tell,
      "CallExpression[callee.name='Date']": tell,
      "MemberExpression[object.name='Date'][property.name='now']": tell,
    };
  },
};
