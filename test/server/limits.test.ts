/** Attacks on the server's attention, over real sockets: slow headers, many connections, many requests, guessing from one terminal. */
import { writeFileSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openAccounts } from '../../server/access/accounts.ts'
import { openLockout } from '../../server/access/lockout.ts'
import { openStateDatabase } from '../../server/access/state-database.ts'
import { makeAllowance } from '../../server/connection-limits.ts'
import { makeTerminal, PASSWORD, startTestServer, type TestServer } from './running-server.ts'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer(null, (dataDirectory) => {
    const network = { connectionsPerAddress: 20 }
    writeFileSync(join(dataDirectory, 'settings.json'), JSON.stringify({ network }))
  })
})
afterAll(async () => {
  await server.stop()
})

function open(): Socket {
  const { hostname, port } = new URL(server.address)
  const socket = connect(Number(port), hostname)
  socket.on('error', () => {})
  return socket
}

/** What the server wrote until it closed the connection. */
async function until(socket: Socket, event: 'close'): Promise<string> {
  let text = ''
  socket.on('data', (part) => {
    text += part.toString('latin1')
  })
  await new Promise((resolve) => socket.once(event, resolve))
  return text
}

describe('a connection', () => {
  test('that never finishes its headers is answered 408 and closed', async () => {
    const socket = open()
    socket.write('GET /api/status HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ')
    const drip = setInterval(() => socket.write('a'), 500)
    expect(await until(socket, 'close')).toMatch(/^HTTP\/1\.1 408 /)
    clearInterval(drip)
  }, 60_000)

  test('that never finishes its body is answered 408 and closed', async () => {
    const socket = open()
    const head = 'POST /api/session HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json'
    socket.write(`${head}\r\nContent-Length: 1000\r\n\r\n{`)
    const drip = setInterval(() => socket.write(' '), 500)
    expect(await until(socket, 'close')).toMatch(/^HTTP\/1\.1 408 /)
    clearInterval(drip)
  }, 90_000)

  test('above the limit of its address is closed unread; another takes its place later', async () => {
    const held = Array.from({ length: 20 }, open)
    await Promise.all(held.map((socket) => new Promise((done) => socket.once('connect', done))))
    const tooMany = open()
    tooMany.write('GET /api/status HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n')
    expect(await until(tooMany, 'close')).toBe('')
    for (const socket of held) socket.destroy()
    await Promise.all(held.map((socket) => new Promise((done) => socket.once('close', done))))
    const answer = async () => {
      const again = open()
      again.write('GET /api/status HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n')
      return until(again, 'close')
    }
    await expect.poll(answer, { timeout: 20_000 }).toMatch(/^HTTP\/1\.1 200 /)
  }, 60_000)

  test.each([
    ['another name', 'Host: sansho.example.com', 421],
    ['no name', 'X: y', 400],
    ['two names', 'Host: 127.0.0.1\r\nHost: sansho.example.com', 421],
  ])('with %s is refused', async (_, header, status) => {
    const socket = open()
    socket.write(`GET /api/status HTTP/1.1\r\n${header}\r\nConnection: close\r\n\r\n`)
    expect(await until(socket, 'close')).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `))
  })

  test('that name another machine as their target are refused', async () => {
    const socket = open()
    socket.write(
      'GET http://sansho.example.com/api/status HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n',
    )
    expect(await until(socket, 'close')).toMatch(/^HTTP\/1\.1 421 /)
  })
})

test('a terminal may fetch 3,000 images at once, then 200 a second, and takes nothing from another', () => {
  let now = 0
  const allows = makeAllowance(() => now)
  const granted = (name: string, count: number) =>
    Array.from({ length: count }, () => allows(name)).filter(Boolean).length
  expect(granted('er-1', 4_000)).toBe(3_000)
  expect(granted('ward-1', 10)).toBe(10)
  now += 1_000
  expect(granted('er-1', 4_000)).toBe(200)
  now += 60_000
  expect(granted('er-1', 4_000)).toBe(3_000)
})

describe('guessing passwords', () => {
  test('sent all at once counts all the same', async () => {
    const attempts = Array.from({ length: 15 }, () =>
      makeTerminal(server.address).send('POST', '/api/session', { user: 'once', password: 'x' }),
    )
    const counts = new Map<number, number>()
    for (const { status } of await Promise.all(attempts)) {
      counts.set(status, (counts.get(status) ?? 0) + 1)
    }
    expect(counts).toEqual(
      new Map([
        [401, 5],
        [429, 10],
      ]),
    )
  })

  test('of many users from one terminal closes the terminal, also for a right password', async () => {
    const state = openStateDatabase(server.dataDirectory)
    const accounts = openAccounts(state)
    await accounts.add(
      { user: 'tanaka', displayName: 'x', role: 'clinician', demo: false },
      PASSWORD,
    )
    const terminal = makeTerminal(server.address)
    // Five failures came from the test before.
    for (let n = 0; n < 15; n += 1) {
      const answer = await terminal.send('POST', '/api/session', {
        user: `user${n}`,
        password: 'a guess',
      })
      expect(answer.status).toBe(401)
    }
    const closed = await terminal.send('POST', '/api/session', {
      user: 'tanaka',
      password: PASSWORD,
    })
    expect(closed.status).toBe(429)
    expect(await closed.json()).toMatchObject({ type: 'urn:sansho:problem:terminal-locked' })
    expect(Number(closed.headers.get('retry-after'))).toBeGreaterThan(0)
    expect(server.audit().at(-1)).toMatchObject({ action: 'session.locked', actor: 'tanaka' })
    state.close()
  })

  test('nobody locks a terminal by signing in under its name', () => {
    const state = openStateDatabase(server.dataDirectory)
    const users = openLockout(state, 'user')
    const terminals = openLockout(state, 'terminal')
    for (let n = 0; n < 40; n += 1) users.recordFailure('er-1 10.0.0.1')
    expect(users.secondsLeft('er-1 10.0.0.1')).toBeGreaterThan(0)
    expect(terminals.secondsLeft('er-1 10.0.0.1')).toBe(0)
    state.close()
  })
})
