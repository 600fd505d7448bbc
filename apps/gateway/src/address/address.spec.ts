import { describe, expect, it } from '@jest/globals';
import { networkOf, TrustedProxies } from './address.js';

describe('an address', () => {
  it.each([
    ['192.0.2.7', '192.0.2.7'],
    ['::ffff:192.0.2.7', '192.0.2.7'],
    ['::ffff:c000:207', '192.0.2.7'],
    ['2001:db8:0:1:2:3:4:5', '2001:db8:0:1::/64'],
    ['2001:db8:0:1::9', '2001:db8:0:1::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['stranger', ''],
    ['', ''],
  ])('%s is known as %j', (address, want) => {
    expect(networkOf(address)).toBe(want);
  });
});

describe('trusted proxies', () => {
  const proxies = new TrustedProxies(['10.0.0.0/8', '2001:db8:f::/48', '192.0.2.200']);

  it.each<[string, string | undefined, string]>([
    ['198.51.100.1', '203.0.113.5', '198.51.100.1'],
    ['10.0.0.1', undefined, '10.0.0.1'],
    ['10.0.0.1', '203.0.113.5', '203.0.113.5'],
    ['::ffff:10.0.0.1', '203.0.113.5', '203.0.113.5'],
    ['10.0.0.1', '1.1.1.1, 203.0.113.5', '203.0.113.5'],
    ['10.0.0.1', '1.1.1.1, 203.0.113.5, 10.9.9.9', '203.0.113.5'],
    ['10.0.0.1', '203.0.113.5:4711, 192.0.2.200', '203.0.113.5'],
    ['10.0.0.1', '203.0.113.5, unknown', '10.0.0.1'],
    ['10.0.0.1', '203.0.113.5, , ', '10.0.0.1'],
    ['10.0.0.1', '10.0.0.3, 10.0.0.2', '10.0.0.3'],
    ['2001:db8:f::1', '[2001:db8:1:2::9]:80', '2001:db8:1:2::/64'],
    ['10.0.0.1', Array(5_000).fill('10.1.1.1').join(','), '10.1.1.1'],
  ])('between %s and the caller, who say %s: it is %s', (peer, said, want) => {
    expect(proxies.callerOf(peer, { 'x-forwarded-for': said })).toBe(want);
  });

  it.each([
    ['for=203.0.113.5;proto=https', '203.0.113.5'],
    ['for=1.1.1.1, for="[2001:db8:1:2::9]:80"', '2001:db8:1:2::/64'],
    ['proto=https;FOR="203.0.113.5:80"', '203.0.113.5'],
    ['for=1.1.1.1, by=10.0.0.1', '10.0.0.1'],
    ['for=_hidden', '10.0.0.1'],
  ])('who write Forwarded, and say %s: it is %s', (said, want) => {
    const forwarded = new TrustedProxies(['10.0.0.0/8'], 'forwarded');
    expect(forwarded.callerOf('10.0.0.1', { forwarded: said, 'x-forwarded-for': '6.6.6.6' })).toBe(want);
  });

  it('are heeded by their own header alone: the other is anybody’s', () => {
    expect(proxies.callerOf('10.0.0.1', { forwarded: 'for=6.6.6.6' })).toBe('10.0.0.1');
  });

  it.each(['10.0.0.0/33', '10.0.0/8', '::/129', 'proxy', '10.0.0.0/x', '10.0.0.0/'])('%s are none', (network) => {
    expect(() => new TrustedProxies([network])).toThrow('is no network');
  });
});
