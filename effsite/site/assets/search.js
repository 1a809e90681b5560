// The theme's search, with whole words first, numbers without a fault, and nothing fetched before it is used.
//
// A worker, which loads the theme's own, named behind a question mark, and stands between it and the page.
// The theme fetches its index with every page; here that is empty, and the entries are fetched when
// somebody types. Of the lunr in it two things are changed. It tells apart the nodes of its list of words by
// their letters and numbers written one behind the other, so that with enough names like LeNet-5 two are
// taken for one, and a search fails. And each word that is typed is only completed: law is then found in
// LAWA as well as in law, and a in every name with an a.
"use strict";

const THEIRS = location.search.slice(1);
if (!/^search\.\w+\.min\.js$/.test(THEIRS)) throw new Error(`no search of the theme: ${THEIRS}`);

const ENTRIES = new URL("../../../search/entries.json", location);
const [SETUP, QUERY, RESULT] = [0, 2, 3]; // the theme's kinds of message
const NOTHING = { type: RESULT, data: { items: [] } };
const answer = postMessage.bind(self);
const ask = (type, data) => dispatchEvent(new MessageEvent("message", { data: { type, data } }));
let settings = null; // what the page has set the search up with
let typed = ""; // the latest, while the entries are on their way
let entries = null; // fetched, or on their way

addEventListener("message", (event) => {
  const { type, data } = event.data;
  if (type === SETUP) settings = data;
  if (type !== QUERY || settings.docs.length) return; // the theme's search answers
  event.stopImmediatePropagation();
  typed = data;
  if (!typed) answer(NOTHING);
  else entries ||= fetchEntries();
});

async function fetchEntries() {
  try {
    const fetched = await fetch(ENTRIES);
    if (!fetched.ok) throw new Error(`${ENTRIES} ${fetched.status}`);
    const docs = await fetched.json();
    self.postMessage = () => { self.postMessage = answer; }; // that it is ready once more is no news
    ask(SETUP, { ...settings, docs });
    await new Promise((done) => { setTimeout(done); }); // it is ready in the next turn
    ask(QUERY, typed);
  } catch (error) {
    console.warn(error);
    entries = null; // the next letter tries again
    answer(NOTHING);
  }
}

importScripts(THEIRS);

const WHOLE_WORD = 10; // times what a longer word counts that begins like it
const COMPLETED = /^[^+\-~^:*][^~^:*]*\*$/; // not what a reader asks for by signs: +must -not ~near title:word

lunr.TokenSet.prototype.toString = function () {
  if (this._str) return this._str;
  const edges = Object.keys(this.edges).sort();
  return (this.final ? "1" : "0") + edges.map((letter) => `${letter}${this.edges[letter].id};`).join("");
};

const search = lunr.Index.prototype.search;
lunr.Index.prototype.search = function (query) {
  const said = query.split(/\s+/);
  if (!said.every((word) => COMPLETED.test(word))) return search.call(this, query);
  const parts = said.flatMap((word) => word.slice(0, -1).toLowerCase().split(lunr.tokenizer.separator));
  const words = [...new Set(parts.filter(Boolean))];
  const telling = words.filter((word) => lunr.stopWordFilter(word));
  return this.query((asked) => {
    for (const word of telling.length ? telling : words) {
      asked.term(word, { boost: WHOLE_WORD, usePipeline: false });
      asked.term(word, { wildcard: lunr.Query.wildcard.TRAILING, usePipeline: false });
    }
  });
};
