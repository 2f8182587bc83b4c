/** All tabs of a browser share one session: what one of them does to it, the others must show at once. Nothing is stored. */

/** `present`: somebody moves in this tab. */
export type SessionNews = 'locked' | 'ended' | 'present'

const NAME = 'sansho-session'

/** To every other tab that shows this address; not to the one that tells it. */
export function tellOtherTabs(news: SessionNews): void {
  const channel = new BroadcastChannel(NAME)
  channel.postMessage(news)
  channel.close()
}

/** @returns the way to stop listening */
export function listenToOtherTabs(hear: (news: SessionNews) => void): () => void {
  const channel = new BroadcastChannel(NAME)
  channel.onmessage = ({ data }: MessageEvent<unknown>) => {
    if (data === 'locked' || data === 'ended' || data === 'present') hear(data)
  }
  return () => channel.close()
}
