import { randomUUID } from 'node:crypto';
import { travelling, type Send } from '../../replay/client/requests.ts';
import { enterCatalogue, open, standard, survey } from '../../replay/opening.ts';
import { tokenFor } from '../../../tools/identity/token.ts';

const compound = '1409301000010001';

/** Somebody signed in, and the door. */
export type Ask = (line: string, body: object) => Promise<Record<string, unknown>>;

/** The public API as a person of the county uses it. Throws with the answer where it is a refusal. */
export async function as(gateway: string, issuer: string, login: string): Promise<Ask> {
  const token = await tokenFor(issuer, login);
  return async (line, body) => {
    const [method = '', path = ''] = line.split(' ');
    const { type, bytes } = travelling(body);
    const headers = {
      authorization: `Bearer ${token}`,
      'content-type': type,
      'idempotency-key': randomUUID(),
    };
    const response = await fetch(gateway + path, { method, headers, body: bytes });
    const answer = (await response.json()) as Record<string, unknown>;
    if (!response.ok) throw new Error(`${line}: ${String(response.status)} ${JSON.stringify(answer)}`);
    return answer;
  };
}

/** A station at which needs can be filed, with the divisions that it lies in. @returns its name. */
export async function openStation(operator: Ask): Promise<string> {
  for (const length of [6, 9, 12, 16]) {
    const code = compound.slice(0, length);
    await operator('POST /v1/divisions', { code, displayName: `区划${code}`, generated: true });
  }
  const send: Send = (_, path, body) => operator(`POST ${path}`, body);
  await enterCatalogue(send, compound.slice(0, 6));
  const { name } = await send('draft', '/v1/templates', standard(compound.slice(0, 6)));
  await send('enact', `/v1/${String(name)}:enact`, {});
  const place = { division: compound, kind: 'NEW', generated: true } as const;
  await survey(send, { ...place, decision: 'BUILD' });
  return open(send, { ...place, displayName: '测试党群服务站' });
}
