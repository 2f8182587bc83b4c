/**
 * What is made aside carries the number of the process that makes it: `<before><pid><behind>`. What a dead one left is removed by the next
 * that comes to the same place; what a living one makes is left alone.
 */
import fs from 'node:fs'
import path from 'node:path'

/** @throws the system's error */
export function removeDeadAsides(folder: string, before: string, behind: string): void {
  for (const name of fs.readdirSync(folder)) {
    if (!name.startsWith(before) || !name.endsWith(behind)) continue
    const maker = name.slice(before.length, name.length - behind.length)
    if (!/^\d+$/.test(maker) || isRunning(Number(maker))) continue
    fs.rmSync(path.join(folder, name), { recursive: true, force: true })
  }
}

function isRunning(maker: number): boolean {
  try {
    process.kill(maker, 0)
    return true
  } catch (error) {
    // Another user's process answers EPERM: it runs.
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
