/** Collections that every service keeps for itself, beside those of its nouns: no noun is called so. */
export const ownCollections: ReadonlySet<string> = new Set(['journal', 'leases', 'notes', 'positions', 'secrets']);
