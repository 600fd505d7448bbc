import type { Packages } from '../servers/apt.ts';

/** The virus scanner against which ours is tested. */
export const clamd = '/usr/sbin/clamd';
export const ofClamd: Packages = { [clamd]: 'clamav-daemon' };
