const most = 64 * 1024

/** A small text from an address that the caller has found to be trustworthy; kept, for certificates stay for months. */
export function createFetchText(): (url: string) => Promise<string> {
  const known = new Map<string, Promise<string>>()
  const get = async (url: string): Promise<string> => {
    const response = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(5000) })
    if (!response.ok) throw new Error(`${new URL(url).host} answered ${response.status}`)
    const text = await response.text()
    if (text.length > most) throw new Error('This is no certificate.')
    return text
  }
  return (url) => {
    if (known.size > 100) known.clear()
    const found = known.get(url) ?? get(url)
    known.set(url, found)
    found.catch(() => known.delete(url))
    return found
  }
}
