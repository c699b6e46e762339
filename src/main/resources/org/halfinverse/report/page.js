'use strict';
(() => {
  const report = JSON.parse(document.getElementById('data').textContent);
  const root = document.documentElement;
  const COLOURS = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9', '#000000'];
  const DARK_COLOURS = ['#3fa0dd', '#ff8a3c', '#2fc79a', '#e29bc4', '#f2b632', '#8accf2', '#eeeeee'];
  const DASHES = [[], [7, 3], [2, 2], [9, 3, 2, 3]];
  const AXES = {seconds: 'training time (s)', step: 'step', samples: 'samples seen'};
  const MULTIPLES = 8; // charts of one figure, a run each
  const LABELLED = 6; // lines of one chart that get a label at their end
  const LABEL_HEIGHT = 13;
  const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹';
  const view = {axis: 'seconds', hidden: new Set(), sort: null, descending: false};
  const figures = [];

  // ---- small things

  /** An element with attributes and children; texts become text, never markup. */
  function element(name, attributes, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes || {})) made.setAttribute(key, value);
    made.append(...children);
    return made;
  }

  function number(value) {
    if (value === null || value === undefined) return '–';
    if (Number.isInteger(value)) return value.toLocaleString('en');
    const size = Math.abs(value);
    return size >= 1e-3 && size < 1e5 ? String(Number(value.toPrecision(4))) : value.toExponential(2);
  }

  /**
   * Labels of a logarithmic axis: powers of ten. Where it shows less than two of these, numbers that begin with 1, 2 or 5,
   * all of an axis written alike.
   */
  function power(value, index, ticks) {
    const smallest = ticks[0].value;
    const largest = ticks[ticks.length - 1].value;
    if (largest < 100 * smallest) {
      if (!/^[125]e/.test(value.toExponential(0)) || Number(value.toExponential(0)) !== value) return '';
      return smallest >= 1e-4 && largest < 1e5 ? String(value) : value.toExponential(0);
    }
    const exponent = Math.log10(value);
    if (Math.abs(exponent - Math.round(exponent)) > 1e-9) return '';
    const digits = String(Math.round(exponent)).replace('-', '⁻').replace(/\d/g, d => SUPERSCRIPTS[d]);
    return `10${digits}`;
  }

  function isDark() {
    return root.dataset.theme === 'dark';
  }

  function style(name) {
    return getComputedStyle(root).getPropertyValue(name).trim();
  }

  function colour(index) {
    return (isDark() ? DARK_COLOURS : COLOURS)[index % COLOURS.length];
  }

  function faint(hex) {
    return `${hex}38`;
  }

  function runsShown() {
    return report.runs.filter(run => !view.hidden.has(run.index));
  }

  /** Points of a series; what is not finite leaves a gap. */
  function points(series, column, axis = view.axis) {
    const x = series[axis];
    const y = series[column];
    return x.map((value, i) => ({x: value, y: y[i]}));
  }

  function line(run, label, data, more) {
    const tint = colour(run.index);
    return Object.assign({
      label, data, borderColor: tint, backgroundColor: tint, borderWidth: 1.5, pointRadius: 0, pointHitRadius: 6,
      pointHoverRadius: 4, borderDash: DASHES[Math.floor(run.index / COLOURS.length) % DASHES.length], fill: false,
    }, more);
  }

  function count(list, what) {
    const shown = list.reduce((sum, series) => sum + series.step.length, 0);
    const total = list.reduce((sum, series) => sum + series.total, 0);
    const thinned = shown < total ? ', smallest and largest of every stretch among them' : '';
    return `${shown.toLocaleString('en')} of ${total.toLocaleString('en')} ${what} shown${thinned}`;
  }

  /** On a logarithmic axis, what rounding made zero or less is drawn at the lower end. Tells how many. */
  function clip(datasets) {
    let smallest = Infinity;
    for (const {data} of datasets) {
      for (const {y} of data) if (y > 0 && y < smallest) smallest = y;
    }
    const floor = smallest < Infinity ? 10 ** Math.floor(Math.log10(smallest) + 1e-9) : 1e-16;
    let clipped = 0;
    for (const dataset of datasets) {
      dataset.data = dataset.data.map(point => {
        if (point.y === null || point.y > 0) return point;
        clipped++;
        return {x: point.x, y: floor, value: point.y};
      });
    }
    return clipped;
  }

  // ---- figures

  /** Writes the `ending` of a line beside its last point, unless another label stands there. */
  const endLabels = {
    id: 'endLabels',
    afterDatasetsDraw(chart) {
      const pen = chart.ctx;
      const taken = [];
      pen.save();
      pen.font = '11px system-ui, sans-serif';
      pen.textBaseline = 'middle';
      chart.data.datasets.forEach((dataset, i) => {
        const last = dataset.ending && chart.getDatasetMeta(i).data.filter(point => !point.skip).at(-1);
        if (!last || taken.some(y => Math.abs(y - last.y) < LABEL_HEIGHT)) return;
        taken.push(last.y);
        pen.fillStyle = dataset.borderColor;
        pen.fillText(dataset.ending, last.x + 5, last.y);
      });
      pen.restore();
    },
  };

  /** Leaves room at the right for the labels of few lines; with many of them colours have to do. */
  function labelEnds(chosen, datasets) {
    const labelled = datasets.filter(dataset => dataset.ending);
    if (labelled.length > LABELLED) {
      labelled.forEach(dataset => { delete dataset.ending; });
    } else if (labelled.length > 1) {
      const longest = Math.max(...labelled.map(dataset => dataset.ending.length));
      chosen.layout = {padding: {right: Math.min(7 * longest + 8, 120)}};
    }
    return chosen;
  }

  function scale(title, logarithmic) {
    return {
      type: logarithmic ? 'logarithmic' : 'linear',
      title: {display: true, text: title, color: style('--text')},
      grid: {color: context => logarithmic && context.tick && !context.tick.label ? 'transparent' : style('--line')},
      ticks: Object.assign({color: style('--quiet'), maxRotation: 0},
          logarithmic ? {callback: power, autoSkip: false} : {}),
    };
  }

  function options(horizontal, vertical, more) {
    return Object.assign({
      animation: false,
      parsing: false,
      normalized: true,
      responsive: true,
      maintainAspectRatio: false,
      interaction: {mode: 'nearest', axis: 'xy', intersect: false},
      scales: {x: horizontal, y: vertical},
      plugins: {
        legend: {display: false},
        tooltip: {
          callbacks: {
            title: items => items.length ? `${horizontal.title.text} ${number(items[0].parsed.x)}` : '',
            label: item => `${item.dataset.label}: ${number(item.raw.value ?? item.parsed.y)}`,
          },
        },
      },
    }, more);
  }

  /** Ends the horizontal axis where the longest run does: `longest` of the options, where charts share it. */
  function fit(drawn) {
    let largest = drawn.options.longest || 0;
    for (const {data} of drawn.data.datasets) {
      for (const {x} of data) if (x > largest) largest = x;
    }
    if (largest > 0) Object.assign(drawn.options.scales.x, {min: 0, max: largest});
    drawn.options.scales.x.ticks.includeBounds = false;
  }

  /** A logarithmic or linear choice beside the title of a figure. */
  function scaleChoice(state, redraw) {
    const group = element('div', {class: 'choice', role: 'group', 'aria-label': 'Vertical axis'});
    for (const name of ['log', 'linear']) {
      const button = element('button', {type: 'button', 'aria-pressed': String(state.log === (name === 'log'))}, name);
      button.addEventListener('click', () => {
        state.log = name === 'log';
        press(group, button);
        redraw();
      });
      group.append(button);
    }
    return group;
  }

  function select(label, choices, onChange) {
    const list = element('select', {'aria-label': label});
    choices.forEach(([value, text]) => list.append(element('option', {value}, text)));
    list.addEventListener('change', () => onChange(list.value));
    return list;
  }

  function press(group, pressed) {
    for (const button of group.querySelectorAll('button')) {
      button.setAttribute('aria-pressed', String(button === pressed));
    }
  }

  /**
   * A figure that is drawn when it comes into sight.
   * `draw(state)` gives {type, data, options, caption, summary}, or {panels, caption, summary} with several charts
   * {type, data, options} below each other, the last of which has the horizontal axis of all;
   * `controls(state, redraw)` what to choose.
   */
  function figure(id, title, draw, controls) {
    const state = {log: true};
    const caption = element('figcaption');
    const head = element('div', {class: 'head'}, element('h3', {}, title));
    const frame = element('div', {class: 'frame', role: 'img'});
    const card = element('figure', {id}, head, frame, caption);
    let charts = [];
    let seen = false;
    const redraw = () => {
      if (!seen) return;
      const drawn = draw(state);
      const panels = drawn.panels || [drawn];
      panels.filter(panel => panel.type === 'line').forEach(fit);
      frame.setAttribute('aria-label', `${title}. ${drawn.summary}`);
      caption.textContent = drawn.caption;
      if (charts.length !== panels.length) {
        charts.forEach(chart => chart.destroy());
        frame.replaceChildren(...panels.map((_, i) =>
          element('div', {class: 'panel'}, element('canvas', {id: i === 0 ? `chart-${id}` : `chart-${id}-${i}`}))));
        frame.style.setProperty('--panels', panels.length);
        charts = panels.map(({type, data, options}, i) =>
          new Chart(frame.children[i].firstChild, {type, data, options, plugins: [endLabels]}));
      } else {
        panels.forEach((panel, i) => {
          charts[i].data = panel.data;
          charts[i].options = panel.options;
          charts[i].update('none');
        });
      }
    };
    if (controls) head.append(...controls(state, redraw));
    document.getElementById('charts').append(card);
    new IntersectionObserver((entries, observer) => {
      if (entries.some(entry => entry.isIntersecting)) {
        observer.disconnect();
        seen = true;
        redraw();
      }
    }, {rootMargin: '200px'}).observe(card);
    figures.push(redraw);
  }

  function ends(list) {
    return list.slice(0, 8).map(([run, text]) => `${run.label}: ${text}`).join('; ')
        + (list.length > 8 ? `; and ${list.length - 8} more` : '');
  }

  function drawLoss(state) {
    const datasets = [];
    const series = [];
    const last = [];
    for (const run of runsShown()) {
      const evaluated = run.evaluations.total > 0 && state.source !== 'batch';
      const source = evaluated ? run.evaluations : run.losses;
      series.push(source);
      if (evaluated) {
        datasets.push(line(run, `${run.label}, training`, points(source, 'train'), {ending: run.label}));
        if (source.test.some(value => value !== null)) {
          datasets.push(line(run, `${run.label}, test`, points(source, 'test'), {borderDash: [4, 3], borderWidth: 1}));
        }
      } else {
        datasets.push(line(run, `${run.label}, mini-batch`, points(source, 'loss'), {ending: run.label}));
      }
      last.push([run, `ends at ${number((evaluated ? source.train : source.loss).at(-1))}`]);
    }
    const clipped = state.log ? clip(datasets) : 0;
    return {
      type: 'line',
      data: {datasets},
      options: labelEnds(options(scale(AXES[view.axis], false), scale('loss', state.log)), datasets),
      caption: (datasets.some(dataset => dataset.label.endsWith(', test')) ? 'solid: training, dashed: test; ' : '')
          + count(series, 'points') + (clipped ? `; ${clipped} at 0 or below drawn at the lower end` : ''),
      summary: `Over ${AXES[view.axis]}: ${ends(last)}`,
    };
  }

  function drawSpectrum(state) {
    const runs = runsShown().filter(run => run.spectra.total > 0);
    const datasets = [];
    for (const run of runs) {
      datasets.push(line(run, `${run.label}, σ max`, points(run.spectra, 'sigma_max')));
      datasets.push(line(run, `${run.label}, smallest σ kept`, points(run.spectra, 'sigma_min_kept'),
          {borderDash: [4, 3], fill: runs.length <= 3 ? '-1' : false, backgroundColor: faint(colour(run.index))}));
      // What is far below the smallest kept is rounding, for which no axis needs to be long.
      const least = 1e-4 * run.spectra.sigma_min_kept.reduce((a, b) => b > 0 && b < a ? b : a, Infinity);
      for (let i = 0; runs.length <= 3 && i < run.sigmas.count; i++) {
        datasets.push(line(run, `${run.label}, σ`, points(run.sigmas, `sigma_${i}`).filter(point => point.y > least),
            {borderWidth: 0.5}));
      }
    }
    const clipped = state.log ? clip(datasets) : 0;
    return {
      type: 'line',
      data: {datasets},
      options: options(scale(AXES[view.axis], false), scale('singular value', state.log)),
      caption: 'solid: largest, dashed: smallest kept'
          + (datasets.length > 2 * runs.length ? ', thin: some of all' : '') + `; ${
            count(runs.map(run => run.spectra), 'full mini-batches')}`
          + (clipped ? `; ${clipped} at 0 drawn at the lower end` : ''),
      summary: ends(runs.map(run => [run, `from ${number(run.spectra.sigma_min_kept.at(-1))} to ${
        number(run.spectra.sigma_max.at(-1))} at the end`])),
    };
  }

  function drawRank() {
    const runs = runsShown().filter(run => run.spectra.total > 0);
    const datasets = [];
    for (const run of runs) {
      datasets.push(line(run, `${run.label}, kept`, points(run.spectra, 'rank')));
      datasets.push(line(run, `${run.label}, of`, points(run.spectra, 'rank_full'),
          {borderDash: [4, 3], borderWidth: 1, fill: runs.length <= 3 ? '-1' : false,
            backgroundColor: faint('#888888')}));
    }
    const vertical = scale('singular values', false);
    vertical.beginAtZero = true;
    return {
      type: 'line',
      data: {datasets},
      options: options(scale(AXES[view.axis], false), vertical),
      caption: `solid: kept, dashed: all there are; ${count(runs.map(run => run.spectra), 'full mini-batches')}`,
      summary: ends(runs.map(run => [run,
        `${number(run.spectra.rank.at(-1))} of ${number(run.spectra.rank_full.at(-1))} kept at the end`])),
    };
  }

  function drawPhases() {
    const runs = runsShown();
    const datasets = report.phases.map((phase, i) => ({
      label: phase, data: runs.map(run => run.phase_seconds[i]), backgroundColor: colour(i), maxBarThickness: 28,
    }));
    const horizontal = scale('training time (s)', false);
    const vertical = scale('', false);
    delete vertical.type;
    horizontal.stacked = true;
    horizontal.min = 0;
    vertical.stacked = true;
    vertical.title.display = false;
    const chosen = options(horizontal, vertical, {
      indexAxis: 'y', parsing: true, normalized: false, interaction: {mode: 'nearest', axis: 'y', intersect: false},
    });
    chosen.plugins.legend = {display: true, position: 'bottom', labels: {color: style('--text'), boxWidth: 12}};
    chosen.plugins.tooltip.callbacks = {
      label: item => `${item.dataset.label}: ${number(item.parsed.x)} s`,
    };
    chosen.interaction = {mode: 'index', axis: 'y', intersect: false};
    return {
      type: 'bar',
      data: {labels: runs.map(run => run.label), datasets},
      options: chosen,
      caption: 'sums over all steps',
      summary: ends(runs.map(run => [run,
        report.phases.map((phase, i) => `${phase} ${number(run.phase_seconds[i])} s`).join(', ')])),
    };
  }

  function drawTimes(state) {
    const runs = runsShown();
    const datasets = runs.map(run =>
      line(run, run.label, points(run.times, 'step_seconds'), {ending: run.label}));
    const clipped = state.log ? clip(datasets) : 0;
    return {
      type: 'line',
      data: {datasets},
      options: labelEnds(options(scale(AXES[view.axis], false), scale('seconds a step', state.log)), datasets),
      caption: count(runs.map(run => run.times), 'full mini-batches')
          + (clipped ? `; ${clipped} at 0 drawn at the lower end` : ''),
      summary: ends(runs.map(run => [run, `${number(run.seconds > 0 ? run.steps / run.seconds : null)} steps a second`])),
    };
  }

  /** Each unit of a layer, or all of them together where they are many. */
  function unitsOf(layer) {
    return layer.unit_mean.length > 0
      ? {single: true, means: layer.unit_mean, deviations: layer.unit_std}
      : {single: false, means: [layer.mean], deviations: [layer.std]};
  }

  /** One run's units of a layer: mean and a band of one standard deviation around it, of all together where there are many. */
  function saturationLines(run, layer) {
    const {single, means, deviations} = unitsOf(layer);
    return means.flatMap((mean, k) => {
      const unit = {label: single ? `unit ${k + 1}` : `${layer.units} units`, index: single ? k : run.index};
      const at = offset => run.saturation[view.axis].map((x, i) => ({x, y: mean[i] + offset * deviations[k][i]}));
      const edge = {borderWidth: 0, pointHitRadius: 0, pointHoverRadius: 0, backgroundColor: faint(colour(unit.index))};
      return [
        line(unit, unit.label, at(0)),
        line(unit, `${unit.label}, − std`, at(-1), edge),
        line(unit, `${unit.label}, + std`, at(1), Object.assign({}, edge, {fill: '-1'})),
      ];
    });
  }

  /** Small multiples: a chart for each run, all of them with the same axes. */
  function drawSaturation(state) {
    const measured = runsShown().filter(run => run.saturation.layers.length > 0);
    const runs = measured.slice(0, MULTIPLES);
    const chosen = run => run.saturation.layers[Math.min(Number(state.layer || 0), run.saturation.layers.length - 1)];
    const lines = runs.map(run => saturationLines(run, chosen(run)));
    const values = lines.flat().flatMap(dataset => dataset.data.map(point => point.y)).filter(Number.isFinite);
    const [least, most] = values.reduce(([a, b], y) => [Math.min(a, y), Math.max(b, y)], [Infinity, -Infinity]);
    const longest = Math.max(0, ...runs.map(run => run.saturation[view.axis].at(-1) ?? 0));
    const panels = runs.map((run, i) => {
      const isLast = i === runs.length - 1;
      const horizontal = scale(AXES[view.axis], false);
      horizontal.title.display = isLast;
      horizontal.ticks.display = isLast;
      const vertical = Object.assign(scale('', false), {suggestedMin: least, suggestedMax: most});
      vertical.title.display = false;
      vertical.ticks.maxTicksLimit = 5;
      const settings = options(horizontal, vertical);
      settings.plugins.title = {
        display: true, text: run.label, align: 'start', color: colour(run.index), padding: {top: 0, bottom: 8},
      };
      settings.longest = longest;
      return {type: 'line', data: {datasets: lines[i]}, options: settings};
    });
    const units = runs.map(run => chosen(run)).map(layer =>
      `${layer.units} units${unitsOf(layer).single ? '' : ' together'}`);
    return {
      panels,
      caption: `mean ± standard deviation over the samples; ${[...new Set(units)].join(' or ')}; `
          + (measured.length > runs.length ? `the first ${runs.length} of ${measured.length} runs; ` : '')
          + count(runs.map(run => run.saturation), 'evaluations'),
      summary: ends(runs.map(run => [run, saturationAtEnd(chosen(run))])),
    };
  }

  function saturationAtEnd(layer) {
    const {means, deviations} = unitsOf(layer);
    return `${means.map((mean, k) => `${number(mean.at(-1))} ± ${number(deviations[k].at(-1))}`).join(', ')} at the end`;
  }

  function saturationControls(state, redraw) {
    const layers = Math.max(...report.runs.map(run => run.saturation.layers.length));
    return [select('Hidden layer', Array.from({length: layers}, (_, l) => [String(l), `hidden layer ${l + 1}`]),
        value => { state.layer = value; redraw(); })];
  }

  function drawTrajectory() {
    const plane = report.plane;
    const shown = plane.paths.filter(path => !view.hidden.has(path.index));
    const datasets = [];
    for (const path of shown) {
      const run = report.runs[path.index];
      const way = path.x.map((x, i) => ({x, y: path.y[i]}));
      const marks = {showLine: false, pointHitRadius: 8};
      datasets.push(line(run, run.label, way, {order: 2}));
      datasets.push(line(run, `${run.label}, start`, way.slice(0, 1), Object.assign({pointRadius: 5, order: 1}, marks)));
      datasets.push(line(run, `${run.label}, end`, way.slice(-1),
          Object.assign({pointRadius: 5, pointStyle: 'rect', order: 1}, marks)));
      if (path.target) {
        datasets.push(line(run, `${run.label}, target`, [{x: path.target[0], y: path.target[1]}],
            Object.assign({pointRadius: 7, pointStyle: 'crossRot', pointBorderWidth: 2,
              borderColor: style('--text'), order: 0}, marks)));
      }
    }
    const series = shown.map(path => ({step: path.x, total: path.total}));
    const chosen = options(scale(plane.horizontal, false), scale(plane.vertical, false));
    chosen.normalized = false;
    return {
      type: 'scatter',
      data: {datasets: datasets.map(dataset => Object.assign({showLine: true}, dataset))},
      options: chosen,
      caption: `disc: start, square: end, cross: target; ${count(series, 'evaluations')}`,
      summary: ends(shown.map(path => [report.runs[path.index],
        `ends at ${number(path.x.at(-1))}, ${number(path.y.at(-1))}`
        + (path.target ? `, target ${number(path.target[0])}, ${number(path.target[1])}` : '')])),
    };
  }

  function makeFigures() {
    const lossControls = (state, redraw) => [
      select('Which loss', [['evaluation', 'all samples'], ['batch', 'mini-batches']],
          value => { state.source = value; redraw(); }),
      scaleChoice(state, redraw),
    ];
    const chooseScale = (state, redraw) => [scaleChoice(state, redraw)];
    figure('loss', 'Loss', drawLoss, lossControls);
    if (report.plane.paths.length > 0) figure('trajectory', 'Path of the watched sample', drawTrajectory);
    if (report.runs.some(run => run.saturation.layers.length > 0)) {
      figure('saturation', 'Hidden activations', drawSaturation, saturationControls);
    }
    if (report.runs.some(run => run.spectra.total > 0)) {
      figure('spectrum', 'Singular values', drawSpectrum, chooseScale);
      figure('rank', 'Rank', drawRank);
    }
    figure('phases', 'Time by phase', drawPhases);
    figure('times', 'Time of a step', drawTimes, chooseScale);
  }

  function redrawAll() {
    figures.forEach(redraw => redraw());
  }

  // ---- tables

  const COLUMNS = [
    ['run', run => run.label, false],
    ['optimizer', run => run.optimizer, false],
    ['end', run => run.end, false],
    ['steps', run => run.steps, true],
    ['time (s)', run => run.seconds, true],
    ['training loss', run => run.train_loss, true],
    ['test loss', run => run.test_loss, true],
    ['rank', run => run.rank, true],
  ];

  function sortedRuns() {
    if (view.sort === null) return report.runs;
    const value = COLUMNS[view.sort][1];
    const sign = view.descending ? -1 : 1;
    return [...report.runs].sort((a, b) => {
      const [x, y] = [value(a), value(b)];
      if (x === null || y === null) return (x === null) - (y === null);
      return sign * (typeof x === 'number' ? x - y : x.localeCompare(y));
    });
  }

  function swatch(index) {
    const mark = element('canvas', {width: 12, height: 12, class: 'swatch', 'aria-hidden': 'true'});
    const pen = mark.getContext('2d');
    pen.fillStyle = colour(index);
    pen.fillRect(0, 0, 12, 12);
    return mark;
  }

  function showRuns() {
    const focused = document.activeElement && document.activeElement.id;
    const all = element('input', {type: 'checkbox', id: 'show-all', 'aria-label': 'show all runs'});
    all.checked = view.hidden.size === 0;
    all.addEventListener('change', () => {
      view.hidden = new Set(all.checked ? [] : report.runs.map(run => run.index));
      showRuns();
      redrawAll();
    });
    const head = element('tr', {}, element('th', {scope: 'col'}, all));
    COLUMNS.forEach(([title, , numeric], i) => {
      const button = element('button', {type: 'button', id: `sort-${i}`}, title);
      button.addEventListener('click', () => {
        view.descending = view.sort === i && !view.descending;
        view.sort = i;
        showRuns();
      });
      const order = view.sort !== i ? 'none' : view.descending ? 'descending' : 'ascending';
      head.append(element('th', {scope: 'col', 'aria-sort': order, class: numeric ? 'number' : ''}, button));
    });
    const body = element('tbody');
    for (const run of sortedRuns()) {
      const box = element('input', {type: 'checkbox', id: `show-${run.index}`, 'aria-label': `show ${run.label}`});
      box.checked = !view.hidden.has(run.index);
      box.addEventListener('change', () => {
        if (box.checked) view.hidden.delete(run.index); else view.hidden.add(run.index);
        all.checked = view.hidden.size === 0;
        redrawAll();
      });
      const row = element('tr', {}, element('td', {}, box));
      COLUMNS.forEach(([title, value, numeric]) => {
        const cell = element('td', numeric ? {class: 'number'} : {}, numeric ? number(value(run)) : value(run));
        if (title === 'run') {
          cell.prepend(swatch(run.index), ' ');
          cell.title = run.path;
        }
        if (title === 'end') {
          if (run.end !== 'finished') cell.className = 'bad';
          cell.title = run.reason;
        }
        if (title === 'rank' && run.rank !== null) cell.append(` / ${number(run.rank_full)}`);
        row.append(cell);
      });
      body.append(row);
    }
    document.getElementById('runs').replaceChildren(element('thead', {}, head), body);
    if (focused && document.getElementById(focused)) document.getElementById(focused).focus();
    const list = report.runs.flatMap(run => run.complaints.map(text => element('li', {}, `${run.label}: ${text}`)));
    document.getElementById('complaints').replaceChildren(...list);
  }

  /** Names down the side, runs across; values that every run shares stand once. */
  function showSettings(id, keys, of, runs) {
    const head = element('tr', {}, element('th', {scope: 'col'}, 'key'),
        ...runs.map(run => element('th', {scope: 'col'}, run ? run.label : 'value')));
    const rows = keys.map(key => element('tr', {}, element('th', {scope: 'row'}, key),
        ...runs.map(run => element('td', {}, of(run || report.runs[0])[key] ?? '–'))));
    document.getElementById(id).replaceChildren(element('thead', {}, head), element('tbody', {}, ...rows));
  }

  function differing(of) {
    const keys = [...new Set(report.runs.flatMap(run => Object.keys(of(run))))].sort();
    return keys.filter(key => report.runs.some(run => of(run)[key] !== of(report.runs[0])[key]));
  }

  function showAllSettings() {
    const config = run => run.config;
    const provenance = run => run.provenance;
    const different = differing(config);
    const same = Object.keys(report.runs[0].config).filter(key => !different.includes(key));
    if (report.runs.length > 1) showSettings('differences', different, config, report.runs);
    showSettings('same', same, config, [null]);
    if (report.runs.length === 1) {
      document.querySelector('details').open = true;
      document.getElementById('same-title').textContent = 'All settings';
    }
    const unlike = differing(provenance);
    const like = Object.keys(provenance(report.runs[0])).filter(key => !unlike.includes(key));
    showSettings('provenance', unlike.concat(like), provenance, unlike.length > 0 ? report.runs : [null]);
  }

  // ---- following

  /** Which figures there are and what can be chosen in them: when this changes, the page is made anew. */
  function whatIsShown() {
    const runs = report.runs.map(run => `${run.saturation.layers.length},${run.spectra.total > 0}`);
    return `${runs};${report.plane.paths.length > 0}`;
  }

  async function follow() {
    const status = document.getElementById('status');
    try {
      const query = `generation=${report.generation}&since=${report.version}`;
      const answer = await (await fetch(`data?${query}`, {cache: 'no-store'})).json();
      report.version = answer.version;
      if (answer.runs.length > 0) {
        const before = whatIsShown();
        answer.runs.forEach(run => { report.runs[run.index] = run; });
        report.plane = answer.plane;
        if (whatIsShown() !== before) answer.generation = 'another';
        showRuns();
        redrawAll();
      }
      if (answer.generation !== report.generation) {
        location.reload();
        return;
      }
      status.textContent = report.runs.some(run => run.end === 'unfinished') ? 'following' : 'all runs have ended';
    } catch (failure) {
      status.textContent = 'the server does not answer: showing what it told last';
    }
    setTimeout(follow, 1000);
  }

  // ---- beginning

  function setTheme(name) {
    root.dataset.theme = name;
    const other = name === 'dark' ? 'light' : 'dark';
    const button = document.getElementById('theme');
    button.textContent = other;
    button.setAttribute('aria-label', `${other} colours`);
  }

  const prefersDark = matchMedia('(prefers-color-scheme: dark)');
  setTheme(prefersDark.matches ? 'dark' : 'light');
  prefersDark.addEventListener('change', () => {
    setTheme(prefersDark.matches ? 'dark' : 'light');
    showRuns();
    redrawAll();
  });
  document.getElementById('theme').addEventListener('click', () => {
    setTheme(isDark() ? 'light' : 'dark');
    showRuns();
    redrawAll();
  });
  document.getElementById('axis').addEventListener('click', event => {
    if (!event.target.value) return;
    view.axis = event.target.value;
    press(event.currentTarget, event.target);
    redrawAll();
  });
  showRuns();
  showAllSettings();
  makeFigures();
  if (root.dataset.served === 'true') follow();
})();
