/** State and event cannot part, and neither is lost with a primary: one write, acknowledged by the majority. */
export const majority = { w: 'majority', j: true, wtimeoutMS: 10_000 } as const;

/** Of a transaction: it sees one moment, and what it wrote stands. */
export const atomic = { readConcern: { level: 'snapshot' }, writeConcern: { w: 'majority', j: true } } as const;

/**
 * How long after its first try a transaction whose document is dated already may begin anew: the driver would for two
 * minutes, by when whoever keeps in step has asked for later times and never sees it.
 */
export const againWithinMs = 20_000;
