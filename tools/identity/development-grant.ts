import { errors, type Provider, type ResourceServer } from 'oidc-provider';
import { z } from 'zod';
import type { Directory } from './directory.ts';
import { DEVELOPMENT_GRANT } from './token.ts';

const Parameters = z.object({
  /** Username of a person, or id of a client. */
  username: z.string(),
  /** Seconds until the token expires, for tests of expiry; without it the usual lifetime. */
  lifetime: z.coerce.number().int().min(1).max(86_400).optional(),
});

/** Adds the development grant: whoever names somebody of the directory gets that person's or client's token. */
export function grantForDevelopment(provider: Provider, directory: Directory, api: ResourceServer): void {
  const parameters = Object.keys(Parameters.shape);
  provider.registerGrantType(
    DEVELOPMENT_GRANT,
    async (context) => {
      const asked = Parameters.safeParse(context.oidc.params);
      if (!asked.success) throw new errors.InvalidRequest(z.prettifyError(asked.error));
      const somebody = directory.byLogin(asked.data.username);
      if (somebody === undefined) throw new errors.InvalidRequest(`nobody is called ${asked.data.username}`);
      const { client } = context.oidc;
      const grant = new provider.Grant({ clientId: client.clientId, accountId: somebody.subject });
      const token = new provider.AccessToken({
        client,
        accountId: somebody.subject,
        grantId: await grant.save(),
        gty: DEVELOPMENT_GRANT,
        resourceServer: { ...api, scopes: new Set<string>(), identifier: () => 'urn:doorstep:api' },
        expiresIn: asked.data.lifetime ?? api.accessTokenTTL,
      });
      const value = await token.save();
      context.body = { access_token: value, expires_in: token.expiration, token_type: token.tokenType };
    },
    parameters,
  );
}
