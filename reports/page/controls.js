// Keys, buttons, pointer and the page's address.

function makeActions(run, view) {
  const failing = (direction) => {
    const from = view.event ?? -1;
    const list = direction > 0 ? run.failing : run.failing.slice().reverse();
    const next = list.find((event) => (event - from) * direction > 0);
    if (next !== undefined) view.choose(next);
  };
  return {
    'next-event': () => view.choose((view.event ?? -1) + 1),
    'previous-event': () => view.choose((view.event ?? run.count + 1) - 1),
    'next-failing': () => failing(1),
    'previous-failing': () => failing(-1),
    'zoom-in': () => view.zoom(0.5),
    'zoom-out': () => view.zoom(2),
    'whole-run': () => view.whole(),
    first: () => view.choose(0),
    last: () => view.choose(run.count),
    copy: () => document.querySelector('#details .copies')?.click(),
  };
}

const keyActions = {
  n: 'next-event', ArrowRight: 'next-event', ArrowUp: 'next-event',
  p: 'previous-event', ArrowLeft: 'previous-event', ArrowDown: 'previous-event',
  f: 'next-failing', F: 'previous-failing', '+': 'zoom-in', '=': 'zoom-in', '-': 'zoom-out', 0: 'whole-run',
  Home: 'first', End: 'last', c: 'copy',
};

// Single letters act only while the map or its details have the focus: elsewhere they belong to
// whoever reads the page with a screen reader or by voice.
function listenToKeys(actions) {
  const map = document.getElementById('map');
  for (const place of [map, document.getElementById('details')]) {
    place.addEventListener('keydown', (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const action = keyActions[event.key];
      if (action === undefined) return;
      event.preventDefault();
      actions[action]();
      // The details are made anew, and what had the focus in them is gone.
      if (place !== map && action !== 'copy') map.focus({preventScroll: true});
    });
  }
}

function listenToPointer(view, drawing, map) {
  let drag = null;
  map.addEventListener('pointerdown', (event) => {
    if (event.button !== 0) return;
    drag = {x: event.clientX, from: view.from, to: view.to, moved: false};
  });
  map.addEventListener('pointermove', (event) => {
    if (drag === null || event.buttons === 0) return;
    const box = map.getBoundingClientRect();
    const moved = drawing.placeAt(event.clientX - box.left) - drawing.placeAt(drag.x - box.left);
    drag.moved ||= Math.abs(event.clientX - drag.x) > 4;
    if (drag.moved && !view.isWhole()) view.set(drag.from - moved, drag.to - moved);
  });
  map.addEventListener('pointerup', (event) => {
    const place = drawing.placeAt(event.clientX - map.getBoundingClientRect().left);
    // Between two gaps lies the event that leads from one to the other.
    if (drag !== null && !drag.moved) view.choose(Math.ceil(place - 0.12));
    drag = null;
  });
  map.addEventListener('wheel', (event) => {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    const place = drawing.placeAt(event.clientX - map.getBoundingClientRect().left);
    view.zoom(event.deltaY < 0 ? 0.8 : 1.25, place);
  }, {passive: false});
}

function addressOf(run, view) {
  const number = run.numbers[view.event];
  let address = '#event=' + number;
  const opens = view.event - eventNumbered(run, number, 0);
  if (opens > 0) address += '&open=' + opens;
  if (!view.isWhole()) address += `&from=${numberAt(run, view.from).toFixed(1)}&to=${numberAt(run, view.to).toFixed(1)}`;
  return address;
}

// "#event=118&from=100&to=200", "#event=118&open=1" for the first open behind it, and "#finding-1": the map turns to its first window.
function goToAddress(run, view) {
  const finding = /^#finding-(\d+)$/.exec(location.hash);
  if (finding !== null) {
    const window = run.windows.find((each) => each.finding === Number(finding[1]) - 1);
    if (window !== undefined) {
      const margin = Math.max(5, window.last - window.first);
      view.set(window.first - margin, window.last + margin);
      view.choose(window.event);
    }
    return false;
  }
  const named = new URLSearchParams(location.hash.slice(1));
  const number = (name) => (/^-?\d+(\.\d+)?$/.test(named.get(name) ?? '') ? Number(named.get(name)) : null);
  if (number('event') === null) return false;
  if (number('from') !== null && number('to') !== null) {
    view.set(placeNumbered(run, number('from')), placeNumbered(run, number('to')));
  }
  view.choose(eventNumbered(run, number('event'), number('open') ?? 0));
  return true;
}
