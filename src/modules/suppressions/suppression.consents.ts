import type { Ground } from '../../platform/ground.js';
import type { UnitOfWork } from '../../platform/use-case.js';
import type { ConsentEntry, ConsentFollower } from '../consents/consent.follower.js';
import { addressOf } from './suppression.people.js';
import type { SuppressionService } from './suppression.service.js';
import { ownReasons } from './suppression.vocabulary.js';

/** What a person says of commercial mail opens or closes the address, for everyone who has it. */
export class SuppressionByConsent implements ConsentFollower {
  constructor(
    private readonly ground: Ground,
    private readonly suppressions: SuppressionService,
  ) {}

  /** A list that someone brings along is not the person's own word, so that an import lifts nothing. */
  async entered(unit: UnitOfWork, { person, channel, purpose, isGiven, method, at }: ConsentEntry): Promise<void> {
    if (channel !== 'EMAIL' || purpose !== 'MARKETING' || (isGiven && method === 'IMPORT')) return;
    const found = await addressOf(this.ground, unit, person);
    if (!found) return;
    const { addressIndex } = found;
    if (isGiven) {
      await this.suppressions.lift(unit, { addressIndex, reasons: ownReasons, topicKey: null, at, by: 'CONSENT' });
    } else await this.suppressions.suppress(unit, { ...found, reason: 'UNSUBSCRIBED', origin: 'STAFF', at });
  }
}
