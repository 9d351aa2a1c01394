// Which part of the run is shown, and which event is chosen. Places are gaps: 0 is before the first
// event, `count` after the last.

function makeView(run, changed) {
  const margin = 0.5;
  const least = 4;
  const view = {
    from: -margin,
    to: run.count + margin,
    event: null,
    set(from, to) {
      const whole = run.count + 2 * margin;
      const length = Math.min(Math.max(to - from, Math.min(least, whole)), whole);
      view.from = Math.min(Math.max(from, -margin), run.count + margin - length);
      view.to = view.from + length;
      changed();
    },
    whole() { view.set(-margin, run.count + margin); },
    isWhole() { return view.to - view.from >= run.count + 2 * margin - 0.001; },
    zoom(factor, around = view.event ?? (view.from + view.to) / 2) {
      const centre = Math.min(Math.max(around, view.from), view.to);
      view.set(centre - (centre - view.from) * factor, centre + (view.to - centre) * factor);
    },
    choose(event) {
      view.event = Math.min(Math.max(Math.round(event), 0), run.count);
      const length = view.to - view.from;
      if (view.event < view.from || view.event > view.to) {
        view.set(view.event - length / 2, view.event + length / 2);
      } else {
        changed();
      }
    },
  };
  return view;
}
