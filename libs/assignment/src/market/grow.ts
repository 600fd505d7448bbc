/** The same numbers with room for so many; half as much again is added, so that growing one by one stays cheap. */
export function withRoom<A extends Int32Array | Float64Array>(numbers: A, length: number): A;
export function withRoom(numbers: Int32Array | Float64Array, length: number): Int32Array | Float64Array {
  if (length <= numbers.length) return numbers;
  const larger = Math.ceil(1.5 * length);
  const grown = numbers instanceof Int32Array ? new Int32Array(larger) : new Float64Array(larger);
  grown.set(numbers);
  return grown;
}
