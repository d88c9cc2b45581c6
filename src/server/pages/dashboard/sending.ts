import { Chart, type Line } from './chart.js';
import { byId, element, figure, words } from './elements.js';
import { codeOf, type Session } from './session.js';
import type { Socket } from './socket.js';

interface Engagement {
  total: number | null;
  human: number | null;
  unique: number | null;
}

interface Figures {
  recipients: number | null;
  pending: number | null;
  claimed: number | null;
  sending: number | null;
  accepted: number | null;
  rejected: number | null;
  suppressed: number | null;
  cancelled: number | null;
  unknown: number | null;
  delivered: number | null;
  bounced: number | null;
  complained: number | null;
  unsubscribed: number | null;
  opens: Engagement;
  clicks: Engagement;
}

interface EmailCampaign {
  id: string;
  name: string;
  status: string;
  pauseReason: { message: string } | null;
  metrics: Figures;
}

interface Told {
  cursor: string;
  at: string;
  status: string;
  metrics: Figures;
}

const metrics = `metrics { recipients pending claimed sending accepted rejected suppressed cancelled unknown
  delivered bounced complained unsubscribed opens { total human unique } clicks { total human unique } }`;
const list = `query Sending { emailCampaigns(first: 20, filter: { status: [SENDING, PAUSED] }) {
  nodes { id name status pauseReason { message } ${metrics} } } }`;
const subscription = `subscription Metrics($id: ID!, $after: String) {
  emailCampaignMetrics(emailCampaignId: $id, after: $after) { cursor at status ${metrics} } }`;

const lines: (Line & { of: (figures: Figures) => number | null })[] = [
  { label: 'Accepted', colour: '--accepted', of: ({ accepted }) => accepted },
  { label: 'Delivered', colour: '--delivered', isDashed: true, of: ({ delivered }) => delivered },
  { label: 'Opens', colour: '--opens', of: ({ opens }) => opens.unique },
  { label: 'Clicks', colour: '--clicks', isDashed: true, of: ({ clicks }) => clicks.unique },
];

const columns: [string, (figures: Figures) => number | null][] = [
  ['Recipients', of => of.recipients],
  ['Waiting', of => sum(of.pending, of.claimed, of.sending)],
  ['Accepted', of => of.accepted],
  ['Delivered', of => of.delivered],
  ['Bounced', of => of.bounced],
  ['Rejected', of => of.rejected],
  ['Not mailed', of => sum(of.suppressed, of.cancelled)],
  ['Unknown', of => of.unknown],
  ['Opens', of => of.opens.unique],
  ['Clicks', of => of.clicks.unique],
  ['Opt-outs', of => of.unsubscribed],
  ['Spam', of => of.complained],
];

const sum = (...parts: (number | null)[]): number | null =>
  parts.includes(null) ? null : parts.reduce<number>((total, part) => total + (part ?? 0), 0);

/** An old cursor that is no longer kept is answered with the figures now; nothing older than this can be. */
const fromTheBeginning = '0';

/** One email campaign on the page: its chart, its progress and its line in the table. */
class Card {
  readonly place: HTMLElement;
  readonly row: HTMLTableRowElement;
  readonly #status = element('span', { class: 'badge' });
  readonly #reason = element('p', { class: 'reason' });
  readonly #progress = element('div', { class: 'progress' }, element('div'));
  readonly #share = element('span', { class: 'share' });
  readonly #cells = columns.map(() => element('td'));
  readonly #chartPlace = element('div', { class: 'chart', role: 'img' });
  #chart: Chart | null = null;
  #figures: Figures;

