import { EXIT, type Verb } from '../verb.ts'

export const generations: Verb = {
  name: 'generations',
  summary: { ja: '', en: '' },
  help: { ja: '', en: '' },
  async run() {
    return EXIT.failed
  },
}
