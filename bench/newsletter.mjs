// A practice's monthly newsletter as one is designed: MJML, with pictures, stories, events and a footer.

const story = (title, lines, link, action) => `
    <mj-section background-color="#ffffff" padding="12px 0">
      <mj-column>
        <mj-image src="https://practice.example/pictures/${link}.jpg" alt="" width="552px" border-radius="6px" />
        <mj-text font-size="20px" font-weight="700" color="#24505a">${title}</mj-text>
        ${lines.map(line => `<mj-text>${line}</mj-text>`).join('\n        ')}
        <mj-button background-color="#2f7f86" href="https://practice.example/news/${link}">${action}</mj-button>
      </mj-column>
    </mj-section>`;

const event = (day, title, place) => `
      <mj-column width="33.33%" padding="0 6px">
        <mj-text align="center" font-weight="700" color="#2f7f86">${day}</mj-text>
        <mj-text align="center" font-size="14px">${title}</mj-text>
        <mj-text align="center" font-size="12px" color="#6a7a7d">${place}</mj-text>
      </mj-column>`;

const stories = [
  story(
    'Evening hours from December on',
    [
      'From the first week of December we are there until eight in the evening on Tuesdays and Thursdays, at the house on Evergreen Way and by video. Many of you had asked for hours that do not mean leaving work early.',
      'Hours of the early evening are given by the week, so that nobody keeps one for good: tell us by Friday if you need one in the week that follows.',
    ],
    'evening-hours',
    'See all hours',
  ),
  story(
    'A group for parents of teenagers',
    [
      'Six evenings, one every second week, for parents who would like to hear how others manage. Two of us will be there; nobody has to say anything, and what is said stays in the room.',
      'There is room for ten. If there are more of you, we open a second group in February.',
    ],
    'parents-group',
    'Put my name down',
  ),
  story(
    'What helps when the days get short',
    [
      'Light in the first hour of the day does more than light at any other. A walk before work, even under clouds, is brighter than every lamp at home.',
      'Sleep keeps better when you rise at the same time each day, also after a bad night. And plan one thing a week that you look forward to, small as it may be.',
    ],
    'short-days',
    'Read on',
  ),
  story(
    'New at the practice',
    [
      'Two colleagues join us in January. Both have worked with families for many years and speak Spanish as well as English; you will meet them at the open house.',
      'The room on the first floor is ready at last: wide doors, a lift, and windows that open to the garden.',
    ],
    'new-colleagues',
    'Meet them',
  ),
];

export const newsletter = `<mjml>
  <mj-head>
    <mj-title>News of the month</mj-title>
    <mj-preview>Evening hours, a group for parents, and what helps when the days get short.</mj-preview>
    <mj-attributes>
      <mj-all font-family="Helvetica, Arial, sans-serif" />
      <mj-text font-size="16px" line-height="1.5" color="#2b3a3d" />
      <mj-button border-radius="6px" font-size="16px" padding="16px 24px" />
    </mj-attributes>
  </mj-head>
  <mj-body background-color="#eef3f3" width="600px">
    <mj-section background-color="#24505a" padding="24px">
      <mj-column>
        <mj-image src="https://practice.example/pictures/logo.png" alt="{{ practice.name }}" width="160px" />
        <mj-text align="center" color="#ffffff" font-size="24px">News of the month</mj-text>
      </mj-column>
    </mj-section>
    <mj-section background-color="#ffffff" padding="24px 0 0">
      <mj-column>
        <mj-text>Dear {{ person.firstName }},</mj-text>
        <mj-text>the year draws to its end, and there is some news from our house. You can answer this letter: it reaches the front desk, and we read all of it.</mj-text>
      </mj-column>
    </mj-section>${stories.join('')}
    <mj-section background-color="#dfeaea" padding="20px 8px">
      <mj-group>${event('December 4', 'Open house', 'Evergreen Way, 4 pm')}${event('December 11', 'A talk on sleep', 'by video, 7 pm')}${event('January 8', 'Parents, first evening', 'first floor, 7 pm')}
      </mj-group>
    </mj-section>
    <mj-section background-color="#ffffff" padding="16px 0">
      <mj-column>
        <mj-text>With kind regards,<br />all of us at {{ practice.name }}</mj-text>
        <mj-divider border-color="#dfeaea" border-width="2px" />
        <mj-social font-size="12px" icon-size="24px" mode="horizontal">
          <mj-social-element name="facebook" href="https://social.example/practice">Facebook</mj-social-element>
          <mj-social-element name="instagram" href="https://pictures.example/practice">Instagram</mj-social-element>
        </mj-social>
      </mj-column>
    </mj-section>
  </mj-body>
</mjml>
`;
