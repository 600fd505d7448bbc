export { anybody, rolesIn, anonymous, type Claims } from './claims.js';
export { grantsOf, open, scopeOf, type Grant, type Within } from './grants.js';
export { discover } from './issuer.js';
export { notPermitted, tokenInvalid, tokenMissing, tokenRevoked } from './refusals.js';
export { collectionsByRule, nouns, optionIn, optionNamed, registry } from './registry.js';
export { isClientRefused, ServiceToken } from './service-token.js';
export { readRevocation, RevocationList, revocationKeys, written, type Revocation } from './revocation.js';
export { TokenVerifier } from './token-verifier.js';
