/** What can be packed: a text, or a whole number from 0. */
export type Field = string | number | undefined;

/** Fields in as few bytes as is simple: each begins with its kind and its length or value, seven bits a byte. */
export function pack(fields: readonly Field[]): Buffer {
  return Buffer.concat(
    fields.map((field) => {
      if (field === undefined) return digits(0);
      if (typeof field === "number") return digits(field * 2 + 1);
      const text = Buffer.from(field);
      return Buffer.concat([digits((text.length + 1) * 2), text]);
    }),
  );
}

/** The reverse, for what `pack` returned and nobody changed since. */
export function unpack(bytes: Buffer): readonly Field[] {
  const fields: Field[] = [];
  let at = 0;
  while (at < bytes.length) {
    let head = 0;
    let scale = 1;
    for (let more = true; more; at += 1) {
      const byte = bytes[at] ?? 0;
      head += (byte & 127) * scale;
      scale *= 128;
      more = byte > 127;
    }
    if (head % 2 === 1) fields.push((head - 1) / 2);
    else if (head === 0) fields.push(undefined);
    else {
      const end = at + head / 2 - 1;
      fields.push(bytes.toString("utf8", at, end));
      at = end;
    }
  }
  return fields;
}

function digits(value: number): Buffer {
  if (!Number.isSafeInteger(value) || value < 0) throw new RangeError(`${value} cannot be packed.`);
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
  return Buffer.from([...bytes, rest]);
}
