/** As much of a browser's XMLHttpRequest as `dicomweb-client` uses, sent with a terminal's session. */
import type { Terminal } from '../running-server.ts'

export function makeRequestClass(terminal: Terminal): typeof XMLHttpRequest {
  class Request {
    readyState = 0
    status = 0
    statusText = ''
    response: unknown = null
    responseText = ''
    responseType = ''
    onreadystatechange: (() => void) | null = null
    onprogress: unknown = null
    #path = ''
    #headers: Record<string, string> = {}
    #answered = new Headers()

    open(_method: string, path: string) {
      this.#path = path
    }
    setRequestHeader(name: string, value: string) {
      this.#headers[name] = value
    }
    getResponseHeader(name: string) {
      return this.#answered.get(name)
    }
    getAllResponseHeaders() {
      return [...this.#answered].map(([name, value]) => `${name}: ${value}\r\n`).join('')
    }
    addEventListener() {}
    abort() {}
    async send() {
      const answer = await terminal.send('GET', this.#path, undefined, this.#headers)
      const body = await answer.arrayBuffer()
      this.#answered = answer.headers
      this.status = answer.status
      const text = new TextDecoder().decode(body)
      this.response = this.responseType === 'json' ? JSON.parse(text) : body
      this.readyState = 4
      this.onreadystatechange?.()
    }
  }
  return Request as unknown as typeof XMLHttpRequest
}
