/** A tab of the GraphiQL page. */
export interface Example {
  query: string;
  variables?: string;
}

/** What a newcomer tries first, in the order of a first visit. */
export const examples: Example[] = [
  {
    query: `# Sign in with a demo account; the password was printed at the first start and is kept
# in .data/demo-credentials.json. Then open "Headers" below and put in
#   { "authorization": "Bearer <accessToken>" }
mutation SignIn {
  signIn(input: { email: "owner@demo.example", password: "" }) {
    accessToken
    expiresAt
    userErrors { code message path }
  }
}
`,
  },
  {
    query: `# A page of leads. Ask for the next one with after: <endCursor>.
query Leads($first: Int, $after: String) {
  leads(first: $first, after: $after, sort: [{ field: CREATED_AT, direction: DESC }]) {
    nodes {
      id
      fullName
      source
      status
      stage
      tags
      assignedTo { name }
      viewerCanUpdate
    }
    pageInfo { hasNextPage endCursor }
    totalCount
  }
}
`,
    variables: '{ "first": 10 }',
  },
  {
    query: `# A refused value comes back in userErrors, and nothing is changed.
mutation CreateLead {
  createLead(input: { firstName: "Ada", lastName: "Example", email: "ada@example.org", source: WEBSITE }) {
    lead { id version status }
    possibleDuplicates { matchedOn lead { id fullName } }
    userErrors { code message path }
  }
}
`,
  },
  {
    query: `# Campaigns with whom they reach and what came of them.
query Campaigns {
  campaigns(first: 5, filter: { status: [ACTIVE] }) {
    nodes {
      name
      status
      goals { metric target actual percent }
      metrics { recipients leads conversions spentMinor costPerLeadMinor }
      automation { position name trigger { kind } action { kind } counts { waiting done } }
      recipients(first: 3) { totalCount nodes { type lead { fullName } contact { fullName } } }
    }
  }
}
`,
  },
  {
    query: `# What is overdue, and whom it is about.
query Overdue {
  tasks(first: 10, filter: { isOverdue: true }, sort: [{ field: PRIORITY, direction: DESC }]) {
    totalCount
    nodes { title priority dueAt assignedTo { name } lead { fullName } contact { fullName } subtasks { title isDone } }
  }
}
`,
  },
  {
    query: `# Stays open over a websocket and tells of every lead you may see.
subscription LeadChanged {
  leadChanged {
    cursor
    at
    kind
    lead { id fullName status }
  }
}
`,
  },
];
