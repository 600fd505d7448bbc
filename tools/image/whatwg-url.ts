/** The URL of Node is the URL of the standard, without the tables of names of domains that the package holds. */
export const { URL, URLSearchParams } = globalThis;
