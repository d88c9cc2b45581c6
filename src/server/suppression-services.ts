import { ConsentQueries } from '../modules/consents/consent.queries.js';
import { ConsentService } from '../modules/consents/consent.service.js';
import { noteOptOut } from '../modules/deliveries/delivery.opt-out.js';
import { MailTopicQueries } from '../modules/suppressions/mail-topic.queries.js';
import { MailTopics } from '../modules/suppressions/mail-topic.service.js';
import { SuppressionByConsent } from '../modules/suppressions/suppression.consents.js';
import { SuppressionList } from '../modules/suppressions/suppression.list.js';
import { SuppressionQueries } from '../modules/suppressions/suppression.queries.js';
import { SuppressionService } from '../modules/suppressions/suppression.service.js';
import { UnsubscribeService } from '../modules/suppressions/unsubscribe.service.js';
import { UnsubscribeTokens } from '../modules/suppressions/unsubscribe.tokens.js';
import type { Ground } from '../platform/ground.js';

/** What people agree to, and who gets no more mail; the one follows the other. */
export function suppressionServices(ground: Ground) {
  const suppressions = new SuppressionService(ground);
  const consents = new ConsentService(ground, [new SuppressionByConsent(ground, suppressions)]);
  const unsubscribeTokens = new UnsubscribeTokens(ground.config.blindIndexKey);
  const mailTopics = new MailTopics(ground);
  return {
    consents,
    consentQueries: new ConsentQueries(ground),
    suppressions,
    suppressionList: new SuppressionList(ground, suppressions, mailTopics),
    suppressionQueries: new SuppressionQueries(ground),
    mailTopics,
    mailTopicQueries: new MailTopicQueries(ground),
    unsubscribeTokens,
    unsubscribing: new UnsubscribeService(ground, unsubscribeTokens, suppressions, consents, [noteOptOut]),
  };
}