  constructor(private readonly campaign: EmailCampaign) {
    const heading = element('h3', { id: `campaign-${campaign.id}` }, campaign.name);
    const legend = element('ul', { class: 'legend', 'aria-hidden': 'true' });
    for (const { label, colour, isDashed } of lines) {
      const key = element('span', { class: isDashed ? 'key dashed' : 'key', style: `--key: var(${colour})` });
      legend.append(element('li', {}, key, label));
    }
    this.place = element(
      'article',
      { class: 'card', 'aria-labelledby': heading.id },
      element('header', {}, heading, this.#status),
      this.#reason,
      element('div', { class: 'progress-line' }, this.#progress, this.#share),
      this.#chartPlace,
      legend,
    );
    this.row = element('tr', {}, element('th', { scope: 'row' }, campaign.name), ...this.#cells);
    this.#figures = campaign.metrics;
    this.say(campaign);
  }

  /** Once it is on the page and has a width. */
  draw(): void {
    this.#chart = new Chart(this.#chartPlace, lines);
    this.#point(new Date());
  }

  tell({ at, status, metrics }: Told): void {
    this.#figures = metrics;
    this.say({ ...this.campaign, status, pauseReason: status === 'PAUSED' ? this.campaign.pauseReason : null });
    this.#point(new Date(at));
  }

  say({ status, pauseReason }: Pick<EmailCampaign, 'status' | 'pauseReason'>): void {
    this.campaign.pauseReason = pauseReason;
    this.#status.textContent = words(status);
    this.#status.dataset.status = status;
    this.#reason.textContent = pauseReason?.message ?? '';
    this.#reason.hidden = !pauseReason;
    for (const [index, [, of]] of columns.entries()) this.#cells[index]!.textContent = figure(of(this.#figures));
    this.#advance();
  }

  #advance(): void {
    const { recipients, name } = { ...this.#figures, name: this.campaign.name };
    const waiting = sum(this.#figures.pending, this.#figures.claimed, this.#figures.sending);
    const share = recipients && waiting !== null ? Math.round(((recipients - waiting) / recipients) * 100) : null;
    this.#share.textContent = share === null ? '–' : `${share} %`;
    (this.#progress.firstElementChild as HTMLElement).style.width = `${share ?? 0}%`;
    const told = lines.map(({ label, of }) => `${label.toLowerCase()} ${figure(of(this.#figures))}`);
    this.#chartPlace.setAttribute('aria-label', `${name}: ${told.join(', ')} of ${figure(recipients)} recipients.`);
  }

  #point(at: Date): void {
    this.#chart?.add(
      at,
      lines.map(({ of }) => of(this.#figures)),
    );
  }
}

/** Email campaigns that are being sent, each with figures that move as they do. */
export class Sending {
  readonly #cards = new Map<string, { card: Card; leave: () => void }>();

  constructor(
    private readonly session: Session,
    private readonly socket: Socket,
  ) {
    byId('totals-head').replaceChildren(
      element('th', { scope: 'col' }, 'Email campaign'),
      ...columns.map(([name]) => element('th', { scope: 'col' }, name)),
    );
  }

  /** Looks for those that began; what is on the page stays, so that one that ends is seen to end. */
  async refresh(): Promise<void> {
    const { data, errors } = await this.session.query<{ emailCampaigns: { nodes: EmailCampaign[] } }>(list);
    const isRefused = codeOf(errors) === 'FORBIDDEN';
    byId('sending').hidden = isRefused;
    if (!data?.emailCampaigns) return;
    for (const campaign of data.emailCampaigns.nodes) {
      const known = this.#cards.get(campaign.id);
      if (known) known.card.say(campaign);
      else this.#add(campaign);
    }
    byId('sending-none').hidden = this.#cards.size > 0;
    byId('totals').hidden = this.#cards.size === 0;
  }

  clear(): void {
    for (const { leave } of this.#cards.values()) leave();
    this.#cards.clear();
    byId('cards').replaceChildren();
    byId('totals-body').replaceChildren();
  }

  #add(campaign: EmailCampaign): void {
    const card = new Card(campaign);
    byId('cards').append(card.place);
    byId('totals-body').append(card.row);
    card.draw();
    const leave = this.socket.listen<Told>({
      query: subscription,
      variables: { id: campaign.id },
      field: 'emailCampaignMetrics',
      after: fromTheBeginning,
      told: event => card.tell(event),
    });
    this.#cards.set(campaign.id, { card, leave });
  }
}
