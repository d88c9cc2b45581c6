// What Postmark would report of messages that it accepted.

/** The same shuffle in every run would hide an order that matters. */
export function shuffled(list) {
  const result = [...list];
  for (let at = result.length - 1; at > 0; at--) {
    const other = Math.floor(Math.random() * (at + 1));
    [result[at], result[other]] = [result[other], result[at]];
  }
  return result;
}

const iso = ms => `${new Date(ms).toISOString().replace(/Z$/, '')}0000Z`;

const common = ({ messageId, sendId }) => ({
  MessageID: messageId,
  ServerID: 23,
  MessageStream: 'broadcast',
  Metadata: { send_id: sendId },
  Tag: '',
});

let bounces = 0;

const bounce = (message, type, code, at) => ({
  RecordType: 'Bounce',
  ID: 700_000_000 + ++bounces,
  Type: type,
  TypeCode: code,
  Name: type,
  ...common(message),
  Email: message.to,
  From: 'news@practice.example',
  BouncedAt: iso(at),
  Inactive: type === 'HardBounce',
  CanActivate: true,
  DumpAvailable: false,
  Subject: 'News',
  Description: '',
  Details: '',
});

const place = { IP: '127.0.0.1', Country: 'United States', CountryISOCode: 'US', City: 'Portland' };

const kinds = {
  delivery: (message, at) => ({
    RecordType: 'Delivery',
    ...common(message),
    Recipient: message.to,
    DeliveredAt: iso(at),
    Details: '250 OK',
  }),
  hardBounce: (message, at) => bounce(message, 'HardBounce', 1, at),
  softBounce: (message, at) => bounce(message, 'SoftBounce', 4096, at),
  complaint: (message, at) => ({
    ...bounce(message, 'SpamComplaint', 512, at),
    RecordType: 'SpamComplaint',
    Inactive: true,
  }),
  open: (message, at) => ({
    RecordType: 'Open',
    ...common(message),
    Recipient: message.to,
    ReceivedAt: iso(at),
    FirstOpen: true,
    Platform: 'Desktop',
    UserAgent: 'Mozilla/5.0',
    Geo: place,
    Client: {},
    OS: {},
  }),
  click: (message, at) => ({
    RecordType: 'Click',
    ...common(message),
    Recipient: message.to,
    ReceivedAt: iso(at),
    ClickLocation: 'HTML',
    OriginalLink: 'https://practice.example/hours',
    Platform: 'Desktop',
    UserAgent: 'Mozilla/5.0',
    Geo: place,
    Client: {},
    OS: {},
  }),
  off: (message, at) => ({
    RecordType: 'SubscriptionChange',
    ...common(message),
    Recipient: message.to,
    ChangedAt: iso(at),
    Origin: 'Recipient',
    SuppressSending: true,
    SuppressionReason: 'ManualSuppression',
  }),
};

/** What befalls one message after another: most are delivered and read, a few bounce or annoy. */
const fates = [
  ['delivery', 'open', 'click'],
  ['delivery', 'open', 'open'],
  ['delivery', 'softBounce', 'click'],
  ['hardBounce', 'delivery', 'softBounce'],
  ['delivery', 'complaint', 'open'],
  ['delivery', 'off', 'open'],
  ['delivery', 'open', 'click'],
  ['delivery', 'click', 'click'],
];

/** About so many events, each of its own, in the order in which they happened. */
export function eventsOf(messages, count) {
  const minute = 60_000;
  const events = messages.flatMap((message, at) =>
    fates[at % fates.length].map((kind, step) => ({
      at: message.at + (step + 1) * minute + at,
      event: kinds[kind](message, message.at + (step + 1) * minute + at),
    })),
  );
  return events
    .sort((a, b) => a.at - b.at)
    .slice(0, count)
    .map(({ event }) => event);
}
