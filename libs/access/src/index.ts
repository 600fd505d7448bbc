export { roles, type Claims, type Role } from './claims.js';
export { grantsOf, scopeOf, type Admission, type Grant, type Within } from './grants.js';
export { discover } from './issuer.js';
export { issuerUnavailable, notPermitted, tokenExpired, tokenInvalid, tokenMissing } from './refusals.js';
export { optionNamed, registry } from './registry.js';
export { ServiceToken, type ServiceTokenOptions } from './service-token.js';
export { TokenVerifier, type TokenVerifierOptions } from './token-verifier.js';
