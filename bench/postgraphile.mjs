// PostGraphile 5 over the same tables, with the same pool size; no policy, no audit, no decryption.
import { createServer } from 'node:http';
import { postgraphile } from 'postgraphile';
import { makePgService } from 'postgraphile/adaptors/pg';
import { grafserv } from 'postgraphile/grafserv/node';
import { PostGraphileAmberPreset } from 'postgraphile/presets/amber';
import { jsonPgSmartTags } from 'postgraphile/utils';

/** What is kept for several nouns has no foreign key that leads to one of them. */
const relations = jsonPgSmartTags({
  version: 1,
  config: {
    class: {
      interactions: { tags: { foreignKey: '(subject_id) references leads (id)|@foreignFieldName interactions' } },
      tasks: { tags: { foreignKey: '(related_id) references leads (id)|@fieldName lead' } },
      campaign_recipients: { tags: { foreignKey: '(person_id) references leads (id)|@fieldName lead' } },
      leads: { tags: { foreignKey: '(campaign_id) references campaigns (id)|@foreignFieldName leads' } },
    },
  },
});

const preset = {
  extends: [PostGraphileAmberPreset],
  plugins: [relations],
  // every column may be ordered and filtered by, as here
  disablePlugins: ['PgIndexBehaviorsPlugin'],
  pgServices: [
    makePgService({ connectionString: process.env.BENCH_DATABASE_URL, schemas: ['public'], poolConfig: { max: 12 } }),
  ],
  grafast: { explain: false },
  grafserv: { graphiql: false, graphqlPath: '/graphql', websockets: false },
};

// it tells at length of types of columns that no question here asks for
const { error, warn } = console;
Object.assign(console, { error: () => undefined, warn: () => undefined });
const instance = postgraphile(preset);
const server = createServer();
await instance.getSchema();
const served = instance.createServ(grafserv);
await served.addTo(server);
await served.ready();
Object.assign(console, { error, warn });
server.listen(0, '127.0.0.1', () =>
  process.send({ ready: { url: `http://127.0.0.1:${server.address().port}/graphql` } }),
);
// a bench that is broken off leaves no server behind
process.once('disconnect', () => process.exit());
