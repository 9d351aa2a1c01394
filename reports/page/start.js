// Puts the page together. Without a map there is only text, and copy buttons.

function addCopyButtons() {
  document.querySelectorAll('code.copy').forEach((line) => line.after(' ', copyButton(line.textContent)));
}

function csvField(value) {
  const words = String(value);
  // A spreadsheet takes what begins like a formula for one.
  const safe = /^[=+\-@]/.test(words) ? "'" + words : words;
  return /[",\n]/.test(safe) ? '"' + safe.replaceAll('"', '""') + '"' : safe;
}

function trialsAsCsv(run) {
  const lines = ['trial,fault,after_event,cut_bytes,outcome,finding,redone_items,redone_events,schedule,note'];
  const t = run.trials;
  for (let i = 0; i < t.number.length; ++i) {
    lines.push([t.number[i], run.faults[t.fault[i]], t.after[i] > 0 ? run.numbers[t.after[i] - 1] : '', t.cut[i] > 0 ? t.cut[i] : '',
      run.marks[t.mark[i]].id, t.finding[i] > 0 ? run.findings[t.finding[i] - 1].name : '',
      t.redo_items[i] > 0 ? t.redo_items[i] - 1 : '', t.redo_events[i] > 0 ? t.redo_events[i] - 1 : '',
      t.schedule[i], run.notes[t.note[i]]].map(csvField).join(','));
  }
  return lines.join('\n') + '\n';
}

function addDownload(label, name, type, content) {
  const button = element('button', {type: 'button'}, label);
  button.addEventListener('click', () => {
    const url = URL.createObjectURL(new Blob([content()], {type}));
    const link = element('a', {href: url, download: name});
    link.click();
    setTimeout(() => URL.revokeObjectURL(url), 1000);
  });
  const place = document.getElementById('downloads');
  place.append(button, ' ');
  place.hidden = false;
}

function startMap(run) {
  const map = document.getElementById('map');
  let drawing = null;
  let asked = false;
  const drawSoon = () => {
    if (asked) return;
    asked = true;
    requestAnimationFrame(() => { asked = false; drawing.draw(); });
  };
  let shown = null;
  let followsAddress = false;
  const view = makeView(run, () => {
    document.getElementById('range').textContent = view.isWhole() ? `all ${run.numbers[run.count]} events`
      : `events ${run.numbers[Math.max(0, Math.ceil(view.from))]} to ${run.numbers[Math.min(run.count, Math.floor(view.to))]} of ${run.numbers[run.count]}`;
    if (view.event !== null) {
      if (shown !== view.event) showDetails(run, view.event, view.choose);
      shown = view.event;
      map.setAttribute('aria-valuenow', view.event);
      map.setAttribute('aria-valuetext', `${nameOfEvent(run, view.event)} of ${run.numbers[run.count]}, ${describeEvent(run, view.event)}`);
      if (!followsAddress) history.replaceState(null, '', addressOf(run, view));
    }
    drawSoon();
  });
  map.setAttribute('aria-valuemax', run.count);
  drawing = makeDrawing(run, view, map.querySelector('canvas'));
  drawing.readColours();
  document.getElementById('still').hidden = true;
  document.getElementById('interactive').hidden = false;
  document.getElementById('details').hidden = false;
  const actions = makeActions(run, view);
  document.querySelectorAll('#interactive .bar button').forEach((button) =>
    button.addEventListener('click', () => actions[button.dataset.do]()));
  listenToKeys(actions);
  listenToPointer(view, drawing, map);
  new ResizeObserver(drawSoon).observe(map);
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => { drawing.readColours(); drawSoon(); });
  const go = () => {
    followsAddress = true;
    if (goToAddress(run, view)) document.getElementById('map-of-crashes').scrollIntoView();
    followsAddress = false;
  };
  addEventListener('hashchange', go);
  followsAddress = true;
  view.whole();
  go();
  if (view.event === null) view.event = run.failing.length > 0 ? run.failing[0] : 0;
  showDetails(run, view.event, view.choose);
  map.setAttribute('aria-valuenow', view.event);
  drawing.draw();
}

addCopyButtons();
const data = JSON.parse(document.getElementById('run-data').textContent);
if (data !== null) {
  const run = readRun(data);
  startMap(run);
  addDownload('Trials as CSV', 'trials.csv', 'text/csv', () => trialsAsCsv(run));
  addDownload('All data as JSON', 'run-data.json', 'application/json', () => document.getElementById('run-data').textContent);
}
