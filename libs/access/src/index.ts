export { anybody, rolesIn, stranger, type Claims } from './claims.js';
export { grantsOf, open, scopeOf, type Admission, type Grant, type Within } from './grants.js';
export { discover } from './issuer.js';
export { issuerUnavailable, notPermitted, tokenExpired, tokenInvalid, tokenMissing } from './refusals.js';
export { nouns, optionIn, optionNamed, registry } from './registry.js';
export { ServiceToken, type ServiceTokenOptions } from './service-token.js';
export { TokenVerifier, type TokenVerifierOptions } from './token-verifier.js';
