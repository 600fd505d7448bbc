import type { Api } from './client/api.ts';
import type { County } from './county.ts';
import type { Send } from './client/requests.ts';

/** What was told so far: stories find the records of others by the names that the platform gave them. */
export class Told {
  /** What a story calls a record → its name, `station 1409301000010001` → `stations/…`. */
  private readonly names = new Map<string, string>();
  readonly api: Api;
  readonly county: County;

  constructor(api: Api, county: County) {
    this.api = api;
    this.county = county;
  }

  note(story: string, name: unknown): string {
    this.names.set(story, String(name));
    return String(name);
  }

  /** Throws where the story was not told. */
  nameOf(story: string): string {
    const name = this.names.get(story);
    if (name === undefined) throw new Error(`the story "${story}" was not told`);
    return name;
  }

  /**
   * Sends the steps of a story in somebody's name, each as of its day; a file as of now.
   * @param dayOf day of a step, with or without the hour (UTC).
   */
  sending(by: string, story: string, dayOf: (step: string) => string): Send {
    return (step, path, body) => {
      if (body instanceof Uint8Array) return this.api.post(by, path, body, `${story} ${step}`);
      const day = dayOf(step);
      const effectiveTime = day.includes('T') ? day : at(day);
      return path.includes(':')
        ? this.api.post(by, path, { ...body, effectiveTime }, `${story} ${step}`)
        : this.api.post(by, `${path}?effectiveTime=${effectiveTime}`, body, `${story} ${step}`);
    };
  }
}

/** An hour of a day, UTC: 2 is ten in the morning in China. */
export const at = (day: string, hour = 2): string => `${day}T${String(hour).padStart(2, '0')}:00:00Z`;

/** Stories of one kind: none of them needs another one of the chapter, all stand on the chapters before. */
export interface Chapter {
  readonly title: string;
  /** Requests that it takes, about. */
  readonly requests: number;
  tell(told: Told): Promise<void>;
}

/** Stories told side by side: enough to keep two cores busy, few enough for the memory of a small machine. */
const atOnce = 48;

/**
 * A chapter of stories.
 * @param requests that one story takes, about.
 */
export const chapter = <T>(
  title: string,
  requests: number,
  stories: readonly T[],
  tellOne: (told: Told, story: T) => Promise<unknown>,
): Chapter => ({
  title,
  requests: requests * stories.length,
  tell: (told) => sideBySide(stories, (story) => tellOne(told, story)),
});

/** Tells stories side by side. The first that fails ends it. */
export async function sideBySide<T>(stories: Iterable<T>, tellOne: (story: T) => Promise<unknown>): Promise<void> {
  const rest = stories[Symbol.iterator]();
  let failed = false;
  const teller = async () => {
    for (let next = rest.next(); !next.done && !failed; next = rest.next()) {
      await tellOne(next.value).catch((error: unknown) => {
        failed = true;
        throw error;
      });
    }
  };
  await Promise.all(Array.from({ length: atOnce }, teller));
}

/** How far a telling has come. */
interface Progress {
  readonly title: string;
  readonly done: number;
  readonly total: number;
  /** Requests that were answered. */
  readonly requests: number;
}
export type OnProgress = (progress: Progress) => void;

const everyMs = 100;

/** Tells chapters in order, and says ten times a second how far it has come. */
export async function tellAll(told: Told, chapters: readonly Chapter[], onProgress: OnProgress): Promise<void> {
  const total = chapters.reduce((sum, { requests }) => sum + requests, 0);
  let before = 0;
  for (const { title, requests, tell } of chapters) {
    const begun = told.api.requests;
    const say = (done: number) => onProgress({ title, done: before + done, total, requests: told.api.requests });
    const timer = setInterval(() => say(Math.min(requests, told.api.requests - begun)), everyMs);
    try {
      await tell(told);
    } finally {
      clearInterval(timer);
    }
    say(requests);
    before += requests;
  }
}
