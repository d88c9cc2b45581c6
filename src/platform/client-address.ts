import type { IncomingMessage } from 'node:http';
import { BlockList, isIP } from 'node:net';

const family = (address: string) => (isIP(address) === 6 ? 'ipv6' : 'ipv4');
/** A socket that listens on both families writes an IPv4 caller as `::ffff:10.0.0.1`. */
const plain = (address: string) => address.trim().replace(/^::ffff:(?=\d+\.)/i, '');

/** Tells where a call comes from; what a proxy says counts only from addresses that are configured as one. */
export class ClientAddress {
  readonly #proxies = new BlockList();
  readonly #hasProxies: boolean;

  /** Addresses or CIDR ranges; throws on anything else. */
  constructor(trustedProxies: readonly string[]) {
    this.#hasProxies = trustedProxies.length > 0;
    for (const entry of trustedProxies) {
      const [address = '', prefix] = entry.split('/');
      if (prefix === undefined) this.#proxies.addAddress(address, family(address));
      else this.#proxies.addSubnet(address, Number(prefix), family(address));
    }
  }

  /** The nearest address on the way that is no proxy of ours; null when the socket is gone. */
  of(req: IncomingMessage): string | null {
    let address = plain(req.socket.remoteAddress ?? '');
    if (!this.#hasProxies) return address || null;
    const said = [req.headers['x-forwarded-for'] ?? []].flat().join(',').split(',').map(plain);
    while (isIP(address) && this.#proxies.check(address, family(address))) {
      const before = said.pop();
      if (!before || !isIP(before)) break;
      address = before;
    }
    return address || null;
  }
}
