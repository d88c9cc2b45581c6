import { idBytes, idOfBytes, SignedTokens } from '../../platform/encryption/signed-token.js';

/** What a click was on. */
export interface LinkToken {
  deliveryId: string;
  linkId: string;
}

/** The tokens of `/t/c/…` and `/t/o/…`: opaque ids, signed, so that no other address can be asked for. */
export class TrackingTokens {
  readonly #links: SignedTokens;
  readonly #pixels: SignedTokens;

  /** `master` is the blind index key, which is never rotated. */
  constructor(master: Uint8Array) {
    this.#links = new SignedTokens(master, 'tracked-link');
    this.#pixels = new SignedTokens(master, 'tracking-pixel');
  }

  /** For `${publicUrl}/t/c/${token}`. */
  link(deliveryId: string, linkId: string): string {
    return this.#links.make(idBytes(deliveryId, linkId));
  }

  /** For `${publicUrl}/t/o/${token}`. */
  pixel(deliveryId: string): string {
    return this.#pixels.make(idBytes(deliveryId));
  }

  /** Null of a token that was not made here. */
  readLink(token: string): LinkToken | null {
    const bytes = this.#links.read(token);
    if (bytes?.length !== 32) return null;
    return { deliveryId: idOfBytes(bytes.subarray(0, 16)), linkId: idOfBytes(bytes.subarray(16)) };
  }

  /** Null of a token that was not made here. */
  readPixel(token: string): string | null {
    const bytes = this.#pixels.read(token);
    return bytes?.length === 16 ? idOfBytes(bytes) : null;
  }
}
