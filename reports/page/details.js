// What is known of the chosen event. Text goes in as text, never as markup.

function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

function counted(count, noun) {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

function copyButton(words) {
  const button = element('button', {type: 'button', class: 'copies'}, 'Copy');
  button.addEventListener('click', async () => {
    button.textContent = (await copyText(words)) ? 'Copied' : 'Not allowed here';
    setTimeout(() => { button.textContent = 'Copy'; }, 1500);
  });
  return button;
}

// Old ways work where the new one is refused, such as in a page opened from a disk.
async function copyText(words) {
  try {
    await navigator.clipboard.writeText(words);
    return true;
  } catch {
    const area = element('textarea', {'aria-hidden': 'true'});
    area.value = words;
    document.body.append(area);
    area.select();
    const copied = document.execCommand('copy');
    area.remove();
    return copied;
  }
}

function aroundList(run, number, choose) {
  const list = element('ol', {'aria-label': 'Events around'});
  const first = Math.max(0, Math.min(number - 4, run.count - 8));
  for (let event = first; event <= Math.min(run.count, first + 8); ++event) {
    const site = event > 0 ? run.sites[run.events.site[event - 1]] : '';
    const button = element('button', {type: 'button', 'data-event': event},
      `${run.numbers[event]}  ${describeEvent(run, event)}${site === '' ? '' : '  ' + site}`);
    if (event === number) button.setAttribute('aria-current', 'true');
    button.addEventListener('click', () => {
      choose(event);
      document.querySelector('#details [aria-current]').focus({preventScroll: true});
    });
    list.append(element('li', {}, button));
  }
  return list;
}

function outcomeItem(run, outcome) {
  const mark = run.marks[outcome.mark];
  const item = element('li', {class: 'point ' + mark.id}, element('b', {}, mark.label), `: ${outcome.what}`);
  if (outcome.trial === undefined) return item;
  const finding = run.trials.finding[outcome.trial];
  if (finding > 0) {
    item.append(' · ', element('a', {href: '#finding-' + finding}, run.findings[finding - 1].heading));
  }
  const note = run.notes[run.trials.note[outcome.trial]];
  if (note !== '') item.append(element('br'), element('span', {class: 'difference'}, note));
  const items = run.trials.redo_items[outcome.trial];
  const events = run.trials.redo_events[outcome.trial];
  if (events > 0) item.append(element('br'), `done again: ${counted(items - 1, 'item')}, ${counted(events - 1, 'event')}`);
  const line = replayLine(run, outcome.trial);
  if (line !== '') item.append(element('br'), element('code', {}, line), ' ', copyButton(line));
  return item;
}

function factsOf(run, number) {
  if (number === 0) return 'Nothing has happened yet.';
  const i = number - 1;
  const facts = [`process ${run.processes[run.events.process[i]]}`, `call ${run.calls[run.events.call[i]]}`];
  if (run.events.bytes[i] > 0) facts.push(`${run.events.bytes[i]} bytes`);
  const glyph = run.glyphs[run.events.glyph[i]];
  if (!isOfProcess(glyph.id)) {
    facts.push(`file is ${run.roles.names[run.role_of_file[run.file_of_path[run.events.path[i]]]]}`);
  }
  const site = run.sites[run.events.site[i]];
  if (site !== '') facts.push(site);
  return facts.join(' · ');
}

// Worst first; a long list is cut with its count.
function outcomeList(run, number) {
  const most = 12;
  const outcomes = outcomesAt(run, number).sort((a, b) => b.mark - a.mark);
  const list = element('ul', {'aria-label': 'Crashes here'});
  outcomes.slice(0, most).forEach((outcome) => list.append(outcomeItem(run, outcome)));
  if (outcomes.length > most) list.append(element('li', {}, `and ${outcomes.length - most} more`));
  if (outcomes.length === 0) list.append(element('li', {}, 'No crash point.'));
  return list;
}

// The diagnosis of the first finding here, taken over from its card.
function diagnosisOf(run, number) {
  const failing = outcomesAt(run, number).find((outcome) => outcome.trial !== undefined && run.trials.finding[outcome.trial] > 0);
  const card = failing && document.getElementById('finding-' + run.trials.finding[failing.trial]);
  if (!card) return [];
  const list = element('dl', {class: 'diagnosis'});
  let wanted = false;
  for (const part of card.querySelector('dl').children) {
    if (part.tagName === 'DT') wanted = ['Let', 'Then', 'Because', 'Proof', 'Fix'].includes(part.textContent);
    if (wanted) list.append(part.cloneNode(true));
  }
  return [element('h4', {}, card.querySelector('h3').textContent), list];
}

function showDetails(run, number, choose) {
  const title = number === 0 ? 'Start of the run' : `${nameOfEvent(run, number)} of ${run.numbers[run.count]}: ${describeEvent(run, number)}`;
  document.getElementById('details').replaceChildren(
    element('h3', {}, title),
    element('p', {class: 'faint'}, factsOf(run, number)),
    element('div', {class: 'columns'},
      element('div', {}, element('h4', {}, 'Events around'), aroundList(run, number, choose)),
      element('div', {}, element('h4', {}, 'A crash here'), outcomeList(run, number))),
    ...diagnosisOf(run, number));
}
