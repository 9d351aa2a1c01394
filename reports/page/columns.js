// Reads the packed columns of the page's data; reports/html/packed.h says how they are written.

function unzigzag(number) {
  return number % 2 === 0 ? number / 2 : -(number + 1) / 2;
}

function numbersOf(column) {
  const bytes = atob(column.b);
  const numbers = new Float64Array(column.n);
  let at = 0;
  let last = 0;
  const next = () => {
    let value = 0;
    let scale = 1;
    for (;;) {
      const byte = bytes.charCodeAt(at++);
      value += (byte & 127) * scale;
      if (byte < 128) return value;
      scale *= 128;
    }
  };
  for (let count = 0; count < column.n;) {
    const value = next();
    for (let times = column.r ? next() : 1; times > 0; --times) {
      last = column.d ? last + unzigzag(value) : value;
      numbers[count++] = last;
    }
  }
  return numbers;
}

function textsOf(packed) {
  const pattern = numbersOf(packed.i);
  const steps = numbersOf(packed.v);
  const parts = packed.s.map((text) => text.split('\u0001'));
  const last = parts.map((pieces) => new Array(pieces.length - 1).fill(0));
  const texts = new Array(pattern.length);
  let at = 0;
  for (let i = 0; i < pattern.length; ++i) {
    const pieces = parts[pattern[i]];
    const numbers = last[pattern[i]];
    let text = pieces[0];
    for (let n = 0; n < numbers.length; ++n) {
      numbers[n] += unzigzag(steps[at++]);
      text += numbers[n] + pieces[n + 1];
    }
    texts[i] = text;
  }
  return texts;
}
