/** The product's version, from package.json. */
import { readFileSync } from 'node:fs'

const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8')

export const PRODUCT_VERSION: string = JSON.parse(text).version
