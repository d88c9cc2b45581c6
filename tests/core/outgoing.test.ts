import { describe, expect, test } from '@jest/globals';
import { post } from '../../src/platform/outgoing/post.js';
import { isPublicAddress } from '../../src/platform/outgoing/public-address.js';
import { Receiver } from '../support/receiver.js';

describe('addresses of the public internet', () => {
  test.each(['8.8.8.8', '1.1.1.1', '172.15.0.1', '2606:4700::1111'])('%s is one', address => {
    expect(isPublicAddress(address)).toBe(true);
  });

  test.each([
    '127.0.0.1',
    '10.1.2.3',
    '172.16.0.1',
    '192.168.1.1',
    '169.254.169.254',
    '100.64.0.1',
    '0.0.0.0',
    '224.0.0.1',
    '255.255.255.255',
    '::1',
    '::',
    '::ffff:8.8.8.8',
    '::ffff:127.0.0.1',
    'fe80::1',
    'fd00::1',
    '64:ff9b::7f00:1',
    '2002:7f00:1::',
    '2001:db8::1',
    'no address',
  ])('%s is none', address => {
    expect(isPublicAddress(address)).toBe(false);
  });
});

describe('a post to an address that somebody entered', () => {
  const posting = { body: '{}', headers: {}, timeoutMs: 2_000, mayBePrivate: false };

  test.each(['127.0.0.1', 'localhost', '[::1]', '0', '2130706433', '0x7f.1'])('never reaches %s', async host => {
    const receiver = await new Receiver().open();
    const url = receiver.url.replace('127.0.0.1', host);
    expect(await post({ ...posting, url })).toEqual({
      status: null,
      error: 'it is not an address of the public internet',
    });
    expect(receiver.calls).toBe(0);
    await receiver.close();
  });

  test('follows no redirect and gives up in time', async () => {
    const receiver = await new Receiver().open();
    receiver.answer = () => 302;
    expect(await post({ ...posting, url: receiver.url, mayBePrivate: true })).toEqual({ status: 302, error: null });
    const silent = await new Receiver().open();
    const late = post({ ...posting, url: silent.url, mayBePrivate: true, timeoutMs: 1, body: 'x'.repeat(5_000_000) });
    expect(await late).toEqual({ status: null, error: 'it did not answer in time' });
    await Promise.all([receiver.close(), silent.close()]);
  });
});
