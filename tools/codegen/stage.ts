import { copyFileSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Plugin } from 'esbuild';

const own = /^@doorstep\/contracts\//;

/** A folder in which a tree is generated before it takes the place of the one in the checkout. */
export class Stage {
  /** In the checkout, so that what is generated finds its packages, and is on the file system on which it will be. */
  readonly folder: string;
  private readonly root: string;
  private readonly library: string;

  /** @param library the folder of the generated library in the checkout, with its package.json. */
  constructor(root: string, library: string) {
    [this.root, this.library] = [root, library];
    mkdirSync(join(root, '.deps'), { recursive: true });
    this.folder = mkdtempSync(join(root, '.deps/out-'));
    mkdirSync(join(this.folder, library), { recursive: true });
    copyFileSync(join(root, library, 'package.json'), join(this.folder, library, 'package.json'));
  }

  /** From here on whoever asks for the library is given the one in this folder: a package may ask for itself by its name. */
  take(): void {
    const parentURL = pathToFileURL(join(this.folder, this.library, 'package.json')).href;
    registerHooks({
      resolve: (specifier, context, next) => next(specifier, own.test(specifier) ? { ...context, parentURL } : context),
    });
  }

  /** The same for what is bundled. */
  get taken(): Plugin {
    const resolveDir = join(this.folder, this.library);
    return {
      name: 'staged',
      setup(build) {
        build.onResolve({ filter: own }, ({ path, kind, resolveDir: from }) =>
          from === resolveDir ? undefined : build.resolve(path, { kind, resolveDir }),
        );
      },
    };
  }

  /** Puts files and folders in the place of those of the checkout; all stay as they were where one cannot be put there. */
  swap(paths: readonly string[]): void {
    const undo: (() => void)[] = [];
    const move = (from: string, to: string): void => {
      mkdirSync(dirname(to), { recursive: true });
      renameSync(from, to);
      undo.unshift(() => renameSync(to, from));
    };
    try {
      for (const path of paths) {
        const place = join(this.root, path);
        if (existsSync(place)) move(place, join(this.folder, 'before', path));
        move(join(this.folder, path), place);
      }
    } catch (error) {
      for (const back of undo) back();
      throw error;
    }
  }

  /** Leaves nothing of it. */
  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
