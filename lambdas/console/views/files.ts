import { h } from "#lambdas/console/parts/dom.ts";
import { fileSize, number } from "#lambdas/console/parts/format.ts";
import { words } from "#lambdas/console/parts/language.ts";
import type { Session, View } from "#lambdas/console/parts/session.ts";
import { failure, fill } from "#lambdas/console/parts/states.ts";
import { dataTable } from "#lambdas/console/parts/table.ts";
import type { FilesAnswer } from "#lib/contracts/api-answers.ts";

/** What the run published, to be taken along. */
export const filesView: View = (place, session) => {
  const w = words();
  const list = h("div");
  place.append(
    h("div", { class: "title" }, h("h1", {}, w.files), h("p", { class: "soft" }, w.filesNote)),
    list,
  );
  void fill(
    list,
    () => session.api.files(),
    (answer) => drawFiles(session, answer),
  );
  return undefined;
};

function drawFiles(session: Session, { files }: FilesAnswer): HTMLElement {
  const w = words();
  const rows = files.map((file) => [
    [file.name, h("small", {}, w.fileWords[file.name] ?? "")],
    number(file.rows),
    fileSize(file.bytes),
    h("code", { title: file.sha256 }, file.sha256.slice(0, 12)),
    downloadButton(session, file.name),
  ]);
  return dataTable({
    heads: [w.file, w.rows, w.size, "SHA-256", w.download],
    rows,
    numbers: [1, 2, 4],
  });
}

function downloadButton({ api }: Session, name: string): HTMLElement {
  const w = words();
  const told = h("div");
  const download = async () => {
    told.replaceChildren();
    try {
      // A link is asked for at each click, so that none has ended when it is followed.
      const { url } = await api.fileLink(name);
      location.assign(url);
    } catch (error) {
      told.append(failure(error));
    }
  };
  const label = `${w.download} ${name}`;
  const button = h(
    "button",
    { type: "button", "aria-label": label, onclick: download },
    w.download,
  );
  return h("div", {}, button, told);
}
