import { randomUUID } from 'node:crypto';
import type { Send } from '../replay/client/requests.ts';
import { enterCatalogue, open, standard, survey } from '../replay/opening.ts';
import type { Answer, Client } from './client.ts';

/** What a client knows of one need that it files, verifies and publishes. */
export interface Story {
  /** Tells the need from all others. */
  readonly title: string;
  readonly began: number;
  name: string;
  /** Steps that were acknowledged, which is the version that the record must have. */
  acknowledged: number;
  /** Whether the last request was never answered for good: it may have had its effect or not. */
  open: boolean;
}

const compound = '1409301000010001';
const filer = 'grid.binhe.1';
const manager = 'manager.binhe';
const operator = 'county';

/** A station at which needs can be filed, with the divisions that it lies in. */
export async function openStation(client: Client): Promise<string> {
  for (const length of [6, 9, 12, 16]) {
    const code = compound.slice(0, length);
    await client.patiently(operator, 'POST /v1/divisions', { code, displayName: `区划${code}`, generated: true });
  }
  const send: Send = (_, path, body) => client.done(operator, `POST ${path}`, body);
  await enterCatalogue(send, compound.slice(0, 6));
  const { name } = await send('draft', '/v1/templates', standard(compound.slice(0, 6)));
  await send('enact', `/v1/${String(name)}:enact`, {});
  const place = { division: compound, kind: 'NEW', generated: true } as const;
  await survey(send, { ...place, decision: 'BUILD' });
  return open(send, { ...place, displayName: '测试党群服务站' });
}

/** People who file, verify and publish needs, and note each acknowledgement. */
export class Load {
  readonly stories: Story[] = [];
  /** Answers that were neither success nor "try again". */
  readonly surprises: string[] = [];
  private readonly client: Client;
  private readonly station: string;
  private writing = false;
  private writers: Promise<void>[] = [];

  constructor(client: Client, station: string) {
    this.client = client;
    this.station = station;
  }

  get acknowledged(): number {
    return this.stories.reduce((sum, story) => sum + story.acknowledged, 0);
  }

  start(writers: number): void {
    this.writing = true;
    this.writers = Array.from({ length: writers }, async () => {
      while (this.writing) await this.tell();
    });
  }

  /** Lets everybody finish what they began. */
  async stop(): Promise<void> {
    this.writing = false;
    await Promise.all(this.writers);
  }

  /** Forgets what was acknowledged since an instant: a database was taken back to it. */
  forgetSince(instant: number): void {
    const kept = this.stories.filter(({ began }) => began < instant);
    this.stories.splice(0, this.stories.length, ...kept);
  }

  private async tell(): Promise<void> {
    const story: Story = { title: `需求 ${randomUUID()}`, began: Date.now(), name: '', acknowledged: 0, open: true };
    this.stories.push(story);
    const draft = {
      ...{ station: this.station, title: story.title, category: 'elder-care', quantity: 1 },
      ...{ channel: 'CHANNEL_GRID_WORKER', openUntil: '2099-12-31T10:00:00Z' },
    };
    if (!this.note(story, await this.client.patiently(filer, 'POST /v1/needs', draft))) return;
    for (const verb of ['verify', 'publish']) {
      if (!this.note(story, await this.client.patiently(manager, `POST /v1/${story.name}:${verb}`, {}))) return;
    }
    story.open = false;
  }

  private note(story: Story, { status, body }: Answer): boolean {
    if (status < 200 || status > 299) {
      this.surprises.push(`${String(status)} ${JSON.stringify(body)}`);
      return false;
    }
    story.name = String(body['name']);
    story.acknowledged += 1;
    return true;
  }
}
