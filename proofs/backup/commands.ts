/** The lines of docs/operators/backup.md that are typed. */
export interface Commands {
  readonly dump: string;
  readonly restore: string;
  /** The other way: the data folder of a member that is stopped. */
  readonly copy: string;
  readonly unpack: string;
}

/** Throws where a line is missing. */
export function commandsIn(document: string): Commands {
  const line = (what: string, pattern: RegExp): string => {
    const [found] = pattern.exec(document) ?? [];
    if (found === undefined) throw new Error(`backup.md has no line that ${what}`);
    return found;
  };
  return {
    dump: line('dumps', /\bmongodump --[^`\n]+/),
    restore: line('restores', /\bmongorestore --[^`\n]+/),
    copy: line('copies', /\btar -C [^`\n]+ -czf [^`\n]+/),
    unpack: line('unpacks', /\btar -C [^`\n]+ -xzf [^`\n]+/),
  };
}
