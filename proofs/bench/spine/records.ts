import { Need, Need_Channel, Need_State, Need_Urgency } from '@doorstep/contracts/matching/v1/need.js';
import { audience, type Caller } from '@doorstep/domain';
import { randomUUID } from 'node:crypto';

const channels = [Need_Channel.BOX, Need_Channel.GRID_WORKER, Need_Channel.HOTLINE];
const categories = ['elder-care', 'repair', 'child-care', 'culture'];

/** The `i`-th of many needs: as long as real ones, spread over compounds, states, channels and categories. */
export const aNeed = (i: number): Need =>
  Need.fromPartial({
    name: `needs/${String(i).padStart(8, '0')}-5f0c-4d6e-9a43-2f0a5a1b8c7d`,
    etag: '3',
    state: i % 2 === 0 ? Need_State.LISTED : Need_State.VERIFIED,
    division: `140930100001${String(1 + (i % 40)).padStart(4, '0')}`,
    filedBy: '7d3f9f0e-2b0a-4f3c-8f33-7b3c6b0f7a11',
    verifiedBy: 'b0a8c1de-93f2-4d0b-a0a5-2c1b7a9d4e52',
    category: categories[i % categories.length] ?? '',
    quantity: 1 + (i % 5),
    openFrom: new Date('2026-11-01T00:00:00Z'),
    openUntil: new Date('2099-01-01T00:00:00Z'),
    stateTime: new Date('2026-11-20T03:04:05.678Z'),
    createTime: new Date('2026-11-18T03:04:05.678Z'),
    updateTime: new Date('2026-11-20T03:04:05.678Z'),
    channel: channels[i % channels.length],
    station: 'stations/0b6f2b8e-7d0c-4f3a-a4a2-1a9e8b7c6d5e',
    title: '为独居老人送餐，工作日午间，需上门',
    urgency: Need_Urgency.NORMAL,
  });

/** A caller who reaches the whole county. */
export const countyCaller = (): Caller => ({
  subject: 'bench',
  roles: ['county'],
  divisions: ['140930'],
  organisation: '',
  client: 'bench',
  onBehalfOf: '',
  purpose: '',
  personal: [],
  scope: [audience.division('140930')],
  call: { method: 'bench', digest: '', deadline: new Date(Date.now() + 600_000), traceparent: '', token: '' },
});

/** A change that nobody asked for before. */
export const aRequest = <Name extends string = ''>(name?: Name) => ({
  ...{ requestId: randomUUID(), reason: '', etag: '' },
  name: name ?? ('' as const),
});
