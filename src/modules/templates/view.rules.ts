/** What a template sees: names in snake case, values in the words of a letter. What is undefined, it does not see. */
export type View = Readonly<Record<string, unknown>>

/** How dates are written: by `locale` where it is one of the template's `language`, both BCP 47. */
export interface Style {
  locale: string
  language: string
}
