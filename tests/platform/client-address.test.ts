import type { IncomingMessage } from 'node:http';
import { expect, test } from '@jest/globals';
import { ClientAddress } from '../../src/platform/client-address.js';

const from = (proxies: string[], remoteAddress: string | undefined, forwarded?: string) =>
  new ClientAddress(proxies).of({
    socket: { remoteAddress },
    headers: forwarded === undefined ? {} : { 'x-forwarded-for': forwarded },
  } as unknown as IncomingMessage);

test.each<[string, string[], string | undefined, string | undefined, string | null]>([
  ['nobody is trusted', [], '203.0.113.9', '198.51.100.1', '203.0.113.9'],
  ['an IPv4 caller on an IPv6 socket', [], '::ffff:203.0.113.9', undefined, '203.0.113.9'],
  ['the sender is no proxy of ours', ['10.0.0.0/8'], '203.0.113.9', '198.51.100.1', '203.0.113.9'],
  ['one proxy', ['10.0.0.0/8'], '10.1.2.3', '198.51.100.1', '198.51.100.1'],
  ['what the caller made up stands before it', ['10.0.0.0/8'], '10.1.2.3', '127.0.0.1, 198.51.100.1', '198.51.100.1'],
  ['two proxies', ['10.0.0.0/8', '192.0.2.7'], '10.1.2.3', '198.51.100.1, 192.0.2.7', '198.51.100.1'],
  ['only proxies', ['10.0.0.0/8'], '10.1.2.3', '10.9.9.9', '10.9.9.9'],
  ['no address in the header', ['10.0.0.0/8'], '10.1.2.3', 'unknown', '10.1.2.3'],
  ['IPv6', ['2001:db8::/32'], '2001:db8::1', '2001:db9::5', '2001:db9::5'],
  ['a socket that is gone', [], undefined, undefined, null],
])('%s', (_name, proxies, socket, forwarded, expected) => {
  expect(from(proxies, socket, forwarded)).toBe(expected);
});
