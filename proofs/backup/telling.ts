import { setTimeout as pause } from 'node:timers/promises';
import { Api, type Doors } from '../replay/client/api.ts';
import type { Send } from '../replay/client/requests.ts';
import { enterCatalogue } from '../replay/opening.ts';

const division = '1409301000010099';
const patienceMs = 120_000;

/** Files, verifies and publishes twenty needs; telling it again changes nothing. */
export async function tellSome(doors: Doors, part: string): Promise<void> {
  const api = new Api(doors, 'backup');
  for (const length of [6, 9, 12, 16]) {
    const code = division.slice(0, length);
    await api.post('county', '/v1/divisions', { code, displayName: '备份区划', generated: true }, `division ${code}`);
  }
  const send: Send = (step, path, body) => api.post('county', path, body, step);
  await enterCatalogue(send, division.slice(0, 6));
  for (let at = 0; at < 20; at += 1) {
    const draft = {
      division,
      category: 'elder-care',
      title: `备份 ${part} ${String(at)}`,
      quantity: 1,
      channel: 'CHANNEL_HOTLINE',
    };
    const need = await api.post(
      'grid.binhe.1',
      '/v1/needs',
      { ...draft, openUntil: '2099-12-31T10:00:00Z' },
      `${part} ${String(at)}`,
    );
    for (const verb of ['verify', 'publish'])
      await api.post('community.binhe', `/v1/${String(need['name'])}:${verb}`, {}, `${part} ${String(at)} ${verb}`);
  }
}

/** Some figures, and the needs behind them. */
export async function figuresOf(doors: Doors): Promise<Readonly<Record<string, unknown>>> {
  const api = new Api(doors);
  const figure = async (name: string) => (await api.get('county', `/v1/figures/${name}?division=${division}`))['value'];
  const needs = await Array.fromAsync(api.all('county', '/v1/needs', 'needs'));
  return {
    collected: await figure('needs_collected'),
    needs: needs.map(({ name, etag }) => `${String(name)} ${String(etag)}`).sort(),
  };
}

/** Waits until so many needs are counted. Throws where they are not in two minutes. */
export async function figuresSettle(doors: Doors, needs: number): Promise<Readonly<Record<string, unknown>>> {
  for (const deadline = Date.now() + patienceMs; ; await pause(200)) {
    const figures = await figuresOf(doors);
    if (Number(figures['collected']) === needs) return figures;
    if (Date.now() > deadline)
      throw new Error(`needs_collected is ${String(figures['collected'])}, not ${String(needs)}`);
  }
}
