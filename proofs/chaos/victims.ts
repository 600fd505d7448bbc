import { ownerOf } from '../../tools/platform/owners.ts';

/** The service whose records people make while harm is done, and the one that counts them: most harm is done to these. */
export const [writing, counting] = [ownerOf('needs'), ownerOf('figures')];
