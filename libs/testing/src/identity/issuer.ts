import { randomUUID } from 'node:crypto';
import { createServer, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { Caller } from '@doorstep/domain';
import { idleLimits } from '@doorstep/runtime';
import { exportJWK, generateKeyPair, SignJWT, type JWTPayload } from 'jose';

/** An OIDC issuer on the loopback address: discovery, keys, client_credentials. Its tokens are real ones. */
export interface TestIssuer {
  readonly url: string;
  /** Whether it refuses every service as a client. */
  refusing: boolean;
  /** A token for a caller; `over` sets or spoils claims. */
  tokenFor(caller: Caller, over?: JWTPayload): Promise<string>;
  close(): Promise<void>;
}

const alg = 'ES256';
const kid = 'test';
const lifetime = '1h';

export async function startIssuer(): Promise<TestIssuer> {
  const { publicKey, privateKey } = await generateKeyPair(alg);
  const jwk = { ...(await exportJWK(publicKey)), alg, kid, use: 'sig' };
  const sign = (payload: JWTPayload): Promise<string> =>
    new SignJWT({ iss: url, aud: 'doorstep', jti: randomUUID(), ...payload })
      .setProtectedHeader({ alg, kid, typ: 'at+jwt' })
      .setIssuedAt(payload.iat)
      .setExpirationTime(payload.exp ?? lifetime)
      .sign(privateKey);
  const own = async () => ({
    access_token: await sign({ sub: 'service', client_id: 'service', roles: ['service'] }),
    expires_in: 3_600,
  });
  const server = createServer(idleLimits(), (request, response) => {
    const answers: Readonly<Record<string, () => unknown>> = {
      '/.well-known/openid-configuration': () => ({
        issuer: url,
        jwks_uri: `${url}/jwks`,
        token_endpoint: `${url}/token`,
      }),
      '/jwks': () => ({ keys: [jwk] }),
      '/token': own,
    };
    if (issuer.refusing && request.url === '/token') {
      response.writeHead(401).end('{"error":"invalid_client"}');
      return;
    }
    answer(response, answers[request.url ?? '']).catch(() => response.destroy());
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const issuer: TestIssuer = {
    url,
    refusing: false,
    tokenFor: (caller, over = {}) => sign({ ...claimsOf(caller), ...over }),
    async close() {
      server.closeAllConnections();
      await server[Symbol.asyncDispose]();
    },
  };
  return issuer;
}

const claimsOf = ({ subject, roles, divisions, organisation, client }: Caller): JWTPayload => ({
  sub: subject,
  roles: [...roles],
  divisions: [...divisions],
  client_id: client,
  ...(organisation === '' ? {} : { organisation }),
});

async function answer(response: ServerResponse, body: (() => unknown) | undefined): Promise<void> {
  response.setHeader('content-type', 'application/json').writeHead(body === undefined ? 404 : 200);
  response.end(JSON.stringify(await body?.()));
}
