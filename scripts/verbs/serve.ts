import { EXIT, type Verb } from '../verb.ts'

export const serve: Verb = {
  name: 'serve',
  summary: { ja: '', en: '' },
  help: { ja: '', en: '' },
  async run() {
    return EXIT.failed
  },
}
