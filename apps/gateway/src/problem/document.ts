import Negotiator from 'negotiator';
import type { IncomingMessage } from 'node:http';
import type { Problem } from './problem.js';

export type Language = 'zh' | 'en';

/** The language that a client prefers, Chinese unless it says otherwise. */
export const languageOf = (request: IncomingMessage): Language =>
  new Negotiator(request).language(['zh', 'en']) === 'en' ? 'en' : 'zh';

/** What a stranger wrote, as a key that no message has, comes back cut: a problem is no mirror. */
const mostOfField = 100;
const mostOfFact = 500;
const bounded = (text: string, most: number): string =>
  text.length <= most
    ? text
    : `${text
        .slice(0, most - 1)
        .toWellFormed()
        .replace(/\ufffd$/, '')}…`;

/**
 * A problem as RFC 9457 writes it, with our own members: `reason` for programs, `texts` in both languages, `facts`,
 * and `violations` of single fields. Names no person and quotes no value.
 */
export const problemDocument = (problem: Problem, language: Language, traceId: string): object => ({
  type: `/docs/errors#${problem.reason}`,
  title: problem.reason,
  status: problem.status,
  detail: problem.text[language],
  instance: `urn:trace:${traceId}`,
  reason: problem.reason,
  texts: problem.text,
  facts: Object.fromEntries(Object.entries(problem.facts).map(([name, fact]) => [name, bounded(fact, mostOfFact)])),
  violations: problem.violations.map(({ field, rule, text }) => ({
    field: bounded(field, mostOfField),
    rule,
    ...text,
  })),
  trace_id: traceId,
});
