/** What a provider, or a mail that came back, says of one mail. */
export interface ProviderEvent {
  /** Told again under this id, it changes nothing more. */
  id: string
  kind: 'delivered' | 'bounced' | 'bounced_softly' | 'complained' | 'replied' | 'replied_automatically'
  /** The Message-ID headers of ours that it names. */
  messageIds: string[]
  /** For people. */
  detail: string
}
