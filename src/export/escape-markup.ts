const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** Characters that XML 1.0 cannot hold, not even as a reference. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
const NOT_IN_XML = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]|\p{Surrogate}/gu

/** Returns a text as the content of an HTML element, so that it is shown as it is and no part of it is markup. */
export function escapeMarkup(text: string): string {
  return text.replace(/[&<>"']/g, (mark) => ENTITIES[mark]!)
}

/** Returns a text as the value of an XML attribute: line ends and tabs stay, and what XML cannot hold becomes a visible sign. */
export function escapeAttribute(text: string): string {
  return escapeMarkup(text.replace(NOT_IN_XML, '\uFFFD')).replace(
    /[\t\n\r]/g,
    (mark) => `&#${mark.charCodeAt(0)};`,
  )
}
