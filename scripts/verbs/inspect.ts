import { EXIT, type Verb } from '../verb.ts'

export const inspect: Verb = {
  name: 'inspect',
  summary: { ja: '', en: '' },
  help: { ja: '', en: '' },
  async run() {
    return EXIT.failed
  },
}
