/** A fingerprint in groups of four, as one compares it by eye on paper. */
export const inFours = (hex: string): string => hex.match(/.{1,4}/g)?.join(' ') ?? ''
