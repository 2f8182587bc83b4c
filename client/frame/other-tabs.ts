/** All tabs of a browser share one session: what one of them does to it, the others must show at once. Nothing is stored. */

/** `present`: somebody moves in this tab. */
export type SessionNews = 'locked' | 'ended' | 'present'

const NAME = 'sansho-session'

/** One for telling and hearing: what it tells it does not hear itself, as a second one in the same tab would. */
let shared: BroadcastChannel | null = null

function channel(): BroadcastChannel {
  shared ??= new BroadcastChannel(NAME)
  return shared
}

/** To every other tab that shows this address; not to the one that tells it. */
export function tellOtherTabs(news: SessionNews): void {
  channel().postMessage(news)
}

/** @returns the way to stop listening */
export function listenToOtherTabs(hear: (news: SessionNews) => void): () => void {
  const onMessage = ({ data }: MessageEvent<unknown>) => {
    if (data === 'locked' || data === 'ended' || data === 'present') hear(data)
  }
  channel().addEventListener('message', onMessage)
  return () => channel().removeEventListener('message', onMessage)
}
