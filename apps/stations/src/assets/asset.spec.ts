import { describe, expect, it } from '@jest/globals';
import { AssetServiceService, Asset_State as State } from '@doorstep/contracts/stations/v1/asset.js';
import { outcome, provesLifecycle } from '@doorstep/testing';
import { station } from '../stations/station.example.js';
import { asset } from './asset.example.js';
import { assetLife, enterAsset, retireAsset } from './asset.js';

describe('asset', () => {
  provesLifecycle(assetLife, AssetServiceService, 'Asset', { consequences: [] });

  it('lies where its station lies', () => {
    expect(enterAsset(asset({ division: '' }), station())).toMatchObject({ division: '1409301000010001' });
  });

  it.each([
    { reason: '损坏', want: State.RETIRED },
    { reason: '', want: 'REASON_REQUIRED' },
  ])('is retired because of "$reason": $want', ({ reason, want }) => {
    expect(outcome(() => retireAsset(asset(), reason))).toBe(want);
  });
});
