// Draws the map on a canvas. Where several things share a spot, the most telling event and the
// worst outcome are drawn, never a mean.

const layout = {left: 190, right: 10, lane: 20, strip: 24, bracket: 16, title: 24, axis: 30};
const glyphOrder = ['checkpoint', 'marker', 'message', 'durable', 'data', 'name', 'process', 'read'];
const markHeight = {
  'passes-equal': 0.2, passes: 0.35, pruned: 0.1, 'not-tried': 0.12, undecided: 0.65, 'fails-equal': 0.8, fails: 1,
};

const glyphPaths = {
  checkpoint: [[0, -6], [6, 0], [0, 6], [-6, 0]],
  data: [[-4, -4], [4, -4], [4, 4], [-4, 4]],
  durable: [[-5, -5], [5, -5], [0, 5]],
  message: [[-5, -5], [5, 0], [-5, 5]],
  marker: [[-1, -7], [7, -7], [5, -4], [7, -1], [1, -1], [1, 7], [-1, 7]],
  process: [[-1, -6], [1, -6], [1, 6], [-1, 6]],
  read: [[-1.5, -1.5], [1.5, -1.5], [1.5, 1.5], [-1.5, 1.5]],
};

function isOfProcess(glyph) {
  return glyph === 'process' || glyph === 'message' || glyph === 'marker';
}

