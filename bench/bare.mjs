// The floor: node:http and pg, one prepared statement per request that returns the answer's JSON.
import { createServer } from 'node:http';
import pg from 'pg';
import { statements } from './queries.mjs';

const pool = new pg.Pool({ connectionString: process.env.BENCH_DATABASE_URL, max: 12 });

const server = createServer((request, response) => {
  const chunks = [];
  request.on('data', chunk => chunks.push(chunk));
  request.on('end', async () => {
    try {
      const { name, values } = JSON.parse(Buffer.concat(chunks).toString());
      const { rows } = await pool.query({ name, text: statements[name], values });
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(`{"data":${rows[0].data}}`);
    } catch (error) {
      response.writeHead(500).end(String(error));
    }
  });
});
server.listen(0, '127.0.0.1', () => process.send({ ready: { url: `http://127.0.0.1:${server.address().port}/` } }));
// a bench that is broken off leaves no server behind
process.once('disconnect', () => process.exit());
