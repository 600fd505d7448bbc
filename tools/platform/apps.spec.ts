import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { environmentOf, neededFor, readApps } from './apps.ts';
import { ownerOf } from './owners.ts';

type Manifest = Readonly<Record<string, unknown>>;
const folders: string[] = [];

/** A checkout of apps that declare this. */
async function checkoutOf(manifests: Readonly<Record<string, Manifest | undefined>>): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'doorstep-apps-'));
  folders.push(root);
  for (const [name, doorstep] of Object.entries(manifests)) {
    await mkdir(join(root, 'apps', name), { recursive: true });
    await writeFile(join(root, 'apps', name, 'package.json'), JSON.stringify({ name, doorstep }));
  }
  return root;
}
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true });
});

const service = (more: Manifest = {}): Manifest => ({ kind: 'service', ...more });
const county = {
  door: { kind: 'gateway', calls: ['*'] },
  reader: service({ calls: ['*'] }),
  tree: service({ asks: ['*'], calledBy: ['*'] }),
  shop: service(),
  till: service({ calls: ['shop'], asks: ['reader'], chart: { replicas: 3 } }),
  tests: undefined,
};

describe('the manifest', () => {
  it.each([
    { app: 'door', peers: ['reader', 'shop', 'till', 'tree'], asks: [] },
    { app: 'reader', peers: ['shop', 'till', 'tree'], asks: [] },
    { app: 'tree', peers: [], asks: ['reader', 'shop', 'till'] },
    { app: 'shop', peers: ['tree'], asks: [] },
    { app: 'till', peers: ['shop', 'tree'], asks: ['reader'] },
  ])('of $app says whom it calls: $peers, and whom it asks: $asks', async ({ app, ...want }) => {
    const apps = await readApps(await checkoutOf(county));
    expect(apps.map(({ name }) => name)).toEqual(['door', 'reader', 'shop', 'till', 'tree']);
    expect(apps.find(({ name }) => name === app)).toMatchObject(want);
  });

  it.each([
    { app: 'shop', needs: ['shop', 'tree'] },
    { app: 'tree', needs: ['tree'] },
    { app: 'till', needs: ['shop', 'till', 'tree'] },
    { app: 'reader', needs: ['reader', 'shop', 'till', 'tree'] },
  ])('lets $app start alone with $needs', async ({ app, needs }) => {
    const apps = await readApps(await checkoutOf(county));
    expect(neededFor(app, apps).map(({ name }) => name)).toEqual(needs);
  });

  it.each([
    ['calls one that is not there', { shop: service({ calls: ['tree'] }) }, /apps\/shop\/\S+ speaks of tree/],
    ['calls itself', { shop: service({ calls: ['shop'] }) }, /apps\/shop\/\S+ speaks of shop/],
    ['calls the gateway', { shop: service({ asks: ['door'] }), door: { kind: 'gateway' } }, /speaks of door/],
    ['is called by nobody', { shop: service({ calledBy: ['tree'] }) }, /speaks of tree/],
    ['says what nobody reads', { shop: service({ reads: ['*'] }) }, /^apps\/shop\/package\.json: doorstep: .*reads/],
    ['is of no kind', { shop: { kind: 'servce' } }, /^apps\/shop\/package\.json: doorstep\.kind: /],
  ])('of an app that %s is refused', async (_, manifests, why) => {
    await expect(checkoutOf(manifests).then(readApps)).rejects.toThrow(why);
  });

  it('that is no JSON is refused by its file', async () => {
    const root = await checkoutOf({ shop: service() });
    await writeFile(join(root, 'apps/shop/package.json'), 'not json {');
    await expect(readApps(root)).rejects.toThrow(/^apps\/shop\/package\.json: is no JSON$/);
  });

  it('gives an app its name, its client and the addresses of whom it calls', async () => {
    const till = (await readApps(await checkoutOf(county))).find(({ name }) => name === 'till');
    expect(
      till &&
        environmentOf(
          till,
          (client) => `secret of ${client}`,
          (name) => `${name}:1`,
        ),
    ).toEqual({
      DOORSTEP_SERVICE: 'till',
      DOORSTEP_CLIENT_ID: 'till',
      DOORSTEP_CLIENT_SECRET: 'secret of till',
      DOORSTEP_SHOP_ADDRESS: 'shop:1',
      DOORSTEP_TREE_ADDRESS: 'tree:1',
      DOORSTEP_READER_ADDRESS: 'reader:1',
    });
  });
});

describe('the owner of a noun', () => {
  it.each([
    ['needs', 'matching'],
    ['figures', 'evaluation'],
  ])('of %s is %s', (noun, owner) => expect(ownerOf(noun)).toBe(owner));
  it('is nobody for what the contract does not know', () => {
    expect(() => ownerOf('needz')).toThrow('the contract has no needz');
  });
});
