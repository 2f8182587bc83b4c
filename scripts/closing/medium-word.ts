/** What overwriting files can promise on the medium that they lie on, told honestly. */
import fs from 'node:fs'
import path from 'node:path'
import type { Bilingual } from '../verb.ts'

interface Mount {
  readonly device: string
  readonly point: string
  readonly type: string
}

/** File systems that write changed data to another place and may keep the old. */
const COPY_ON_WRITE = ['btrfs', 'zfs', 'bcachefs', 'overlay', 'xfs', 'nilfs2', 'f2fs']

/** @param place an existing folder. */
export function mediumWord(place: string): Bilingual {
  const mount = mountOf(fs.realpathSync(place))
  if (mount === null) return UNKNOWN
  const block = blockDevice(mount.device)
  if (block !== '' && readLine(`/sys/class/block/${block}/dm/uuid`).startsWith('CRYPT-LUKS')) {
    return encrypted(mount.device)
  }
  if (mount.type === 'tmpfs') return MEMORY
  if (COPY_ON_WRITE.includes(mount.type)) return copyOnWrite(mount.type)
  const rotates = block === '' ? '' : rotation(block)
  if (rotates === '1') return SPINNING
  return rotates === '0' ? FLASH : UNKNOWN
}

/** The mount with the longest point that the place lies under (proc(5), mounts). */
function mountOf(place: string): Mount | null {
  let found: Mount | null = null
  for (const line of readLine('/proc/mounts', true).split('\n')) {
    const [device = '', escaped = '', type = ''] = line.split(' ')
    const point = escaped.replace(/\\(\d{3})/g, (_, octal) =>
      String.fromCharCode(Number.parseInt(octal, 8)),
    )
    const isAbove = point !== '' && !path.relative(point, place).startsWith('..')
    if (isAbove && point.length >= (found?.point.length ?? 0)) found = { device, point, type }
  }
  return found
}

/** `sda1`, `dm-0`; '' = none of this machine's. */
function blockDevice(device: string): string {
  if (!device.startsWith('/dev/') || !fs.existsSync(device)) return ''
  return path.basename(fs.realpathSync(device))
}

/** '1' spins, '0' does not, '' = not told. A partition asks its disk. */
function rotation(block: string): string {
  const own = readLine(`/sys/class/block/${block}/queue/rotational`)
  return own !== '' ? own : readLine(`/sys/class/block/${block}/../queue/rotational`)
}

/** '' when it cannot be read: then nothing is promised. */
function readLine(file: string, whole = false): string {
  try {
    const text = fs.readFileSync(file, 'utf8')
    return whole ? text : text.trim()
  } catch {
    return ''
  }
}

const SPINNING: Bilingual = {
  ja: '磁気ディスク: 上書きした部分は、通常の手段では読み出せません。不良セクタの代替領域に残った断片は消せません。確実にするには媒体を破壊してください。',
  en: 'Magnetic disk: what was overwritten cannot be read by ordinary means. Fragments in sectors that the disk had replaced stay. To be sure, destroy the disk.',
}
const FLASH: Bilingual = {
  ja: 'SSD など: 上書きしても、元のデータが別の場所に残ることがあります。確実にするには、媒体の完全消去（ATA Secure Erase / NVMe sanitize）か破壊を行ってください。',
  en: 'SSD or the like: overwriting may leave the old data elsewhere on it. To be sure, use its own erasure (ATA Secure Erase, NVMe sanitize) or destroy it.',
}
const UNKNOWN: Bilingual = {
  ja: '媒体の種類が分かりません。上書きして削除しましたが、元のデータが残らないとは約束できません。媒体を破壊するか、その媒体の完全消去を行ってください。',
  en: 'The kind of medium is not known. Everything was overwritten and removed, but it cannot be promised that nothing of the old data is left: destroy the medium or use its own erasure.',
}
const MEMORY: Bilingual = {
  ja: 'メモリー上（tmpfs）: 電源を切れば消えます。スワップ領域があれば、そこに残ることがあります。',
  en: 'In memory (tmpfs): gone when the power is off. Swap space may still hold some of it.',
}

function copyOnWrite(type: string): Bilingual {
  return {
    ja: `${type}: 書き換えたデータの元の場所やスナップショットが残ることがあり、上書きでは消えません。スナップショットを削除し、媒体を破壊するか完全消去してください。`,
    en: `${type}: it may keep what was there before, and snapshots of it; overwriting does not reach those. Remove snapshots, and destroy or wipe the medium.`,
  }
}

function encrypted(device: string): Bilingual {
  return {
    ja: `暗号化ボリューム（LUKS、${device}）: 書き出した記録を別の機械で確かめた後に、鍵を破棄すると（scripts/appliance/volume destroy --export 書き出し先 --reason "理由"）、この媒体は二度と読めません。この装置の監査ログも同じボリュームにあります。`,
    en: `Encrypted volume (LUKS, ${device}): when the exported log was checked on another machine, destroy the key (scripts/appliance/volume destroy --export FOLDER --reason "WHY"): then nothing on it can ever be read again. The access log of this installation lies on it, too.`,
  }
}