function makeDrawing(run, view, canvas) {
  const context = canvas.getContext('2d');
  const lanes = run.lanes.rows;
  const processLanes = run.lane_of_process.reduce((most, lane) => Math.max(most, lane + 1), 0);
  const hasWindows = run.faults.map((name, fault) => run.windows.some((window) => window.fault === fault));
  let colours = {};
  let width = 0;

  function readColours() {
    const style = getComputedStyle(document.documentElement);
    const names = ['paper', 'panel', 'ink', 'faint', 'line', 'rail', 'bad', 'selected', ...glyphOrder, ...Object.keys(markHeight)];
    colours = Object.fromEntries(names.map((name) => [name, style.getPropertyValue('--' + name).trim()]));
  }

  function heightOf() {
    let height = 6 + lanes.length * layout.lane + layout.axis;
    if (processLanes > 0) height += layout.title;
    if (lanes.length > processLanes) height += layout.title;
    height += layout.title;
    hasWindows.forEach((has) => { height += layout.strip + 6 + (has ? layout.bracket : 0); });
    return height;
  }

  const inner = () => width - layout.left - layout.right;
  const xOf = (place) => layout.left + (place - view.from) / (view.to - view.from) * inner();
  const placeAt = (x) => view.from + (x - layout.left) / inner() * (view.to - view.from);

  function text(words, x, y, {align = 'left', colour = colours.ink, font = '11px'} = {}) {
    context.fillStyle = colour;
    context.textAlign = align;
    context.font = font + ' system-ui, "DejaVu Sans", sans-serif';
    context.fillText(words, x, y);
  }

  // The end of a path tells most.
  function label(words, y) {
    context.font = '11px system-ui, "DejaVu Sans", sans-serif';
    let shown = words;
    while (shown.length > 2 && context.measureText(shown).width > layout.left - 16) {
      shown = '…' + Array.from(shown.replace(/^…/, '')).slice(1).join('');
    }
    text(shown, layout.left - 8, y, {align: 'right'});
  }

  function rail(y, colour) {
    context.fillStyle = colour;
    context.fillRect(layout.left, y, inner(), 1);
  }

  function glyph(name, x, y) {
    context.fillStyle = colours[name];
    context.beginPath();
    if (name === 'name') {
      context.arc(x, y, 3, 0, 2 * Math.PI);
    } else {
      glyphPaths[name].forEach(([dx, dy], i) => (i === 0 ? context.moveTo(x + dx, y + dy) : context.lineTo(x + dx, y + dy)));
    }
    context.fill();
  }

  // Columns of the lanes: an event each where there is room, else six pixels.
  function columnsInView() {
    const first = Math.max(0, Math.floor(view.from));
    const last = Math.min(run.count, Math.ceil(view.to));
    if (inner() / (view.to - view.from) >= 6) {
      return {first, last, count: last - first, of: (i) => i - first, centre: (column) => xOf(first + column + 0.5)};
    }
    return {
      first, last, count: Math.ceil(inner() / 6),
      of: (i) => Math.floor((xOf(i + 0.5) - layout.left) / 6),
      centre: (column) => layout.left + (column + 0.5) * 6,
    };
  }

  // By lane and column the most telling glyph, as its place in glyphOrder.
  function glyphsInView(columns) {
    const best = new Uint8Array(lanes.length * columns.count).fill(glyphOrder.length);
    const put = (lane, column, order) => {
      const at = lane * columns.count + column;
      if (lane < lanes.length && order < best[at]) best[at] = order;
    };
    for (let i = columns.first; i < columns.last; ++i) {
      const column = columns.of(i);
      if (column < 0 || column >= columns.count) continue;
      const name = run.glyphs[run.events.glyph[i]].id;
      const order = glyphOrder.indexOf(name);
      const ofProcess = isOfProcess(name);
      put(run.lane_of_process[run.events.process[i]], column, ofProcess ? order : glyphOrder.length - 1);
      if (!ofProcess) put(run.lane_of_file[run.file_of_path[run.events.path[i]]], column, order);
    }
    return best;
  }

  function drawLanes(y) {
    const columns = columnsInView();
    const best = glyphsInView(columns);
    lanes.forEach((lane, number) => {
      if (number === 0 && processLanes > 0) y = title('Processes', y);
      if (number === processLanes) y = title('Files and databases', y);
      const middle = y + layout.lane / 2;
      label(lane.label, middle + 4);
      rail(middle, colours.line);
      for (let column = 0; column < columns.count; ++column) {
        const order = best[number * columns.count + column];
        if (order === glyphOrder.length) continue;
        const x = columns.centre(column);
        if (x >= layout.left && x <= width - layout.right) glyph(glyphOrder[order], x, middle);
      }
      y += layout.lane;
    });
    return y;
  }

  function title(words, y) {
    text(words, 8, y + layout.title - 8, {font: 'bold 12px'});
    return y + layout.title;
  }

  // By pixel the worst outcome, as one more than its number; a gap has more room than a cut.
  function worstInView(strip, columns) {
    const worst = new Uint8Array(columns);
    const end = lowerBound(strip.place, view.to + 1);
    for (let i = lowerBound(strip.place, view.from - 1); i < end; ++i) {
      const half = strip.cut[i] ? 0.06 : 0.4;
      const from = Math.max(0, Math.floor(xOf(strip.place[i] - half) - layout.left));
      const to = Math.min(columns - 1, Math.max(from + 1, Math.ceil(xOf(strip.place[i] + half) - layout.left) - 1));
      for (let x = from; x <= to; ++x) if (strip.mark[i] + 1 > worst[x]) worst[x] = strip.mark[i] + 1;
    }
    return worst;
  }

  function hatch(x, y, length, height, gap) {
    context.save();
    context.beginPath();
    context.rect(x, y, length, height);
    context.clip();
    context.strokeStyle = colours.paper;
    context.lineWidth = 1.2;
    context.beginPath();
    for (let at = Math.floor((x - height) / gap) * gap; at < x + length + height; at += gap) {
      context.moveTo(at, y + height);
      context.lineTo(at + height, y);
    }
    context.stroke();
    context.restore();
  }

  function drawStrip(fault, y) {
    if (hasWindows[fault]) y = drawBrackets(fault, y);
    const columns = Math.max(1, Math.floor(inner()));
    const worst = worstInView(run.strips[fault], columns);
    for (let at = 0; at < columns;) {
      let end = at;
      while (end < columns && worst[end] === worst[at]) ++end;
      if (worst[at] > 0) {
        const name = run.marks[worst[at] - 1].id;
        const height = layout.strip * markHeight[name];
        context.fillStyle = colours[name];
        context.fillRect(layout.left + at, y + layout.strip - height, end - at, height);
        if (name === 'undecided') hatch(layout.left + at, y + layout.strip - height, end - at, height, 4);
        if (name === 'fails-equal') hatch(layout.left + at, y + layout.strip - height, end - at, height, 7);
      }
      at = end;
    }
    label(run.faults[fault], y + layout.strip - 5);
    rail(y + layout.strip, colours.rail);
    return y + layout.strip + 6;
  }

  // Windows that would touch are drawn as one, with their number.
  function bracketsInView(fault) {
    const brackets = [];
    for (const {finding, fault: of, first, last} of run.windows) {
      if (of !== fault || last < view.from - 1 || first > view.to + 1) continue;
      const from = Math.max(layout.left, xOf(first - 0.4));
      const to = Math.min(width - layout.right, Math.max(from + 2, xOf(last + 0.4)));
      const name = run.findings[finding].name;
      const before = brackets.at(-1);
      if (before !== undefined && from <= before.to + 2) {
        before.to = Math.max(before.to, to);
        before.names.add(name);
        ++before.count;
      } else {
        brackets.push({from, to, names: new Set([name]), count: 1});
      }
    }
    return brackets;
  }

  function drawBrackets(fault, y) {
    let free = 0;
    for (const {from, to, names, count} of bracketsInView(fault)) {
      context.strokeStyle = colours.fails;
      context.lineWidth = 1.5;
      context.beginPath();
      context.moveTo(from, y + layout.bracket - 1);
      context.lineTo(from, y + layout.bracket - 5);
      context.lineTo(to, y + layout.bracket - 5);
      context.lineTo(to, y + layout.bracket - 1);
      context.stroke();
      const words = [...names].slice(0, 4).join(' ') + (names.size > 4 ? ' …' : '') + (count > 1 ? ` ×${count}` : '');
      context.font = '10px system-ui, "DejaVu Sans", sans-serif';
      const length = context.measureText(words).width;
      const at = Math.min(from, width - layout.right - length);
      if (at < free) continue;
      text(words, at, y + 8, {colour: colours.bad, font: '10px'});
      free = at + length + 6;
    }
    return y + layout.bracket;
  }

  function drawAxis(y) {
    const wanted = (view.to - view.from) / Math.max(2, inner() / 90);
    const power = 10 ** Math.floor(Math.log10(Math.max(1, wanted)));
    const step = Math.max(1, [1, 2, 5, 10].map((n) => n * power).find((n) => n >= wanted) ?? power * 10);
    for (let place = Math.ceil(Math.max(0, view.from) / step) * step; place <= Math.min(view.to, run.count); place += step) {
      const atEdge = xOf(place) > width - layout.right - 14;
      text(String(run.numbers[place]), xOf(place), y + 14, {align: atEdge ? 'right' : 'center', colour: colours.faint, font: '10px'});
    }
    text('events so far', layout.left - 8, y + 14, {align: 'right', colour: colours.faint});
  }

  function drawChosen(height) {
    if (view.event === null || view.event < view.from || view.event > view.to) return;
    const from = xOf(Math.max(-0.5, view.event - 1));
    context.globalAlpha = 0.14;
    context.fillStyle = colours.selected;
    context.fillRect(from, 0, Math.max(2, xOf(view.event) - from), height);
    context.globalAlpha = 1;
    context.fillStyle = colours.selected;
    context.fillRect(Math.round(xOf(view.event)) - 1, 0, 2, height);
  }

  return {
    placeAt,
    readColours,
    draw() {
      const ratio = window.devicePixelRatio || 1;
      width = canvas.parentElement.clientWidth;
      const height = heightOf();
      canvas.style.height = height + 'px';
      canvas.width = Math.round(width * ratio);
      canvas.height = Math.round(height * ratio);
      context.setTransform(ratio, 0, 0, ratio, 0, 0);
      context.fillStyle = colours.paper;
      context.fillRect(0, 0, width, height);
      drawChosen(height - layout.axis);
      let y = drawLanes(6);
      y = title('Outcomes: what a rerun makes of a crash there', y);
      run.faults.forEach((name, fault) => { y = drawStrip(fault, y); });
      drawAxis(y);
    },
  };
}
