/** How reading from a server ends when it does not give what it should. */

/** The server answers, and has no such file. */
export class NotThere extends Error {}

/** The server does not answer any more: nothing can be said of what was not read. The load ends; the next one goes on. */
export class ConnectionLost extends Error {}
