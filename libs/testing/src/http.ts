import supertest, { type Test } from 'supertest';

/** What is sent besides method and path; an object goes as JSON. */
export interface Sent {
  readonly body?: object | string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A problem document (RFC 9457) as the gateway writes it. */
export interface Problem {
  readonly type: string;
  readonly status: number;
  readonly reason: string;
  readonly detail: string;
  readonly texts: { readonly zh: string; readonly en: string };
  readonly facts: Readonly<Record<string, string>>;
  readonly violations: readonly {
    readonly field: string;
    readonly rule: string;
    readonly zh: string;
    readonly en: string;
  }[];
  readonly trace_id: string;
}

/** Sends `POST /v1/needs` and the like as somebody. @param base address of the gateway. */
export function send(base: string, token: string, line: string, { body, headers = {} }: Sent = {}): Test {
  const [method = '', path = ''] = line.split(' ');
  const test = supertest(base)[method.toLowerCase() as 'get'](path);
  const typed = body === undefined ? {} : { 'content-type': 'application/json' };
  test.set({ authorization: `Bearer ${token}`, ...typed, ...headers });
  if (!(body instanceof Uint8Array)) return test.send(body);
  return test.serialize((bytes: string) => bytes).send(Buffer.from(body)); // as they are, whatever the type says
}
