/** Small libraries put in front of the C library, built with whatever C compiler is there. */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const COMPILERS = ['tcc', 'cc', 'gcc', 'clang']

/**
 * @param name of the source beside this file, without `.c`
 * @returns where the library is, for LD_PRELOAD; '' = it cannot be built here.
 */
export function buildPreload(name: 'failing-disk' | 'shifted-clock', folder: string): string {
  const library = join(folder, `${name}.so`)
  const source = fileURLToPath(new URL(`${name}.c`, import.meta.url))
  const flags = ['-shared', '-fPIC', '-fno-builtin', '-nostdlib', '-o', library, source]
  const isBuilt = COMPILERS.some((compiler) => spawnSync(compiler, flags).status === 0)
  return isBuilt ? library : ''
}
