import { z } from 'zod';
import type { County } from './county.ts';

const Answer = z.object({ access_token: z.string() });

/** A client's own token, as a program of the county gets it. */
export async function tokenOf({ issuer, secretOf }: County, client: string): Promise<string> {
  const basic = Buffer.from(`${client}:${secretOf(client)}`).toString('base64');
  const answer = await fetch(`${issuer}/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${basic}` },
    body: new URLSearchParams({ grant_type: 'client_credentials' }),
  });
  if (!answer.ok) throw new Error(`no token for ${client}: ${await answer.text()}`);
  return Answer.parse(await answer.json()).access_token;
}
