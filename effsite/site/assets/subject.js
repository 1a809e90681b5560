/* What there is to be had at a chart: what its menu offers, and how it is got. */
window.effsite = window.effsite ?? {};
(() => {
  "use strict";

  const FRAME_HEIGHT = 640;
  const FRAME_MORE = 140;
  const { address, pictureOf, rowsOf } = window.effsite;

  /* Of a figure; a picture that never becomes a live chart has less. `live` has the live charts by figure, `ready`
     waits for one, `paint` gives it the colours of its surroundings. */
  function subjectOf(figure, { live, ready, paint }) {
    const file = (name) => figure.querySelector(`[data-file="${name}"]`);
    const { chart, picture, name } = figure.dataset;
    const link = () => address.linkTo(figure, live.get(figure));
    const subject = {
      title: name,
      file: (chart ? address.pathOf(figure) : picture).replaceAll("/", "-"),
      address: link,
      picture: () => pictureOf(figure, live.get(figure), paint, link()),
      text: file("text")?.href,
      bibtex: file("bibtex")?.href,
      cff: file("cff")?.href,
    };
    if (!chart) return subject;
    return {
      ...subject,
      rows: async () => rowsOf(await ready(figure), file("rows")),
      frame: file("frame") && (() => address.frameOf(file("frame").href, live.get(figure))),
      height: () => Math.max(FRAME_HEIGHT, Math.ceil((figure.offsetHeight + FRAME_MORE) / 10) * 10),
      dates: figure.querySelector("[data-toggle=log]") && (async () => datesOf(await ready(figure))),
    };
  }

  function datesOf(chart) {
    const { x_range: across } = chart.view.frame;
    const days = (ends) => ends.map((end) => address.word(end, true));
    const whole = days(chart.whole.x);
    return {
      whole,
      shown: days([across.start, across.end]),
      show: (...ends) => {
        const [start, end] = ends.map((day, n) => (day === whole[n] ? chart.whole.x[n] : Date.parse(day)));
        across.setv({ start, end });
      },
    };
  }

  Object.assign(window.effsite, { subjectOf });
})();
