/** How reading from a server ends when it does not give what it should. */

/** The server answers, and has no such file. */
export class NotThere extends Error {}

/** The server does not answer any more: nothing can be said of what was not read. The load ends; the next one goes on. */
export class ConnectionLost extends Error {}

/** What was not read is not lost: nothing may be published of a part. */
export function goneServer(location: string, cause: ConnectionLost): ConnectionLost {
  return new ConnectionLost(`${location} is gone; run the same command again, it goes on`, {
    cause,
  })
}
