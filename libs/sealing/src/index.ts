export { blindIndex, normal, type Blind } from './blind-index.js';
export { fileHeadBytes, openFile, sealedBytes, sealedRange, sealFile, type SealedRange } from './chunks.js';
export type { DataKey, WrappedKey } from './data-key.js';
export { isSealed, open, seal, sealedSubtype, subjectOf } from './envelope.js';
export { keyFile, makeKeyFile, retireFromKeyFile, rotateKeyFile } from './key-file.js';
export type { Generation, KeyProvider } from './key-provider.js';
export { Keyring, type Purpose, type PurposeKey } from './keyring.js';
export { suiteNamed, type Suite, type SuiteName } from './suite.js';
