import type { World } from './world.ts';

/** A kind of harm. */
export interface Scenario {
  readonly name: string;
  /** How often it is done in a full run, and in the short one of `npm test`; 0 leaves it out there. */
  readonly rounds: number;
  readonly short: number;
  /** How many of these one of `--rounds` is worth; 1 otherwise. */
  readonly factor?: number;
  readonly nodes?: 3;
  /** Whether people work with the platform meanwhile; a scenario may bring its own work instead. */
  readonly load: boolean;
  /** Does the harm so many times. @returns what it found wrong by itself, beyond what the auditor looks at. */
  readonly harm: (world: World, rounds: number) => Promise<readonly string[]>;
}
