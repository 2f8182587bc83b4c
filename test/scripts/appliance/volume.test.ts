/**
 * The encrypted volume and its end, on a file in place of a disk: cryptsetup makes it, erases it and proves it for real. What needs the kernel's
 * device mapper, mounts or systemd is written down by stand-ins, which say what would have been run.
 */
import { type SpawnSyncReturns, spawnSync } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'

const VOLUME = path.resolve(import.meta.dirname, '../../../scripts/appliance/volume')
const real = spawnSync('sh', ['-c', 'command -v cryptsetup'], { encoding: 'utf8' }).stdout.trim()

const all = fs.mkdtempSync(path.join(os.tmpdir(), 'sansho-volume-'))
let count = 0
afterAll(() => fs.rmSync(all, { recursive: true, force: true }))

describe.skipIf(real === '' || process.getuid?.() !== 0)('the encrypted volume', () => {
  let work = ''
  let disk = ''
  let env: NodeJS.ProcessEnv = {}
  const at = (...names: string[]) => path.join(work, ...names)
  const run = (...args: string[]): SpawnSyncReturns<string> =>
    spawnSync(VOLUME, args, { encoding: 'utf8', env })
  const commands = () => fs.readFileSync(at('commands'), 'utf8').trim().split('\n')
  const opens = (key: string) => {
    const args = ['open', '--test-passphrase', '--key-file', key, disk]
    return spawnSync(real, args).status === 0
  }

  beforeEach(() => {
    work = path.join(all, String(++count))
    for (const name of ['bin', 'etc', 'data', 'export']) fs.mkdirSync(at(name), { recursive: true })
    disk = at('disk')
    fs.writeFileSync(disk, '')
    fs.truncateSync(disk, 64 * 1024 * 1024)
    for (const name of ['mount', 'umount', 'mkfs.ext4', 'systemctl', 'cryptsetup']) {
      // Opening and closing a mapping is the kernel's; a test of the key, the formatting and the erasure are cryptsetup's own.
      const forReal =
        name === 'cryptsetup'
          ? `case "$*" in open*--test-passphrase*) ;; open* | close*) exit 0 ;; esac\nexec ${real} "$@"`
          : ''
      const script = `#!/bin/sh\necho "${name} $*" >>${at('commands')}\n${forReal}\n`
      fs.writeFileSync(at('bin', name), script, { mode: 0o755 })
    }
    env = {
      ...process.env,
      PATH: `${at('bin')}:${process.env.PATH}`,
      SANSHO_VOLUME_KEY: at('etc/volume.key'),
      SANSHO_VOLUME_DEVICE: disk,
      SANSHO_VOLUME_IN_FILE: '1',
      SANSHO_DATA: at('data'),
      SANSHO_ETC: at('etc'),
    }
  })

  const make = () => run('create', disk, '--erase-all-on-it')
  const destroy = () => run('destroy', '--export', at('export'), '--reason', 'restored')
  function close(): void {
    fs.mkdirSync(at('data/state'), { recursive: true })
    fs.writeFileSync(
      at('data/state/closing.json'),
      '{\n  "doneAt": "2026-01-02T03:04:05.000Z"\n}\n',
    )
    fs.writeFileSync(at('export/audit.jsonl'), '{}\n')
    fs.writeFileSync(at('export/closing-report.json'), '{}\n')
    const sums = spawnSync('sha256sum', ['audit.jsonl'], { cwd: at('export'), encoding: 'utf8' })
    fs.writeFileSync(at('export/SHA256SUMS'), sums.stdout)
  }

  test('is made with one key that root alone reads, and is there again at every start', () => {
    const made = make()
    expect(made.status, made.stderr).toBe(0)
    expect(fs.statSync(at('etc/volume.key')).mode & 0o777).toBe(0o400)
    expect(opens(at('etc/volume.key'))).toBe(true)
    const uuid = spawnSync(real, ['luksUUID', disk], { encoding: 'utf8' }).stdout.trim()
    expect(fs.readFileSync(at('etc/crypttab'), 'utf8')).toBe(
      `sansho-data UUID=${uuid} ${at('etc/volume.key')} luks\n`,
    )
    expect(fs.readFileSync(at('etc/fstab'), 'utf8')).toContain(
      `/dev/mapper/sansho-data ${at('data')} ext4 nodev,nosuid,noexec`,
    )
    expect(commands().filter((line) => /^(mkfs|mount)/.test(line))).toEqual([
      'mkfs.ext4 -q -m 0 /dev/mapper/sansho-data',
      `mount /dev/mapper/sansho-data ${at('data')}`,
    ])
    const again = make()
    expect(again.status).toBe(1)
    expect(again.stderr).toContain('was made already')
    expect(opens(at('etc/volume.key'))).toBe(true)
  })

  test.each([
    ['no device', ['create'], 2],
    ['no word that all on it goes', ['create', '/dev/null'], 2],
    ['no reason', ['destroy', '--export', '/tmp'], 2],
    ['nothing to destroy', ['destroy', '--export', '/tmp', '--reason', 'x'], 1],
  ])('with %s nothing is done', (_, args, status) => {
    expect(run(...args).status).toBe(status)
    expect(fs.existsSync(at('commands'))).toBe(false)
  })

  test('is not destroyed before the closing is done and its export is whole', () => {
    expect(make().status).toBe(0)
    expect(destroy()).toMatchObject({ status: 4, stderr: expect.stringContaining('is not closed') })
    close()
    fs.appendFileSync(at('export/audit.jsonl'), ' ')
    const broken = destroy()
    expect(broken, broken.stderr).toMatchObject({
      status: 4,
      stderr: expect.stringContaining('is not whole'),
    })
    expect(opens(at('etc/volume.key'))).toBe(true)
    expect(commands().some((line) => line.startsWith('umount'))).toBe(false)
  })

  test('is destroyed with its key, which is proved by the key that opened it until then', () => {
    expect(make().status).toBe(0)
    const copy = at('copied.key')
    fs.copyFileSync(at('etc/volume.key'), copy)
    close()
    const done = destroy()
    expect(done.status, done.stderr).toBe(0)
    expect(opens(copy)).toBe(false)
    expect(fs.existsSync(at('etc/volume.key'))).toBe(false)
    expect(fs.readFileSync(at('etc/crypttab'), 'utf8')).toBe('')
    expect(fs.readFileSync(at('etc/fstab'), 'utf8')).toBe('')
    const order = commands().map((line) => line.split(' ').slice(0, 2).join(' '))
    const steps = [
      'systemctl disable',
      `umount ${at('data')}`,
      'cryptsetup close',
      'cryptsetup erase',
    ]
    expect(order.filter((line) => steps.includes(line))).toEqual(steps)
    const report = fs.readFileSync(at('export/volume-destroyed.txt'), 'utf8')
    expect(report).toMatch(/^reason restored$/m)
    const [before, after] = [...report.matchAll(/^header sha256 \w+ ([0-9a-f]{64})$/gm)]
    expect(before?.[1]).not.toBe(after?.[1])
    expect(report).toContain('proved: no keyslot is left')
    expect(report).toContain('not promised: a flash disk may keep')
    expect(destroy().status).toBe(1)
  })
})
