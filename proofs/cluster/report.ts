/** Counts what is proved, tells each as it comes, and what went wrong. */
export class Report {
  passed = 0;
  failed = 0;
  skipped = 0;

  /** Does a step; a step that throws has failed, and the next goes on. @returns whether it passed. */
  async step(title: string, work: () => Promise<string | undefined>): Promise<boolean> {
    const start = performance.now();
    const seconds = (): string => `${((performance.now() - start) / 1000).toFixed(1)} s`;
    try {
      const note = await work();
      this.passed += 1;
      console.log(`  ✓ ${title} (${seconds()})${note ? `: ${note}` : ''}`);
      return true;
    } catch (error) {
      this.failed += 1;
      console.log(`  ✗ ${title} (${seconds()})\n      ${error instanceof Error ? error.message : String(error)}`);
      return false;
    }
  }

  skip(title: string, why: string): void {
    this.skipped += 1;
    console.log(`  – ${title} skipped: ${why}`);
  }

  get line(): string {
    return `${String(this.passed)} passed, ${String(this.failed)} failed, ${String(this.skipped)} skipped`;
  }
}
