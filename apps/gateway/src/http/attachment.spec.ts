import { describe, expect, it } from '@jest/globals';
import { attachment } from './attachment.js';

describe('the name of a file that is sent', () => {
  it.each([
    ['needs.csv', 'attachment; filename="needs.csv"'],
    ['需求.xlsx', `attachment; filename="__.xlsx"; filename*=UTF-8''%E9%9C%80%E6%B1%82.xlsx`],
    ['a"\r\nb.png', `attachment; filename="a___b.png"; filename*=UTF-8''a%22%0D%0Ab.png`],
  ])('%j', (name, want) => expect(attachment(name)).toBe(want));
});
