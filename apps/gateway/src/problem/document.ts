import Negotiator from 'negotiator';
import type { IncomingMessage } from 'node:http';
import type { Problem } from './problem.js';

export type Language = 'zh' | 'en';

/** The language that a client prefers, Chinese unless it says otherwise. */
export const languageOf = (request: IncomingMessage): Language =>
  new Negotiator(request).language(['zh', 'en']) === 'en' ? 'en' : 'zh';

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
  facts: problem.facts,
  violations: problem.violations.map(({ field, rule, text }) => ({ field, rule, ...text })),
  trace_id: traceId,
});
