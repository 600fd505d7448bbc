import { Provider, type Configuration, type ResourceServer } from 'oidc-provider';
import { grantForDevelopment } from './development-grant.ts';
import type { Directory } from './directory.ts';
import type { Client, Person } from './people.ts';
import type { IdentityKeys } from './keys.ts';
import { DEVELOPMENT_GRANT, WEB_CLIENT } from './token.ts';

const RESOURCE = 'urn:doorstep:api';

export interface ProviderOptions {
  readonly issuer: string;
  readonly audience: string;
  readonly tokenLifetimeSeconds: number;
  /** Where the login page may send a person back to. */
  readonly redirectUris: readonly string[];
}

/** The local identity provider: every token is a JWT for our API and carries what the directory says of its subject. */
export function makeProvider(options: ProviderOptions, directory: Directory, keys: IdentityKeys): Provider {
  const api: ResourceServer = {
    scope: '',
    audience: options.audience,
    accessTokenFormat: 'jwt',
    accessTokenTTL: options.tokenLifetimeSeconds,
    jwt: { sign: { alg: 'ES256' } },
  };
  const provider = new Provider(options.issuer, {
    ...clientsOf(options, directory, keys),
    ...accountsOf(directory),
    claims: { openid: ['sub'], profile: ['name'] },
    clientDefaults: { id_token_signed_response_alg: 'ES256' },
    jwks: { keys: [keys.signing] },
    cookies: { keys: [keys.cookie] },
    interactions: { url: (_context, { uid }) => `/login/${uid}` },
    features: {
      ...{ devInteractions: { enabled: false }, clientCredentials: { enabled: true } },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => RESOURCE,
        useGrantedResource: () => true,
        getResourceServerInfo: () => api,
      },
    },
    formats: {
      customizers: {
        jwt: (_context, token, { payload }) => {
          const login = token.kind === 'AccessToken' ? token.accountId : token.clientId;
          const somebody = directory.bySubject(login ?? '') ?? directory.byLogin(login ?? '');
          if (somebody !== undefined) Object.assign(payload, claimsOf(somebody));
        },
      },
    },
    ttl: ttlOf(options.tokenLifetimeSeconds),
    discovery: { service_documentation: `${options.issuer}/` },
  });
  grantForDevelopment(provider, directory, api);
  return provider;
}

/** Seconds that each thing lives; who signed in stays so for a day. */
const ttlOf = (tokenLifetimeSeconds: number) => {
  const day = 86_400;
  const token = tokenLifetimeSeconds;
  const days = { Session: day, Grant: day, RefreshToken: day };
  return { AccessToken: token, ClientCredentials: token, IdToken: token, Interaction: 600, ...days };
};

function claimsOf(somebody: Person | Client): Record<string, unknown> {
  const { subject, roles, divisions, organisation } = somebody;
  return {
    sub: subject,
    roles,
    divisions,
    ...(organisation !== undefined && { organisation }),
    ...('clientId' in somebody && { client_id: somebody.clientId }),
  };
}

function clientsOf({ redirectUris }: ProviderOptions, { clients }: Directory, keys: IdentityKeys): Configuration {
  return {
    clients: [
      {
        client_id: WEB_CLIENT,
        token_endpoint_auth_method: 'none',
        grant_types: ['authorization_code', 'refresh_token', DEVELOPMENT_GRANT],
        redirect_uris: [...redirectUris],
      },
      ...clients.map(({ clientId }) => ({
        client_id: clientId,
        client_secret: keys.secretOf(clientId),
        grant_types: ['client_credentials'],
        redirect_uris: [],
        response_types: [],
      })),
    ],
    clientBasedCORS: (_context, origin, { redirectUris: uris }) =>
      uris?.some((uri) => new URL(uri).origin === origin) ?? false,
  };
}

/** A person who signs in is not asked for consent: the platform is the only client that there is. */
function accountsOf(directory: Directory): Configuration {
  return {
    findAccount: (_context, subject) => {
      const somebody = directory.bySubject(subject);
      return somebody && { accountId: subject, claims: () => ({ sub: subject, name: somebody.name }) };
    },
    loadExistingGrant: async ({ oidc }) => {
      const { client, session, provider } = oidc;
      if (!client || !session?.accountId) return undefined;
      const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
      grant.addOIDCScope('openid profile offline_access');
      await grant.save();
      return grant;
    },
  };
}
