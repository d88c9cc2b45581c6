import type { DemoSegment } from './campaigns.js';

/** What the demo practice must have told before it may send. */
export const demoSender = {
  phone: '+15035550142',
  postalAddress: {
    line1: '418 Alder Street',
    line2: 'Suite 200',
    city: 'Portland',
    region: 'OR',
    postalCode: '97205',
    country: 'US',
  },
  senderDomains: ['willow.example'],
};

const newsletter = `<mjml>
  <mj-head>
    <mj-attributes>
      <mj-all font-family="Georgia, 'Times New Roman', serif" />
      <mj-text font-size="16px" line-height="1.6" color="#2f3b35" />
    </mj-attributes>
  </mj-head>
  <mj-body background-color="#f3f1ea">
    <mj-section background-color="#35574a" padding="28px 0">
      <mj-column>
        <mj-text align="center" font-size="26px" color="#ffffff">{{ practice.name }}</mj-text>
        <mj-text align="center" font-size="14px" color="#dfe9e3" padding-top="0">Notes for our colleagues, autumn</mj-text>
      </mj-column>
    </mj-section>
    <mj-section background-color="#ffffff" padding-bottom="0">
      <mj-column>
        <mj-text>Dear {{ person.salutation }},</mj-text>
        <mj-text>thank you for the people you have sent our way this year. Here is what has changed since we last wrote.</mj-text>
      </mj-column>
    </mj-section>
    <mj-section background-color="#ffffff" padding-top="0">
      <mj-column>
        <mj-text font-size="20px" color="#35574a">Evenings, on Tuesdays and Thursdays</mj-text>
        <mj-text padding-top="0">Two of us now work until nine. Most people who ask for an evening are seen within ten days.</mj-text>
        <mj-button href="https://willow.example/evenings" background-color="#35574a" border-radius="4px">See open times</mj-button>
      </mj-column>
    </mj-section>
    <mj-section background-color="#ffffff">
      <mj-column>
        <mj-text font-size="18px" color="#35574a">A shorter way to refer</mj-text>
        <mj-text padding-top="0">One page, no fax, and an answer by the next working day. <a href="https://willow.example/refer">Refer someone</a></mj-text>
      </mj-column>
      <mj-column>
        <mj-text font-size="18px" color="#35574a">Grief group from January</mj-text>
        <mj-text padding-top="0">Eight Mondays, eight seats, a talk beforehand with each. <a href="https://willow.example/groups">Read about it</a></mj-text>
      </mj-column>
    </mj-section>
    <mj-section>
      <mj-column>
        <mj-text align="center" font-size="13px" color="#6b766f">Questions? Ring us: {{ practice.phone }}</mj-text>
        <mj-text align="center" font-size="13px" color="#6b766f">
          {{ practice.postalAddress }}<br />
          <a href="{{ preferencesUrl }}">Choose what you hear from us</a> or <a href="{{ unsubscribeUrl }}">unsubscribe</a>
        </mj-text>
      </mj-column>
    </mj-section>
  </mj-body>
</mjml>`;

const invitation = `<div style="max-width: 560px; margin: 0 auto; font-family: Arial, Helvetica, sans-serif; color: #27333f">
  <h1 style="font-size: 24px; color: #7a3b2e">Come and see where we talk</h1>
  <p>Dear {{ person.salutation }},</p>
  <p>we open our doors to school counselors for an afternoon: a look at our rooms, three short talks on what helps
    pupils who stay away from school, and coffee in between.</p>
  <table role="presentation" style="border-left: 4px solid #7a3b2e">
    <tr><td style="padding: 4px 16px"><b>When</b></td><td style="padding: 4px 0">Thursday, from three to six</td></tr>
    <tr><td style="padding: 4px 16px"><b>Where</b></td><td style="padding: 4px 0">{{ practice.postalAddress }}</td></tr>
  </table>
  <p><a href="https://willow.example/open-house" style="color: #7a3b2e">Reserve a seat</a>, or ring us at
    {{ practice.phone }}. Bring a colleague.</p>
  <p>Miriam Vogel<br>{{ practice.name }}</p>
</div>`;

export const demoTemplates = {
  newsletter: {
    name: 'Newsletter for colleagues',
    purpose: 'COMMERCIAL',
    subject: '{{ person.salutation }}, evenings at {{ practice.name }}',
    preheader: 'New evening hours, a shorter way to refer, and a group from January',
    mjml: newsletter,
  },
  invitation: {
    name: 'Invitation to the open house',
    purpose: 'COMMERCIAL',
    subject: 'An afternoon at {{ practice.name }}',
    preheader: 'Three short talks, our rooms, and coffee',
    html: invitation,
  },
} as const;

export interface DemoMailing {
  input: Record<string, unknown>;
  template: keyof typeof demoTemplates;
  /** The name of the campaign it is part of. */
  campaign: string;
  segments: readonly DemoSegment[];
  exclude: readonly DemoSegment[];
  /** Days from now until it leaves: 0 as soon as a worker runs; null leaves it a draft. */
  leavesIn: number | null;
}

const sender = { fromName: 'Willow Counseling', fromEmail: 'hello@willow.example', replyTo: 'hello@willow.example' };

export const demoMailings: readonly DemoMailing[] = [
  {
    input: {
      ...sender,
      name: 'Autumn news for colleagues',
      topic: 'News for colleagues',
      tracking: { opens: true, clicks: true },
    },
    template: 'newsletter',
    campaign: 'Autumn openings',
    segments: ['colleagues'],
    exclude: [],
    leavesIn: 0,
  },
  {
    input: { ...sender, name: 'Open house for school counselors', topic: 'Events' },
    template: 'invitation',
    campaign: 'Thank our referral sources',
    segments: ['schools'],
    exclude: [],
    leavesIn: 9,
  },
  {
    input: { ...sender, name: 'Spring newsletter, first issue', subject: 'Spring at {{ practice.name }}' },
    template: 'newsletter',
    campaign: 'Spring newsletter',
    segments: ['colleagues'],
    exclude: ['schools'],
    leavesIn: null,
  },
];
