// What callers choose freely and events, notes of readings, logs and spans keep for good: none of it may be a number by
// which people are known. A number is recognised wherever it stands as a whole, be it with letters before or behind it, as
// `p13912345678`, `0f13912345678a` or `tel-139-1234-5678`. What is drawn by lot or a digest is left alone, whatever digits
// it happens to have: a UUID, or so many hex digits as ids of documents, MD5, SHA-1 and SHA-256 have.
const uuid = String.raw`[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}`;
const digest = String.raw`(?<![a-z\d])(?=(?:\d*[a-f]){2})(?:[\da-f]{24}|[\da-f]{32}|[\da-f]{40}|[\da-f]{64})(?![a-z\d])`;
const drawn = new RegExp(`${uuid}|${digest}`, 'gi');
const mobile = String.raw`(?:86[-_]?)?1[3-9]\d[-_]?\d{4}[-_]?\d{4}`;
const landline = String.raw`0[1-9]\d{1,2}[-_]?\d{7,8}`;
/** By its day of birth, without the check digit: a number with a slip of the pen names somebody, too. Source: GB 11643-1999. */
const identity = String.raw`[1-9]\d{5}(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx]`;
const numbered = new RegExp(String.raw`(?<!\d)(?:${mobile}|${landline}|${identity})(?!\d)`);

/** Whether an identifier holds a telephone number or a citizen's identity number of mainland China. */
export const holdsNumberOfPerson = (identifier: string): boolean => numbered.test(identifier.replace(drawn, ''));

// In hex digits alone a number has no edge: those before it may be digits, too. Zeros fill up what is too short.
const inHex = new RegExp(String.raw`^\d{32}$|${mobile}|${identity}|(?<![1-9])${landline}(?=0*(?:[a-f]|$))`);

/**
 * Whether an id of a trace or a span may hold such a number. Of those drawn by lot one in sixty does (a test measures it);
 * all that it costs is that their trace is not followed.
 */
export const mayHoldNumberOfPerson = (hex: string): boolean => inHex.test(hex);

/** A random id of a person, as `clerk-7f3a`: no number alone, be it of a card, an account or a passport. */
export const isPersonId = (text: string): boolean =>
  /^(?!\d+[Xx]?$)[\w-]{1,64}$/.test(text) && !holdsNumberOfPerson(text);

/** Why personal fields are read, as a code: `call-back`. */
export const isPurpose = (text: string): boolean => /^[a-z][a-z0-9-]{1,39}$/.test(text) && !holdsNumberOfPerson(text);

/** A W3C trace context of the platform's own making, or one that the gateway let in; empty where it is none. */
export const traceparentIn = (text: string): string =>
  /^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/.exec(text)?.[0] ?? '';
