/**
 * Exit code 0 if the server on this machine answers, for a container's health check.
 * Port: the first argument, else 8443. The certificate is the server's own, so it proves nothing here and is not checked.
 */
import { request } from 'node:https'

const port = Number(process.argv[2] ?? 8443)
const asking = request(
  {
    host: '127.0.0.1',
    port,
    path: '/api/status',
    headers: { host: `localhost:${port}` },
    rejectUnauthorized: false,
    timeout: 4000,
  },
  (answer) => {
    answer.resume()
    process.exitCode = answer.statusCode === 200 ? 0 : 1
  },
)
asking.on('timeout', () => asking.destroy(new Error('no answer within 4 seconds')))
asking.on('error', (error) => {
  process.stderr.write(`sansho is not answering on port ${port}: ${error.message}\n`)
  process.exitCode = 1
})
asking.end()
