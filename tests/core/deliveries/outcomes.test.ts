import { describe, expect, test } from '@jest/globals';
import type { ClaimedDelivery } from '../../../src/modules/deliveries/delivery.claiming.js';
import { settlementOf } from '../../../src/modules/email-campaigns/email-campaign.sender-outcomes.js';
import type { BatchOutcome, BatchRefusal, MessageOutcome } from '../../../src/platform/mail/mailer.js';

const batch = ['a', 'b', 'c'].map(id => ({ id, fence: 3 }) as ClaimedDelivery);
const refused = (code: number): MessageOutcome => ({ kind: 'REFUSED', code, message: 'kim@example.test is odd' });
const taken: MessageOutcome = { kind: 'ACCEPTED', messageId: 'm' };
const answered = (code: number): BatchOutcome => ({ kind: 'ANSWERED', outcomes: [taken, refused(code), taken] });
const refusal = (kind: BatchRefusal, code: number | null = null): BatchOutcome => ({
  ...{ kind: 'REFUSED', refusal: kind, code, message: 'kim@example.test is odd', retryAfterSeconds: 7 },
});

describe('what a batch comes to', () => {
  test.each([
    [406, 'SUPPRESSED', false],
    [300, 'REJECTED', false],
    [100, 'PENDING', false],
    [429, 'PENDING', false],
    [400, 'PENDING', true],
    [401, 'PENDING', true],
    [405, 'PENDING', true],
    [412, 'PENDING', true],
    [413, 'PENDING', true],
    [1235, 'PENDING', true],
    [777, 'REJECTED', false],
  ])('code %i: %s, and the campaign is paused: %s', (code, state, isPaused) => {
    const { settlements, pause } = settlementOf(batch, answered(code));
    expect(settlements.map(one => one.state)).toEqual(['ACCEPTED', state, 'ACCEPTED']);
    expect(settlements.map(({ id, fence }) => [id, fence])).toEqual(batch.map(({ id, fence }) => [id, fence]));
    expect(pause !== null).toBe(isPaused);
  });

  test.each([
    ['RATE_LIMITED', false, 7],
    ['UNREACHABLE', false, undefined],
    ['UNAUTHORIZED', true, undefined],
    ['INVALID', true, undefined],
  ] as const)('%s: all wait again, paused: %s, nobody sends for %s', (kind, isPaused, seconds) => {
    const { settlements, pause, blockSeconds } = settlementOf(batch, refusal(kind));
    expect(settlements.map(one => one.state)).toEqual(['PENDING', 'PENDING', 'PENDING']);
    expect([pause !== null, blockSeconds]).toEqual([isPaused, seconds]);
  });

  test('an answer that was lost leaves all unknown', () => {
    const { settlements, pause } = settlementOf(batch, { kind: 'UNCERTAIN', message: 'timeout' });
    expect(settlements.map(one => one.state)).toEqual(['UNKNOWN', 'UNKNOWN', 'UNKNOWN']);
    expect(pause).toBeNull();
  });

  test('the reason of a pause holds no word of the provider, which may name an address', () => {
    for (const outcome of [answered(412), answered(1235), refusal('UNAUTHORIZED', 10), refusal('INVALID', 402)]) {
      expect(JSON.stringify(settlementOf(batch, outcome).pause)).not.toContain('@');
    }
  });
});
