/** A field as the proto spells it, `create_time`, of either spelling: JSON writes `createTime`. */
export const snake = (field: string): string =>
  field.replace(/(?<=[a-z0-9])[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
