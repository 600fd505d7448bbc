/**
 * `Content-Disposition` of a file to keep under a name in any script: in letters that every client reads, and as it is.
 * Source: RFC 6266, 4.3; RFC 8187, 3.2.
 */
export function attachment(name: string): string {
  const plain = name.replace(/[^\w.() -]/g, '_');
  if (plain === name) return `attachment; filename="${name}"`;
  const encoded = encodeURIComponent(name).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`);
  return `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`;
}
