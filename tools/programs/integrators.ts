import type { Packages } from '../servers/apt.ts';

/** What docs/integrate.md asks of a department's machine. */
export const ofIntegrators: Packages = { curl: 'curl', jq: 'jq' };
