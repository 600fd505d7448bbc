/** The two lines of the document that are typed: how it is dumped, and how it is restored. Throws where one is missing. */
export function commandsIn(document: string): { readonly dump: string; readonly restore: string } {
  const line = (program: string): string => {
    const [found] = new RegExp(`\\b${program} --[^\`\\n]+`).exec(document) ?? [];
    if (found === undefined) throw new Error(`backup.md has no line with ${program}`);
    return found;
  };
  return { dump: line('mongodump'), restore: line('mongorestore') };
}
