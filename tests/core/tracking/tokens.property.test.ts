import { randomBytes } from 'node:crypto';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { TrackingTokens } from '../../../src/modules/tracking/tracking.tokens.js';

const tokens = new TrackingTokens(randomBytes(32));
const id = fc.uuid();

test('a token reads as what it was made of, and is one segment of an address', () => {
  fc.assert(
    fc.property(id, id, (deliveryId, linkId) => {
      const [link, pixel] = [tokens.link(deliveryId, linkId), tokens.pixel(deliveryId)];
      expect(tokens.readLink(link)).toEqual({ deliveryId, linkId });
      expect(tokens.readPixel(pixel)).toBe(deliveryId);
      expect([link, pixel].join('')).toMatch(/^[\w-]+$/);
    }),
  );
});

test('the same message has the same tokens, and each practice of another key others', () => {
  const [delivery, link] = ['0190c9a0-0000-7000-8000-000000000001', '0190c9a0-0000-7000-8000-000000000002'];
  expect(tokens.link(delivery, link)).toBe(tokens.link(delivery, link));
  expect(new TrackingTokens(randomBytes(32)).readLink(tokens.link(delivery, link))).toBeNull();
});

test('one that was changed, cut, lengthened, made of chance or for the other kind reads as nothing', () => {
  fc.assert(
    fc.property(id, id, fc.nat(), fc.base64String({ maxLength: 80 }), (deliveryId, linkId, at, chance) => {
      const [link, pixel] = [tokens.link(deliveryId, linkId), tokens.pixel(deliveryId)];
      const place = at % link.length;
      const changed = link.slice(0, place) + (link[place] === 'A' ? 'B' : 'A') + link.slice(place + 1);
      for (const wrong of [changed, link.slice(0, -1), `${link}A`, `${link}=`, pixel, chance, '']) {
        expect(tokens.readLink(wrong)).toBeNull();
      }
      for (const wrong of [link, pixel.slice(1), `${pixel}A`, chance]) expect(tokens.readPixel(wrong)).toBeNull();
    }),
  );
});
