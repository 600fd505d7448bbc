import { z } from 'zod';

/** Grant type by which scripts get a person's token without a browser. No identity provider of a real county has it. */
export const DEVELOPMENT_GRANT = 'urn:doorstep:params:oauth:grant-type:development';

/** The public client with which people sign in by authorization code and PKCE, and scripts by the development grant. */
export const WEB_CLIENT = 'doorstep-web';

const Answer = z.object({ access_token: z.string() });

/**
 * An access token of the local identity provider for a person (by username) or a client (by id).
 * Throws a line with the provider's reason, for instance when nobody has that name.
 */
export async function tokenFor(issuer: string, login: string, lifetimeSeconds?: number): Promise<string> {
  const body = new URLSearchParams({ grant_type: DEVELOPMENT_GRANT, client_id: WEB_CLIENT, username: login });
  if (lifetimeSeconds !== undefined) body.set('lifetime', String(lifetimeSeconds));
  const response = await fetch(`${issuer}/token`, { method: 'POST', body });
  if (!response.ok) throw new Error(`no token for ${login}: ${await response.text()}`);
  return Answer.parse(await response.json()).access_token;
}
