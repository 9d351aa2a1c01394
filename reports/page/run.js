// The run as the map and the details look at it: columns, places, and what lies at an event.

function readRun(data) {
  const columns = (table) =>
    Object.fromEntries(Object.entries(table).map(([name, column]) =>
      [name, name === 'schedule' ? textsOf(column) : numbersOf(column)]));
  const run = {
    ...data,
    events: columns(data.events),
    points: columns(data.points),
    trials: columns(data.trials),
    paths: textsOf(data.paths),
    file_of_path: numbersOf(data.file_of_path),
    role_of_file: numbersOf(data.roles.of_file),
    lane_of_process: numbersOf(data.lanes.of_process),
    lane_of_file: numbersOf(data.lanes.of_file),
  };
  run.count = run.events.kind.length;
  run.numbers = numbersOfEvents(run);
  run.windows = windowsOf(run, columns(data.windows));
  run.strips = run.faults.map((name, fault) => stripOf(run, fault));
  run.failing = failingEvents(run);
  run.trial_of_point = trialsOfPoints(run);
  return run;
}

// As event(N) in schedules counts them, which leaves opens out: by how many events have happened.
function numbersOfEvents(run) {
  const numbers = new Uint32Array(run.count + 1);
  for (let i = 0; i < run.count; ++i) {
    numbers[i + 1] = numbers[i] + (run.kinds[run.events.kind[i]] === 'open' ? 0 : 1);
  }
  return numbers;
}

// "Event 9", or "Behind event 9" for an open, which has no number of its own.
function nameOfEvent(run, event) {
  const counts = event === 0 || run.numbers[event] > run.numbers[event - 1];
  return `${counts ? 'Event' : 'Behind event'} ${run.numbers[event]}`;
}

// The first one with this number, or as many events later.
function eventNumbered(run, number, later) {
  return lowerBound(run.numbers, Math.round(number)) + later;
}

// Places on the map have room for opens, which event numbers leave out; both may lie between two.
function numberAt(run, place) {
  const whole = Math.floor(place);
  return whole < 0 ? place : run.numbers[Math.min(whole, run.count)] + (place - whole);
}

function placeNumbered(run, number) {
  const whole = Math.floor(number);
  return whole < 0 ? number : eventNumbered(run, whole, 0) + (number - whole);
}

// In order of their places.
function windowsOf(run, rows) {
  return Array.from(rows.finding, (finding, i) => ({
    finding,
    fault: rows.fault[i],
    first: placeOf(run, rows.first_after[i], rows.first_cut[i]),
    last: placeOf(run, rows.last_after[i], rows.last_cut[i]),
    event: eventOf(rows.first_after[i], rows.first_cut[i]),
  })).sort((a, b) => a.first - b.first);
}

// The trial of a kill at each point, or -1. Points and trials come in the same order.
function trialsOfPoints(run) {
  const {after, cut} = run.points;
  const trials = run.trials;
  const found = new Int32Array(after.length).fill(-1);
  let point = 0;
  for (let i = 0; i < trials.fault.length && trials.fault[i] === 0; ++i) {
    const place = trials.after[i] - 1;
    while (point < after.length && (after[point] < place || (after[point] === place && cut[point] < trials.cut[i]))) ++point;
    if (point < after.length && after[point] === place && cut[point] === trials.cut[i]) found[point] = i;
  }
  return found;
}

// As in reports/html/map_view.cpp: a cut lies inside its event.
function placeOf(run, after, cut) {
  if (cut === 0 || after >= run.count) return after;
  return after + 0.15 + 0.7 * Math.min(1, cut / Math.max(1, run.events.bytes[after]));
}

// The outcomes of one fault in order of their places.
function stripOf(run, fault) {
  const rows = [];
  if (fault === 0) {
    for (let i = 0; i < run.points.after.length; ++i) rows.push(i);
    return {
      place: Float64Array.from(rows, (i) => placeOf(run, run.points.after[i], run.points.cut[i])),
      mark: Uint8Array.from(rows, (i) => run.points.mark[i]),
      cut: Uint8Array.from(rows, (i) => (run.points.cut[i] > 0 ? 1 : 0)),
      row: rows,
    };
  }
  for (let i = 0; i < run.trials.fault.length; ++i) {
    if (run.trials.fault[i] === fault && run.trials.after[i] > 0) rows.push(i);
  }
  return {
    place: Float64Array.from(rows, (i) => placeOf(run, run.trials.after[i] - 1, run.trials.cut[i])),
    mark: Uint8Array.from(rows, (i) => run.trials.mark[i]),
    cut: Uint8Array.from(rows, (i) => (run.trials.cut[i] > 0 ? 1 : 0)),
    row: rows,
  };
}

function isFailing(run, mark) {
  return run.marks[mark].id.startsWith('fails');
}

// The event, from 1, that a point belongs to: the one that it cuts or follows; 0 at the start.
function eventOf(after, cut) {
  return cut > 0 ? after + 1 : after;
}

function failingEvents(run) {
  const events = new Set();
  run.strips.forEach((strip, fault) => {
    for (let i = 0; i < strip.mark.length; ++i) {
      if (!isFailing(run, strip.mark[i])) continue;
      const row = strip.row[i];
      events.add(fault === 0 ? eventOf(run.points.after[row], run.points.cut[row])
        : eventOf(run.trials.after[row] - 1, run.trials.cut[row]));
    }
  });
  return Array.from(events).sort((a, b) => a - b);
}

// The first index whose value is at least `value`.
function lowerBound(sorted, value) {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

function describeEvent(run, number) {
  if (number === 0) return 'start of the run';
  const i = number - 1;
  return `${run.kinds[run.events.kind[i]]}(${run.paths[run.events.path[i]]})`;
}

function replayLine(run, trial) {
  const schedule = run.trials.schedule[trial];
  return schedule === '' ? '' : run.replay[0] + schedule + run.replay[1];
}

// What was tried at an event: kills after it and inside it, then other faults there.
function outcomesAt(run, number) {
  const outcomes = [];
  const first = lowerBound(run.points.after, Math.max(0, number - 1));
  for (let i = first; i < run.points.after.length && run.points.after[i] <= number; ++i) {
    const cut = run.points.cut[i];
    if (eventOf(run.points.after[i], cut) !== number) continue;
    const tried = run.points.equal_to[i];
    const trial = run.trial_of_point[tried];
    outcomes.push({
      what: cut > 0 ? `a kill with ${cut} of its bytes down` : number === 0 ? 'a kill at once' : 'a kill after it',
      mark: run.points.mark[i], trial: trial < 0 ? undefined : trial,
    });
  }
  run.strips.forEach((strip, fault) => {
    if (fault === 0) return;
    for (let i = lowerBound(strip.place, number - 1); i < strip.place.length && strip.place[i] <= number; ++i) {
      const trial = strip.row[i];
      if (eventOf(run.trials.after[trial] - 1, run.trials.cut[trial]) !== number) continue;
      outcomes.push({what: run.faults[fault], mark: strip.mark[i], trial});
    }
  });
  return outcomes;
}
