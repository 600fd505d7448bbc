/** What jest was asked to run. */
export interface Asked {
  readonly nonFlagArgs: readonly string[];
}

/** Whether a run is of everything, not of some files. */
export const isWhole = ({ nonFlagArgs }: Asked): boolean => nonFlagArgs.length === 0;
