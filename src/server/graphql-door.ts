import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { auditUnrecorded } from '../platform/audit/audit-unrecorded.js';
import type { Idempotency } from '../platform/idempotency/idempotency.js';
import { outcomeOf } from '../platform/use-case.js';
import type { SurfaceParts } from './apollo.js';
import type { Entrance } from './entrance.js';
import { GraphqlHttp } from './graphql-http.js';
import { answerGraphiql, wantsGraphiql } from './pages/graphiql.js';
import { type Door, doors, serverSchema } from './schema.js';
import type { Services } from './services.js';
import { GraphqlSockets } from './socket.js';

interface GraphqlDoorParts {
  services: Pick<Services, 'ground' | 'authenticator'>;
  entrance: Entrance;
  idempotency: Idempotency;
  /** The resolvers served; those of every noun unless told. */
  doors?: readonly Door[];
}

/** The GraphQL door of this process: calls over HTTP, sockets, and in development the page to try it on. */
export interface GraphqlDoor {
  handle(req: IncomingMessage, res: ServerResponse): void;
  /** Takes socket connections on this server. */
  listen(server: Server): void;
  /** Closes the sockets with 1001 and refuses what comes later. */
  close(): Promise<void>;
}

export async function openGraphql({
  services,
  entrance,
  idempotency,
  ...rest
}: GraphqlDoorParts): Promise<GraphqlDoor> {
  const { ground, authenticator } = services;
  const { config, logger, audit } = ground;
  const schema = serverSchema(
    services as Services,
    // Each refused field has its row, whatever the rest of its document was granted.
    (ctx, operation, error) =>
      audit.append(ctx, { operation, ...outcomeOf(error), action: 'CALL', objectType: 'CALL', objectIds: [] }),
    rest.doors ?? doors,
  );
  const surface: SurfaceParts = {
    schema,
    logger,
    isProduction: config.isProduction,
    auditUnrecorded: (ctx, call) => auditUnrecorded({ audit }, ctx, call),
  };
  const http = await GraphqlHttp.open({ ...surface, entrance, idempotency });
  const origins = [config.publicUrl, ...config.corsOrigins];
  const sockets = new GraphqlSockets({ ...surface, entrance, authenticator, origins });
  return {
    handle(req, res) {
      if (!config.isProduction && wantsGraphiql(req)) void answerGraphiql(req, res);
      else void http.handle(req, res);
    },
    listen: server => sockets.listen(server),
    async close() {
      await sockets.close();
      await http.close();
    },
  };
}
